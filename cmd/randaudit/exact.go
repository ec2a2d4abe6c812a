package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math/big"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/methods"
	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/sources/secrets"
	"github.com/randaudit/randaudit/stattests/exact"
)

func newExact(s *streams, status *int) *cobra.Command {
	var (
		depth   int
		replays uint64
		asJSON  bool
		list    bool
		out     string
	)
	cmd := &cobra.Command{
		Use:   "exact [flags] VIEW",
		Short: "Prove a way of drawing fair or biased by enumeration",
		Long: `Prove a way of drawing fair or biased by enumeration: every string of bytes goes
in, and the exact probability of every output comes out. No sample is drawn.

A proof of bias holds whatever the way of drawing does later. A way that rejects
and draws again is proved fair if its retries forget what they rejected; where
that is assumed, it is printed, with how far it was checked.

Exit status: 0 proved fair; 1 proved biased; 2 wrong use; 3 undecided at this
depth.`,
		Example: `  randaudit exact 'below(10)'
  randaudit exact 'modulo8(62)'
  randaudit exact 'naive-shuffle(4)' --json
  randaudit exact --list`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if list {
				if len(args) > 0 {
					return hinted{fmt.Errorf("--list takes no view, not %q", args[0]), "randaudit exact --list"}
				}
				return writeAll(s.out, writeSubjects)
			}
			if len(args) != 1 {
				return hinted{fmt.Errorf("exact takes one view, not %d", len(args)), "randaudit exact 'below(10)', and randaudit exact --list for what there is"}
			}
			if depth < 0 || depth > mostDepth || cmd.Flags().Changed("depth") && depth == 0 {
				return fmt.Errorf("--depth %d: it must be at least 1 and at most %d bytes", depth, mostDepth)
			}
			if replays == 0 {
				return errors.New("--replays 0: it must be at least 1")
			}
			p, err := prove(cmd.Context(), args[0], exact.Options{Depth: depth, Replays: replays})
			if err != nil {
				return err
			}
			write := p.text
			if asJSON {
				write = p.json
			}
			if err := writeAll(s.out, write); err != nil {
				return err
			}
			if out != "" {
				if err := p.page(out); err != nil {
					return err
				}
			}
			*status = map[exact.Verdict]int{exact.Fair: exitPass, exact.Biased: exitFail, exact.Undecided: exitInconclusive}[p.Verdict]
			return nil
		},
	}
	f := cmd.Flags()
	f.IntVar(&depth, "depth", 0, "cut strings off after this many bytes, however many there are (default: the least that decides)")
	f.Uint64Var(&replays, "replays", 1<<19, "call the way of drawing about this often: more checks more retries")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	f.BoolVar(&list, "list", false, "list what can be proved")
	f.StringVar(&out, "out", "", "write a page to this folder too: exact.html")
	return cmd
}

// mostDepth is the most bytes whose strings have a mass of at least 2^-64.
const mostDepth = 7

