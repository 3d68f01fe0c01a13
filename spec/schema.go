package spec

import (
	"github.com/gatewright/gatewright/config/syntax"
)

// Schema is a JSON Schema of a document, read on demand: its node and a way to
// follow references from it.
type Schema struct {
	Node *syntax.Node
	// Resolve returns the node that a $ref points to, or an error that says
	// why there is none.
	Resolve func(ref string) (*syntax.Node, error)
}
