package convert

import (
	"testing"

	"github.com/gatewright/gatewright/config/syntax"
)

func TestTemplatesKeepTheirExpressions(t *testing.T) {
	tests := []struct{ name, file, in, want string }{
		{"value of YAML", "a.yml", "a: {{ .x }}\nb: [1, {{ .y }}]\n", `{"a": "{{ .x }}", "b": [1, "{{ .y }}"]}`},
		{"of decK in a list", "a.yml", `a: [x, ${{ env "DECK_X" }}]` + "\n", `{"a": ["x", "${{ env \"DECK_X\" }}"]}`},
		{"value of JSON", "a.json", `{"port": {{ .port }}, "host": "http://{{ .host }}"}`, `{"port": "{{ .port }}", "host": "http://{{ .host }}"}`},
		{"lines of instructions", "a.yml", "{{- if .x }}\na: {{ .y }}\n{{- end }}\n", `{"a": "{{ .y }}"}`},
		{"several in one list", "a.json", `[{{ .a }},{{ .b }},{{ .c }}]`, `["{{ .a }}", "{{ .b }}", "{{ .c }}"]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := &Inventory{}
			src := syntax.NewSource(tt.file, []byte(tt.in))
			root := inv.Parse(src)
			if got := Compact(FromNode(root)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if len(inv.Findings) > 0 {
				t.Errorf("%v", inv.Findings)
			}
			root.Walk(func(_ string, n *syntax.Node) bool {
				if n.Source != src {
					t.Errorf("%q has its place in another text", n.Text)
				}
				return true
			})
		})
	}
}

func TestWhatIsNoTemplateStaysBroken(t *testing.T) {
	for _, text := range []string{"{{ .x", "a: [1\n", "{{ a }}: [\n"} {
		inv := &Inventory{}
		inv.Parse(syntax.NewSource("a.yml", []byte(text)))
		if len(inv.Findings) == 0 {
			t.Errorf("%q has no fault", text)
		}
	}
}
