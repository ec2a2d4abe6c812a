package stattests

// Mod3 takes symbols modulo 3, N >= 3, in tuples of t successive ones (the test's
// argument, 1 to 9; 8 without one) that do not overlap. Residue r has exactly the
// probability (number of symbols below N that leave r) / N, and tuples have products
// of these. How the 3^t classes are judged is said in ternary.go.
//
// Of a word, each bit enters with the weight 1 or 2, so that all bits count, and
// shifts, rotations, exclusive ors and sums modulo 2^k do not go with the modulus. It
// is the serial test (Knuth, TAOCP 2, 3.3.2 B) of what is left modulo 3.
var Mod3 = &Test{
	Name: "mod3",
	Doc: "Tuples of t successive symbols modulo 3 (argument, 1 to 9; 8 without one) that do not overlap: Pearson's chi-squared over the " +
		"3^t classes, and the most deviating class of all and of one to three places by exact binomial tails. " +
		"Catches counters with a weak output, and biased ways of drawing. Asymptotic and exact.",
	Planted: "weyl64?seed=1|words",
	New:     newMod3,
}

const (
	residues     = 8 // of a tuple, without an argument
	mostResidues = 9
	mod3Tuples   = 128 // in a block
)

type mod3 struct {
	law  ternary
	size int
}

func newMod3(law Law, args ...uint64) (Counter, error) {
	t, err := oneArg("mod3", "the symbols of a tuple", args, 1, mostResidues, residues)
	if err != nil {
		return nil, err
	}
	if err := uniform("mod3", law); err != nil {
		return nil, err
	}
	if err := atLeast("mod3", law, 3); err != nil {
		return nil, err
	}
	m := &mod3{ternary{places: int(t), perBlock: mod3Tuples, what: "symbol", names: [3]string{"0", "1", "2"}}, int(power64(3, int(t)))}
	last := law.N - 1 // modulo 2^64
	for r := range uint64(3) {
		m.law.p[r] = float64((last-r)/3+1) / alphabet(law.N)
	}
	return m, nil
}

func (m *mod3) Block() int { return mod3Tuples * m.law.places }
func (m *mod3) Size() int  { return m.size }

func (m *mod3) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts[:m.size]
	for places := m.law.places; len(block) >= places; block = block[places:] {
		tuple := uint64(0)
		for i := places - 1; i >= 0; i-- {
			tuple = 3*tuple + block[i]%3
		}
		counts[tuple]++
	}
}

func (m *mod3) Judge(t Tally, level float64) []Result { return m.law.judge(t, level) }
