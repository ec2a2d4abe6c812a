package exact

import (
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
)

// mostStates is the most states of a method that Machine solves.
const mostStates = 1 << 16

// Machine enumerates a method of which one step is known: step takes the state
// that the last step left, start in the first, and either gives an output or
// leaves a state for the next step. The method is to run step until it is done;
// then that retries forget is no assumption, but how it is made. A try that is
// accepted or rejected, as Lemire's, is a step whose state is always start.
//
// Every reachable state's step is enumerated whole; it must end within
// o.Replays calls, and o.Depth is not used. The probabilities are those of the
// absorbing Markov chain that the states are, solved in fractions: states with
// the same expected number of visits are first made one, which leaves a few of
// thousands in Lumbroso's Fast Dice Roller.
func Machine[S comparable](start S, step func(f *Feed, state S) (output uint64, done bool, next S, err error), o Options) (*Result, error) {
	if o.Replays == 0 {
		o.Replays = defaultReplays
	}
	// The outcomes of steps are numbered, so that a step is a way of drawing.
	type outcome struct {
		output uint64
		done   bool
		next   S
	}
	var (
		outcomes []outcome
		numbers  = map[outcome]uint64{}
		states   = []S{start}
		index    = map[S]int{start: 0}
		m        = chain{exits: map[uint64][]arc{}}
		r        = &Result{N: o.N}
	)
	for s := 0; s < len(states); s++ {
		t := &tree{lean: true, draw: func(f *Feed) (uint64, error) {
			output, done, next, err := step(f, states[s])
			if err != nil {
				return 0, err
			}
			at := outcome{output: output, done: true}
			if !done {
				at = outcome{next: next}
			}
			number, ok := numbers[at]
			if !ok {
				number = uint64(len(outcomes))
				numbers[at], outcomes = number, append(outcomes, at)
			}
			return number, nil
		}}
		if r.Replays >= o.Replays {
			return nil, fmt.Errorf("%w: %d states are not all that there are", ErrTooLarge, len(states))
		}
		const deepest = 64 // a fork has at least two answers
		l, err := t.level(Options{}, deepest, (o.Replays-r.Replays)/2, 0)
		if err != nil {
			return nil, err
		}
		if l.undecided > 0 {
			return nil, fmt.Errorf("%w: a step takes more than %d answers", ErrTooLarge, deepest)
		}
		r.Replays += t.replays
		r.Scripts += l.Scripts
		r.Depth = max(r.Depth, l.deepest)
		for number, units := range l.counts.sparse {
			at, p := outcomes[number], fraction(units, l.unit)
			if at.done {
				if o.N != 0 && at.output >= o.N {
					return nil, fmt.Errorf("%w: it gave %d, which is not below %d", ErrRange, at.output, o.N)
				}
				m.exits[at.output] = append(m.exits[at.output], arc{s, p})
				continue
			}
			to, ok := index[at.next]
			if !ok {
				if len(states) == mostStates {
					return nil, fmt.Errorf("%w: more than %d states", ErrTooLarge, mostStates)
				}
				to = len(states)
				index[at.next], states = to, append(states, at.next)
			}
			m.into = grow(m.into, to)
			m.into[to] = append(m.into[to], arc{s, p})
		}
	}
	m.into = grow(m.into, len(states)-1)
	visits, err := m.visits()
	if err != nil {
		return nil, err
	}
	r.closed, r.solved = true, map[uint64]*big.Rat{}
	for x, arcs := range m.exits {
		sum := new(big.Rat)
		for _, a := range arcs {
			sum.Add(sum, new(big.Rat).Mul(a.p, visits[a.from]))
		}
		r.solved[x] = sum
	}
	r.judgeSolved()
	return r, nil
}

// Tries enumerates one try of a way of drawing whole: it gives an output, or is
// rejected, where ok is false. The way of drawing is to repeat it until it is
// ok. It is a [Machine] of one state.
func Tries(try func(r io.Reader) (v uint64, ok bool, err error), o Options) (*Result, error) {
	return Machine(struct{}{}, func(f *Feed, _ struct{}) (uint64, bool, struct{}, error) {
		v, ok, err := try(f)
		return v, ok, struct{}{}, err
	}, o)
}

func grow(arcs [][]arc, to int) [][]arc {
	for len(arcs) <= to {
		arcs = append(arcs, nil)
	}
	return arcs
}

