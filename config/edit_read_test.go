package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config/syntax"
)

// TestEditsOfYAMLGiveWhatReadingGives makes every kind of edit at every place of
// documents: what results must be the document that its text gives when it is read
// anew, typed view, findings and places included.
func TestEditsOfYAMLGiveWhatReadingGives(t *testing.T) {
	t.Parallel()
	var extra strings.Builder
	for i := range 8 {
		fmt.Fprintf(&extra, `, "plugin-%d": {"name": ["a", {"b": "%s"}]}`, i, strings.Repeat("x", 150))
	}
	long := strings.Replace(everything, `"_": 0`, `"_": 0`+extra.String(), 1)
	for name, text := range map[string]string{
		"generated": string(FormatYAML(Parse("f.json", []byte(everything)).Root)),
		"long":      string(FormatYAML(Parse("f.json", []byte(long)).Root)),
		"by hand":   "# c\nversion: 3\nendpoints:\n# first\n- endpoint: /a # a\n  backend:\n  - host: [http://h]\n    url_pattern: |\n      /x\n\n# second\n- endpoint: /b\n  timeout:\n  backend:\n  - url_pattern: '/b'\nname: n\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Parse("f.yaml", []byte(text))
			d.Service().Endpoints()
			check := func(pointer string, edits []syntax.Edit, err error) {
				if err != nil {
					return // refused, with a reason
				}
				next, err := d.Apply(edits...)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := told(next), told(Parse("f.yaml", []byte(next.Source.Text))); got != want {
					t.Fatalf("an edit of %s gives\n%sbut its text\n%s", pointer, got, want)
				}
			}
			d.Root.Walk(func(pointer string, n *syntax.Node) bool {
				set, err := d.Set(pointer, `{"x": [1, {"y": "z"}]}`)
				check(pointer, set, err)
				switch n.Kind {
				case syntax.Object:
					add, err := d.Set(syntax.Join(pointer, "new"), `"v"`)
					check(pointer, add, err)
				case syntax.Array:
					for i := range len(n.Items()) + 1 {
						insert, err := d.Insert(pointer, i, `{"v": 1}`)
						check(pointer, insert, err)
					}
					move, err := d.Move(pointer, 0, len(n.Items())-1)
					check(pointer, move, err)
				}
				if pointer != "" {
					remove, err := d.Remove(pointer)
					check(pointer, remove, err)
				}
				return true
			})
		})
	}
}
