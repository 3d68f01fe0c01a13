package draft

import (
	"math/rand"
	"testing"

	"github.com/gatewright/gatewright/config"
)

// FuzzUndo makes random changes of any text: what fails changes nothing, and
// undoing all gives the same bytes.
func FuzzUndo(f *testing.F) {
	for i, seed := range []string{
		sample, "", "{}", "[", `{"endpoints": {}}`, `{"endpoints": [{"endpoint": "/a", "backend": [null, 1]}]}`,
		"\uFEFF{\r\n\t\"endpoints\": [\r\n]}", `{"endpoints": [{"a": 1} /* x */, {"b": 2},]}`, `{"endpoints":[{},{}],"endpoints":[{}]}`,
	} {
		f.Add(seed, int64(i))
	}
	f.Fuzz(func(t *testing.T, text string, seed int64) {
		rnd := rand.New(rand.NewSource(seed))
		d := New(config.Parse("krakend.json", []byte(text)))
		for range 8 {
			before, steps := d.Doc().Source.Text, len(d.Past())
			if err := randomChange(d, rnd); err != nil && (d.Doc().Source.Text != before || len(d.Past()) != steps) {
				t.Fatalf("a change that failed changed the document: %v", err)
			}
		}
		for len(d.Past()) > 0 {
			if _, ok := d.Undo(); !ok {
				t.Fatal("a change cannot be taken back")
			}
		}
		if d.Doc().Source.Text != text || d.Dirty() {
			t.Fatalf("undoing all gives %q", d.Doc().Source.Text)
		}
	})
}