// writeAll writes to standard output, and says what went wrong.
func writeAll(w io.Writer, write func(w io.Writer) error) error {
	buffered := bufio.NewWriter(w)
	if err := write(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

func writeSubjects(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	bad := map[string]bool{}
	for _, way := range planted.All {
		bad[way.Name] = true
	}
	steps := map[string]bool{}
	for _, m := range methods.All {
		steps[m.Name] = m.Width < 64
	}
	for _, v := range sources.Views() {
		how := "on its bytes"
		switch {
		case rows[v.Name] != nil:
			how = "on its draws, and these by their tries"
		case steps[v.Name]:
			how = "by its steps"
		case tries[v.Name]:
			how = "by its tries"
		}
		if bad[v.Name] {
			how += "; known to be bad"
		}
		fmt.Fprintf(table, "%s\t%s\n", v.Usage, how)
	}
	return table.Flush()
}

// rows are, for the ways that make several draws below a number, the numbers.
var rows = map[string]func(args []uint64) []uint64{
	"shuffle":          func(a []uint64) []uint64 { return falling(a[0], 2) },
	"naive-shuffle":    func(a []uint64) []uint64 { return slices.Repeat([]uint64{a[0]}, int(a[0])) },
	"offbyone-shuffle": func(a []uint64) []uint64 { return slices.Repeat([]uint64{a[0] - 1}, int(a[0])) },
	"sattolo":          func(a []uint64) []uint64 { return falling(a[0]-1, 1) },
	"sample":           func(a []uint64) []uint64 { return falling(a[0], a[0]-a[1]+1) },
}

// tries are the ways that are one draw by RandBelow.
var tries = map[string]bool{"below": true, "choice": true}

const (
	wholeStrings = "strings of bytes"
	wholeTries   = "strings of bytes of one try"
	repeats      = "RandBelow repeats TryBelow until it is ok, as its loop reads"
)

// tried enumerates TryBelow whole, and then the draw itself as a black box, to
// check that it is a TryBelow after the other. Where that does not show the same
// it is what stands.
func tried(ctx context.Context, draw func(r io.Reader) (uint64, error), n uint64, o exact.Options) (r *exact.Result, how string, err error) {
	proved, err := exact.Tries(func(r io.Reader) (uint64, bool, error) {
		if err := ctx.Err(); err != nil {
			return 0, false, err
		}
		return secrets.New(r).TryBelow(n)
	}, o)
	if err != nil {
		return nil, wholeTries, err
	}
	box, err := exact.Distribution(draw, o)
	if err != nil || box.Verdict != proved.Verdict {
		return box, wholeStrings, err
	}
	proved.Assumption, proved.Checked = repeats, box.Checked
	proved.Replays += box.Replays
	return proved, wholeTries, nil
}

// falling is from, from-1 ... to.
func falling(from, to uint64) (ns []uint64) {
	for n := from; n >= to && n > 0; n-- {
		ns = append(ns, n)
	}
	return ns
}

// A proof is what exact found of a view.
type proof struct {
	*exact.Result
	View  string
	How   string // what was enumerated
	Edges []edge // tried where the whole is too large
	Note  string
	rows  []row
}

// prove enumerates a view by the best way that there is for it.
func prove(ctx context.Context, name string, o exact.Options) (*proof, error) {
	view, err := sources.ParseView(name)
	if err != nil {
		return nil, hinted{err, "randaudit exact --list"}
	}
	law, open, err := view.Over(256)
	if err != nil {
		return nil, fmt.Errorf("%w (exact feeds it bytes)", err)
	}
	if law.P != nil {
		return nil, fmt.Errorf("%s is not meant to be uniform", name)
	}
	o.N = law.N
	replays := o.Replays
	draw := func(r io.Reader) (uint64, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		var x [1]uint64
		_, err := open(&exactStream{r: r, whole: view.Words}).Fill(x[:])
		return x[0], err
	}
	p := &proof{View: name}
	step, args := parsed(name)
	method := slices.IndexFunc(methods.All, func(m methods.Method) bool { return m.Name == step && m.Width < 64 })
	if step == "choice" { // the view makes its things anew in each call
		things := make([]uint64, args[0])
		for i := range things {
			things[i] = uint64(i)
		}
		draw = func(r io.Reader) (uint64, error) {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			return secrets.ChoiceFrom(secrets.New(r), things)
		}
	}
	switch {
	case o.Depth == 0 && method >= 0:
		p.How = "steps of every state"
		const least = 1 << 25 // steps take nanoseconds
		o.Replays = max(o.Replays, least)
		p.Result, err = stepped(ctx, methods.All[method], args[0], o)
	case o.Depth == 0 && rows[step] != nil:
		p.How = "rows of draws"
		ns := rows[step](args)
		p.Result, err = exact.ComposedTries(draw, func(drawn []uint64) uint64 {
			if len(drawn) < len(ns) {
				return ns[len(drawn)]
			}
			return 0
		}, func(r io.Reader, n uint64) (uint64, bool, error) { return secrets.New(r).TryBelow(n) }, o)
		if err == nil {
			p.Assumption = "its bytes act only through RandBelow, and " + repeats
		}
	case o.Depth == 0 && tries[step]:
		p.Result, p.How, err = tried(ctx, draw, args[0], o)
	default:
		p.How = wholeStrings
		p.Result, err = exact.Distribution(draw, o)
	}
	switch {
	case ctx.Err() != nil:
		return nil, errors.New("interrupted: nothing is proved")
	case p.How != wholeStrings && (errors.Is(err, exact.ErrTooLarge) || step == "sample" && errors.Is(err, exact.ErrImpure)):
		p.Note = fmt.Sprintf("as %s there is no proof: ", p.How) + err.Error()
		switch {
		case p.How == wholeTries:
			p.Note = "one try takes more strings of bytes than can be played"
		case step == "sample":
			p.Note = "sample(n,k) is proved where it keeps a pool, and its draws are few: elsewhere it draws repeated numbers again, so that the number of its draws is not fixed"
		}
		p.How, o.Replays = wholeStrings, replays
		if p.Result, err = exact.Distribution(draw, o); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if p.Verdict == exact.Undecided {
		if err := p.tryEdges(draw, step, args); err != nil {
			return nil, err
		}
	}
	p.group()
	return p, nil
}

// parsed takes a single step of the view grammar apart, which is known to be
// one; of several steps it gives none.
func parsed(name string) (step string, args []uint64) {
	step, list, ok := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	if ok {
		for digits := range strings.SplitSeq(list, ",") {
			arg, err := strconv.ParseUint(digits, 10, 64)
			if err != nil {
				return "", nil
			}
			args = append(args, arg)
		}
	}
	return step, args
}

// stepped enumerates a method's steps.
func stepped(ctx context.Context, m methods.Method, n uint64, o exact.Options) (*exact.Result, error) {
	return exact.Machine(methods.State{}, func(f *exact.Feed, s methods.State) (uint64, bool, methods.State, error) {
		if err := ctx.Err(); err != nil {
			return 0, false, s, err
		}
		word, err := f.IntN(1 << m.Width)
		if err != nil {
			return 0, false, s, err
		}
		output, done, next := m.Step(n, s, word)
		return output, done, next, nil
	}, o)
}

// exactStream is a stream of single bytes: nothing is read ahead. Views of
// words ask for no more than they need, and get that.
type exactStream struct {
	r     io.Reader
	whole bool
	buf   [1]byte
}

func (s *exactStream) Fill(dst []uint64) (int, error) {
	if !s.whole {
		dst = dst[:min(1, len(dst))]
	}
	for i := range dst {
		if _, err := io.ReadFull(s.r, s.buf[:]); err != nil {
			return i, err
		}
		dst[i] = uint64(s.buf[0])
	}
	return len(dst), nil
}

func (*exactStream) Close() error { return nil }

// An edge is a string of bytes beside a threshold, and what came of it.
type edge struct {
	Bytes  string `json:"bytes"`
	Wanted string `json:"wanted"` // an output, or "rejected"
	Got    string `json:"got"`
}

// tryEdges plays the words on both sides of each threshold of a method.
func (p *proof) tryEdges(draw func(r io.Reader) (uint64, error), step string, args []uint64) error {
	var edges []methods.Edge
	width := 64
	var write func(word uint64) []byte
	switch i := slices.IndexFunc(methods.All, func(m methods.Method) bool { return m.Name == step && m.Edges != nil }); {
	case i >= 0:
		edges, width = methods.All[i].Edges(args[0]), methods.All[i].Width
		write = func(word uint64) []byte { // little-endian
			b := make([]byte, width/8)
			for i := range b {
				b[i] = byte(word >> (8 * i))
			}
			return b
		}
	case step == "below" || step == "choice" || step == "crypto-int":
		n := args[0]
		k := bits.Len64(n)
		if step == "crypto-int" {
			k = bits.Len64(n - 1)
		}
		bytes := (k + 7) / 8
		shift, mask := 8*bytes-k, ^uint64(0) // RandBelow takes the top bits
		if step == "crypto-int" {
			shift, mask = 0, 1<<k-1 // and crypto/rand.Int the low ones
		}
		run := uint64(1) << shift // words to an output
		for _, word := range []uint64{0, run - 1, run, n*run - 1, n * run, 1<<(8*bytes) - 1} {
			if word>>(8*bytes) == 0 && !slices.ContainsFunc(edges, func(e methods.Edge) bool { return e.Word == word }) {
				x := word & mask >> shift
				edges = append(edges, methods.Edge{Word: word, Accepted: x < n, Output: x})
			}
		}
		write = func(word uint64) []byte { // big-endian
			b := make([]byte, bytes)
			for i := range b {
				b[bytes-1-i] = byte(word >> (8 * i))
			}
			return b
		}
	case step == "bits" || step == "float":
		p.Note = "no word is rejected: there is no threshold to try"
		return nil
	default:
		return nil
	}
	for _, e := range edges {
		b := write(e.Word)
		output, more, err := exact.Play(draw, b)
		if err != nil {
			return err
		}
		at := edge{Bytes: fmt.Sprintf("% x", b), Wanted: "rejected", Got: "rejected"}
		if e.Accepted {
			at.Wanted = strconv.FormatUint(e.Output, 10)
		}
		if !more {
			at.Got = strconv.FormatUint(output, 10)
		}
		p.Edges = append(p.Edges, at)
	}
	return nil
}

// A row is a run of outputs with the same probability.
type row struct {
	first, last uint64
	least, most *big.Rat // the same where it is known
}

// mostSingle is how many outputs are shown one by one.
const mostSingle = 24

// group makes the rows of all outputs; those never seen are gathered too.
func (p *proof) group() {
	undecided := p.Undecided()
	bounds := func(x uint64) (least, most *big.Rat) {
		if known := p.P(x); known != nil {
			return known, known
		}
		least = p.Mass(x)
		return least, new(big.Rat).Add(least, undecided)
	}
	single := p.N != 0 && p.N <= mostSingle
	add := func(first, last uint64, least, most *big.Rat) {
		if k := len(p.rows); k > 0 && !single && p.rows[k-1].last+1 == first && p.rows[k-1].least.Cmp(least) == 0 && p.rows[k-1].most.Cmp(most) == 0 {
			p.rows[k-1].last = last
			return
		}
		p.rows = append(p.rows, row{first, last, least, most})
	}
	next := uint64(0)
	gap := func(to uint64) { // outputs next ... to, which were not seen
		least, most := bounds(next)
		if single {
			for ; next <= to; next++ {
				add(next, next, least, most)
			}
			return
		}
		add(next, to, least, most)
	}
	for _, x := range p.Outputs() {
		if x > next {
			gap(x - 1)
		}
		least, most := bounds(x)
		add(x, x, least, most)
		next = x + 1
	}
	if next < p.N || p.N == 0 && (next > 0 || len(p.rows) == 0) {
		gap(p.N - 1)
	}
}

// fairP is 1/n.
func (p *proof) fairP() *big.Rat {
	n := new(big.Int).SetUint64(p.N)
	if p.N == 0 {
		n.Lsh(big.NewInt(1), 64)
	}
	return new(big.Rat).SetFrac(big.NewInt(1), n)
}

// nothing reports that no output was seen.
func (p *proof) nothing() bool { return len(p.Outputs()) == 0 }

// number is N as it is written.
func (p *proof) number() string { return p.fairP().Denom().String() }

// sentence says what is proved.
func (p *proof) sentence() string {
	each := p.fairP()
	switch p.Verdict {
	case exact.Fair:
		return fmt.Sprintf("each of the %s outputs has the probability %s", p.number(), each.RatString())
	case exact.Biased:
		if known := p.P(p.Witness); known != nil {
			return fmt.Sprintf("output %d has the probability %s, where fair is %s", p.Witness, short(known), each.RatString())
		}
		least := p.Mass(p.Witness)
		if least.Cmp(each) > 0 {
			return fmt.Sprintf("output %d has at least the probability %s, where fair is %s", p.Witness, short(least), each.RatString())
		}
		return fmt.Sprintf("output %d has at most the probability %s, where fair is %s", p.Witness, short(least.Add(least, p.Undecided())), each.RatString())
	}
	return "neither fairness nor bias is proved"
}

// facts are what the verdict rests on, line by line.
func (p *proof) facts() (facts []string) {
	fact := fmt.Sprintf("enumerated: %d %s", p.Scripts, p.How)
	if p.How == wholeStrings {
		fact += fmt.Sprintf(", of up to %d", p.Depth)
	}
	facts = append(facts, fmt.Sprintf("%s; %d calls", fact, p.Replays))
	if u := p.Undecided(); u.Sign() > 0 {
		f, _ := u.Float64()
		facts = append(facts, fmt.Sprintf("cut off there, asking for more: %s of the mass (%.3g)", short(u), f))
	}
	switch {
	case p.Assumption != "" && p.Verdict == exact.Biased && p.How == wholeStrings:
		facts = append(facts, "assumed: nothing for the bias; for the fractions below, that "+p.Assumption)
	case p.Assumption != "":
		facts = append(facts, "assumed: "+p.Assumption)
	case p.Verdict != exact.Undecided:
		facts = append(facts, "assumed: nothing")
	}
	if p.Checked != "" {
		facts = append(facts, "checked: "+p.Checked)
	}
	if p.Verdict == exact.Undecided && p.P(0) != nil {
		facts = append(facts, "under the assumption it is biased, but what is undecided could still mend it: try a greater --depth")
	}
	if p.nothing() {
		facts = append(facts, fmt.Sprintf("no string of %d bytes gives an output, and of longer ones there are too many: a greater --depth plays them all the same", p.Depth))
	}
	if p.Note != "" {
		facts = append(facts, "note: "+p.Note)
	}
	return facts
}

// short is a fraction, or its decimals where it is long.
func short(p *big.Rat) string {
	if s := p.RatString(); len(s) <= 22 {
		return s
	}
	f, _ := p.Float64()
	return fmt.Sprintf("about %.10g", f)
}

func (r row) name() string {
	if r.first == r.last {
		return strconv.FormatUint(r.first, 10)
	}
	return fmt.Sprintf("%d-%d", r.first, r.last)
}

func (r row) probability() string {
	if r.least.Cmp(r.most) == 0 {
		return short(r.least)
	}
	return short(r.least) + " to " + short(r.most)
}

// bars are the rows' parts of the largest, and where fair is.
func (p *proof) bars() (parts []float64, fair float64) {
	largest := p.fairP()
	for _, r := range p.rows {
		if r.least.Cmp(largest) > 0 {
			largest = r.least
		}
	}
	part := func(q *big.Rat) float64 {
		f, _ := new(big.Rat).Quo(q, largest).Float64()
		return f
	}
	for _, r := range p.rows {
		parts = append(parts, part(r.least))
	}
	return parts, part(p.fairP())
}

// mostShown is how many rows are printed.
const mostShown = 64

const columns = 80

// text prints the proof, in at most 80 columns where the fractions leave it.
func (p *proof) text(w io.Writer) error {
	fmt.Fprintf(w, "%s: %s", p.View, map[exact.Verdict]string{exact.Fair: "proved fair", exact.Biased: "proved biased", exact.Undecided: "undecided at this depth"}[p.Verdict])
	fmt.Fprintln(w)
	for _, line := range wrap(p.sentence(), columns-2) {
		fmt.Fprintln(w, "  "+line)
	}
	fmt.Fprintln(w)
	for _, fact := range p.facts() {
		for i, line := range wrap(fact, columns-4) {
			fmt.Fprintln(w, "  "+strings.Repeat("  ", min(i, 1))+line)
		}
	}
	if len(p.Edges) > 0 {
		p.textEdges(w)
	}
	if p.nothing() {
		return nil
	}
	parts, fair := p.bars()
	names, probabilities := len("output"), len("probability")
	shown := p.rows[:min(len(p.rows), mostShown)]
	for _, r := range shown {
		names, probabilities = max(names, len(r.name())), max(probabilities, len(r.probability()))
	}
	width := max(10, columns-2-names-2-probabilities-2-1)
	fmt.Fprintf(w, "\n  %-*s  %-*s\n", names, "output", probabilities, "probability")
	for i, r := range shown {
		bar := []byte(strings.Repeat("#", int(parts[i]*float64(width)+.5)) + strings.Repeat(" ", width+1))[:width+1]
		bar[int(fair*float64(width)+.5)] = '|'
		fmt.Fprintf(w, "  %-*s  %-*s  %s\n", names, r.name(), probabilities, r.probability(), strings.TrimRight(string(bar), " "))
	}
	if more := len(p.rows) - len(shown); more > 0 {
		fmt.Fprintf(w, "  ... and %d more lines: --json has them all\n", more)
	}
	fmt.Fprintf(w, "  | is fair: %s\n", p.fairP().RatString())
	return nil
}

func (p *proof) textEdges(w io.Writer) {
	fmt.Fprintln(w, "\n  The words on both sides of each threshold, by the method's definition:")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range p.Edges {
		is := "as it should be"
		if e.Got != e.Wanted {
			is = "WRONG: it should be " + e.Wanted
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", e.Bytes, e.Got, is)
	}
	table.Flush() // w is buffered: its error shows in the end
}

// wrap cuts text at spaces into lines of at most width, where words allow it.
func wrap(text string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// json prints the proof as JSON. Integers of 64 bits and fractions are strings.
func (p *proof) json(w io.Writer) error {
	type probability struct {
		First string `json:"first"`
		Last  string `json:"last"`
		P     string `json:"p,omitempty"`
		Least string `json:"least,omitempty"`
		Most  string `json:"most,omitempty"`
	}
	doc := struct {
		Schema        string        `json:"schema"`
		Version       string        `json:"version"`
		View          string        `json:"view"`
		N             string        `json:"n"`
		Verdict       exact.Verdict `json:"verdict"`
		Says          string        `json:"says"`
		Witness       string        `json:"witness,omitempty"`
		Enumerated    string        `json:"enumerated"`
		Scripts       string        `json:"scripts"`
		Calls         string        `json:"calls"`
		Depth         int           `json:"depth"`
		Undecided     string        `json:"undecided"`
		Assumption    string        `json:"assumption,omitempty"`
		Checked       string        `json:"checked,omitempty"`
		Note          string        `json:"note,omitempty"`
		Edges         []edge        `json:"edges,omitempty"`
		Probabilities []probability `json:"probabilities"`
	}{
		Schema: "randaudit/exact/v1", Version: version(), View: p.View, N: p.number(), Verdict: p.Verdict, Says: p.sentence(),
		Enumerated: p.How, Scripts: strconv.FormatUint(p.Scripts, 10), Calls: strconv.FormatUint(p.Replays, 10), Depth: p.Depth,
		Undecided: p.Undecided().RatString(), Assumption: p.Assumption, Checked: p.Checked, Note: p.Note, Edges: p.Edges,
		Probabilities: []probability{},
	}
	if p.Verdict == exact.Biased {
		doc.Witness = strconv.FormatUint(p.Witness, 10)
	}
	for _, r := range p.rows {
		at := probability{First: strconv.FormatUint(r.first, 10), Last: strconv.FormatUint(r.last, 10)}
		if r.least.Cmp(r.most) == 0 {
			at.P = r.least.RatString()
		} else {
			at.Least, at.Most = r.least.RatString(), r.most.RatString()
		}
		doc.Probabilities = append(doc.Probabilities, at)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

//go:embed exact.html
var exactHTML string

var exactPage = template.Must(template.New("exact.html").Parse(exactHTML))

// page writes exact.html to a folder.
func (p *proof) page(dir string) (err error) {
	type bar struct {
		Name, Probability string
		Percent           string
	}
	parts, fair := p.bars()
	percent := func(f float64) string { return strconv.FormatFloat(100*f, 'f', 2, 64) }
	var bars []bar
	shown := p.rows[:min(len(p.rows), 10*mostShown)]
	if p.nothing() {
		shown = nil
	}
	for i, r := range shown {
		bars = append(bars, bar{r.name(), r.probability(), percent(parts[i])})
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(dir, "exact.html"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return exactPage.Execute(file, map[string]any{
		"View": p.View, "Verdict": p.Verdict.String(), "Says": p.sentence(), "Facts": p.facts(),
		"Bars": bars, "More": len(p.rows) - len(shown), "Fair": percent(fair), "FairP": p.fairP().RatString(), "Edges": p.Edges, "Version": version(),
	})
}
