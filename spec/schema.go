package spec

import (
	"fmt"

	"github.com/gatewright/gatewright/config/syntax"
)

// Schema is a JSON Schema of a document, read on demand: its node and a way to
// follow references from it. A nil Schema is one that the document does not
// give.
type Schema struct {
	Node *syntax.Node
	// Resolve returns the node that a $ref points to, given the node of the
	// reference's text: its source tells which document it is relative to. The
	// error says why there is none; nil means that no reference can be followed.
	Resolve func(ref *syntax.Node) (*syntax.Node, error)
}

// RefError is a reference of a schema that leads nowhere.
type RefError struct {
	Ref    string
	Span   syntax.Span
	Reason string
}

// Error says which reference leads nowhere and why.
func (e *RefError) Error() string { return fmt.Sprintf("$ref %q %s", e.Ref, e.Reason) }

// maxRefs bounds how many references in a row are followed.
const maxRefs = 100

// bounds of what is looked at of one schema.
const (
	maxSchemaDepth = 64
	maxSchemaNodes = 5000
)

func (s *Schema) at(n *syntax.Node) *Schema { return &Schema{Node: n, Resolve: s.Resolve} }

// target follows one reference from an object; ref is nil where it has none.
func (s *Schema) target(n *syntax.Node) (to, ref *syntax.Node, broken *RefError) {
	ref = n.Get("$ref")
	if ref == nil || ref.Kind != syntax.String {
		return n, nil, nil
	}
	if s.Resolve == nil {
		return nil, ref, &RefError{Ref: ref.Text, Span: ref.Span, Reason: "cannot be followed here"}
	}
	to, err := s.Resolve(ref)
	if err != nil {
		return nil, ref, &RefError{Ref: ref.Text, Span: ref.Span, Reason: err.Error()}
	}
	return to, ref, nil
}

// deref returns the schema behind all references that s starts with.
func (s *Schema) deref() (*Schema, error) {
	if s == nil || s.Node == nil {
		return s, nil
	}
	n := s.Node
	for range maxRefs {
		to, ref, err := s.target(n)
		if err != nil {
			return nil, err
		}
		if ref == nil {
			return s.at(n), nil
		}
		n = to
	}
	ref := s.Node.Get("$ref")
	return nil, &RefError{Ref: ref.Str(), Span: ref.Span, Reason: "leads back to itself"}
}

// same reports whether two schemas are written alike: the same node, the same
// reference, or the same text.
func same(a, b *Schema) bool {
	switch {
	case a == nil || b == nil || a.Node == nil || b.Node == nil:
		return false
	case a.Node == b.Node:
		return true
	}
	return equal(a.Node, b.Node)
}

func equal(a, b *syntax.Node) bool {
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Members()) != len(b.Members()) || len(a.Items()) != len(b.Items()) {
		return false
	}
	for i, m := range a.Members() {
		other := b.Get(m.Name)
		if other == nil || m.Value == nil || !equal(a.Members()[i].Value, other) {
			return false
		}
	}
	for i := range a.Items() {
		if !equal(a.Items()[i], b.Items()[i]) {
			return false
		}
	}
	return true
}
