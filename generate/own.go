package generate

import (
	"github.com/gatewright/gatewright/config/syntax"
)

// parseOwn reads JSON that the generator wrote or that was checked before.
func parseOwn(json string) *syntax.Node {
	root, _ := syntax.ParseJSON(syntax.NewSource("", []byte(json)))
	return root
}

// same reports whether two values mean the same, whatever the order of their
// keys and the way they are written. An absent value is nil.
func same(a, b *syntax.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Members()) != len(b.Members()) || len(a.Items()) != len(b.Items()) {
		return false
	}
	for _, m := range a.Members() {
		other := b.Get(m.Name)
		if other == nil || !same(m.Value, other) {
			return false
		}
	}
	for i := range a.Items() {
		if !same(a.Items()[i], b.Items()[i]) {
			return false
		}
	}
	return true
}
