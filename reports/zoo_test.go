package reports

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/stattests/battery"
)

// A zoo with each verdict, a sound generator that fails, a weak one that passes, and
// names that would act on a page or a terminal.
func testZoo() *Zoo {
	const sound, weak, others = "those that are sound", "those that are weak", "others"
	fail := func(bytes uint64, test, finding string) ZooCell {
		return ZooCell{Verdict: battery.Fail, Bytes: bytes, Seconds: 0.256, LnP: -100, View: "lane(0)", Test: test, Finding: finding}
	}
	pass := ZooCell{Verdict: battery.Pass, Bytes: 42 << 20, Seconds: 0.9}
	return &Zoo{
		Version: "v0", Command: "randaudit zoo", Seed: 1, Batteries: []string{"express", "quick"},
		Rows: []ZooRow{
			{"fair", "a fair one", sound, true, false, []ZooCell{pass, pass}},
			{"surprise", "thought to be fair", sound, true, false, []ZooCell{
				{Verdict: battery.Suspicious, Bytes: 1 << 30, Seconds: 1, LnP: -12, View: "words", Test: "gap(6)", Finding: "Gaps are long (p = 6.1e-6)."},
				fail(3<<20, "linear-complexity(45056)", "The recurrence is short (p = 3.7e-44)."),
			}},
			{"weak", "a weak one", weak, false, true, []ZooCell{fail(1<<16, "predict", "It is known."), fail(1<<29, "predict", "It is known.")}},
			{"hidden", "a weak one that hides", weak, false, true, []ZooCell{pass, pass}},
			{"<b>\x1b|mine", "64-bit words of ./<i>", others, false, false, []ZooCell{
				{Verdict: battery.Invalid, Finding: "the <u>command\x1b failed"},
				{Verdict: battery.TooLittleData, Bytes: 100},
			}},
		},
	}
}

func TestZooHTML(t *testing.T) {
	dir := t.TempDir()
	if err := WriteZooFolder(dir, testZoo()); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"5 generators, 2 batteries", `class="unseen pass"`, `class="unseen suspicious"`, `class="unseen invalid"`, `class="unseen too-little-data"`,
		`class="s5"`, `class="s3 news"`, `class="s1"`, "<li>surprise fails quick, linear-complexity(45056) of lane(0): The recurrence is short", "3.7\u00a0×\u00a010⁻⁴⁴",
		"<td class=\"n\">1 of 2</td>", "seed 1", "<li>quick: hidden</li>",
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("no %q in the page", want)
		}
	}
	for _, never := range []string{"http:", "https:", "<script", "NaN", "<b>", "<i>", "<u>", "\x1b", "ZgotmplZ"} {
		if bytes.Contains(page, []byte(never)) {
			t.Errorf("%q in the page", never)
		}
	}
}

func TestZooText(t *testing.T) {
	var b strings.Builder
	if err := WriteZooText(&b, testZoo()); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if width(strings.TrimSuffix(line, "\n")) > columns {
			t.Errorf("more than %d columns: %s", columns, line)
		}
	}
	for _, want := range []string{
		"express: those that are sound\n",
		"  fair                      42 MiB    0.90  passes\n",
		"! surprise                   3 MiB    0.26  linear-complexity(45056) of lane(0)\n",
		"  surprise                   1 GiB    1.00  suspicious: gap(6) of words\n",
		"  <b>\\x1b|mine                 0 B    0.00  broke: the <u>command\\x1b failed\n",
		"  <b>\\x1b|mine               100 B    0.00  too little data\n",
		"express            1 of 2          0 of 2      0 of 1 ",
		"quick              1 of 2          1 of 2      0 of 1 ",
		"\n! surprise fails quick, linear-complexity(45056) of lane(0): The recurrence is",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestZooMarkdown(t *testing.T) {
	var b strings.Builder
	if err := WriteZooMarkdown(&b, testZoo()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n    randaudit zoo\n",
		"| express | 1 of 2 | 0 of 2 | 0 of 1 |",
		"- surprise fails quick, ",
		"\n## Weak ones that pass\n\n- express: hidden\n- quick: hidden\n",
		"| surprise | 1 GiB | 1.00 | suspicious: gap(6) of words | 3 MiB | 0.26 | **linear-complexity(45056) of lane(0)** |\n",
		`| &lt;b>\\x1b\|mine | 0 B | 0.00 | broke: the &lt;u>command\\x1b failed |`,
		"\n## Those that are weak\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

// What an audit found is said with its test, its view, and what the source is.
func TestNewZooCell(t *testing.T) {
	for name, d := range documents() {
		for i := range d.Audits {
			a := &d.Audits[i]
			c := NewZooCell(a, 1.5)
			if c.Verdict != a.Verdict || c.Bytes != a.Bytes || c.Seconds != 1.5 || c.LnP != a.LnP {
				t.Errorf("%s, %s: %+v", name, a.Source.Name, c)
			}
			evident := a.Verdict == battery.Fail || a.Verdict == battery.Suspicious
			if worst := first(a.worst()); evident != (c.Test != "") || evident && (c.Test != worst.test() || c.View != worst.View || !strings.Contains(c.Finding, pValue(*worst.LnP))) {
				t.Errorf("%s, %s: %s: %+v", name, a.Source.Name, a.Verdict, c)
			}
		}
	}
}

// A table with holes is refused.
func TestZooHoles(t *testing.T) {
	holes := testZoo()
	holes.Rows[1].Cells = holes.Rows[1].Cells[:1]
	for _, z := range []*Zoo{holes, {}} {
		var b bytes.Buffer
		if WriteZooHTML(&b, z) == nil || WriteZooText(&b, z) == nil || WriteZooMarkdown(&b, z) == nil || b.Len() > 0 {
			t.Errorf("%d rows were written", len(z.Rows))
		}
	}
}