// judgeSolved sets the verdict where all probabilities are known.
func (r *Result) judgeSolved() {
	n := new(big.Int).SetUint64(r.N)
	if r.N == 0 {
		n.Lsh(big.NewInt(1), 64)
	}
	each := new(big.Rat).SetFrac(big.NewInt(1), n)
	for _, x := range r.Outputs() {
		if r.solved[x].Cmp(each) != 0 {
			r.Verdict, r.Witness = Biased, x
			return
		}
	}
	r.Verdict = Fair
	if seen := uint64(len(r.solved)); r.N == 0 || seen < r.N {
		r.Verdict = Biased
		for r.solved[r.Witness] != nil {
			r.Witness++
		}
	}
}

// An arc is the probability of coming from a state.
type arc struct {
	from int
	p    *big.Rat
}

// A chain is a Markov chain that starts in state 0 and ends in outputs.
type chain struct {
	into  [][]arc // by state
	exits map[uint64][]arc
}

// visits is the expected number of visits of each state: 1 for the start, and
// the sum over the arcs into the state of p times the visits of where they come
// from. States into which the same flows from every class are one class (exact
// lumpability: P. Buchholz, "Exact and ordinary lumpability in finite Markov
// chains", Journal of Applied Probability 31, 1994): their visits are equal.
func (m *chain) visits() ([]*big.Rat, error) {
	class, classes := make([]int, len(m.into)), 1
	if len(class) > 1 {
		classes = 2
		for s := 1; s < len(class); s++ {
			class[s] = 1
		}
	}
	// inflow is what flows into s, by class.
	inflow := func(s int) map[int]*big.Rat {
		flow := map[int]*big.Rat{}
		for _, a := range m.into[s] {
			c := class[a.from]
			if flow[c] == nil {
				flow[c] = new(big.Rat)
			}
			flow[c].Add(flow[c], a.p)
		}
		return flow
	}
	for {
		next, seen := make([]int, len(class)), map[string]int{}
		for s := range class {
			flow := inflow(s)
			from := make([]int, 0, len(flow))
			for c := range flow {
				from = append(from, c)
			}
			slices.Sort(from)
			var key strings.Builder
			fmt.Fprint(&key, class[s], ":")
			for _, c := range from {
				fmt.Fprint(&key, c, " ", flow[c], ";")
			}
			number, ok := seen[key.String()]
			if !ok {
				number = len(seen)
				seen[key.String()] = number
			}
			next[s] = number
		}
		class = next
		if len(seen) == classes {
			break
		}
		classes = len(seen)
	}
	// (I - F) v = e, with F the flow into one state of each class.
	const mostClasses = 512
	if classes > mostClasses {
		return nil, fmt.Errorf("%w: %d classes of states are more than %d", ErrTooLarge, classes, mostClasses)
	}
	rows := make([]map[int]*big.Rat, classes)
	right := make([]*big.Rat, classes)
	for s, c := range class {
		if rows[c] != nil {
			continue
		}
		rows[c], right[c] = map[int]*big.Rat{}, new(big.Rat)
		for from, p := range inflow(s) {
			rows[c][from] = new(big.Rat).Neg(p)
		}
		if rows[c][c] == nil {
			rows[c][c] = new(big.Rat)
		}
		rows[c][c].Add(rows[c][c], big.NewRat(1, 1))
		if s == 0 {
			right[c].SetInt64(1)
		}
	}
	v, err := solve(rows, right)
	if err != nil {
		return nil, err
	}
	visits := make([]*big.Rat, len(class))
	for s, c := range class {
		visits[s] = v[c]
	}
	return visits, nil
}

// solve is Gauss and Jordan's elimination of sparse rows. The pivots on the
// diagonal of I - F are positive unless some states never end.
func solve(rows []map[int]*big.Rat, right []*big.Rat) ([]*big.Rat, error) {
	for i, pivot := range rows {
		if pivot[i] == nil || pivot[i].Sign() == 0 {
			return nil, fmt.Errorf("%w: it can come to where it never ends", ErrEndless)
		}
		inverse := new(big.Rat).Inv(pivot[i])
		for c := range pivot {
			pivot[c].Mul(pivot[c], inverse)
		}
		right[i].Mul(right[i], inverse)
		for j, row := range rows {
			factor := row[i]
			if j == i || factor == nil || factor.Sign() == 0 {
				continue
			}
			delete(row, i)
			for c, p := range pivot {
				if c == i {
					continue
				}
				if row[c] == nil {
					row[c] = new(big.Rat)
				}
				row[c].Sub(row[c], new(big.Rat).Mul(factor, p))
			}
			right[j].Sub(right[j], new(big.Rat).Mul(factor, right[i]))
		}
	}
	return right, nil
}
