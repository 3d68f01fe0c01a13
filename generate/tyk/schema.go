package tyk

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// bodySchema is the schema of the JSON body of an operation with its
// references put in, nil where there is none.
func bodySchema(doc, op *syntax.Node) any {
	body := follow(doc, op.Get("requestBody"))
	for _, m := range memberList(body.Get("content")) {
		if strings.Contains(m.Name, "json") {
			if s := m.Value.Get("schema"); s != nil {
				return (&inliner{doc: doc}).inline(s, nil)
			}
		}
	}
	return nil
}

func memberList(n *syntax.Node) []syntax.Member {
	if n == nil {
		return nil
	}
	return n.Members()
}

// follow resolves a reference into the document, one step.
func follow(doc, n *syntax.Node) *syntax.Node {
	if ref, ok := strings.CutPrefix(n.Get("$ref").Str(), "#"); ok {
		return doc.At(ref)
	}
	return n
}

// bounds of a schema with its references put in.
const (
	maxInlineDepth = 64
	maxInlineNodes = 20000
)

type inliner struct {
	doc   *syntax.Node
	nodes int
}

// inline puts references in. What contains itself, or grows beyond the bounds,
// becomes a schema that takes anything.
func (in *inliner) inline(n *syntax.Node, open []*syntax.Node) any {
	if n.Get("$ref") != nil {
		n = follow(in.doc, n)
	}
	in.nodes++
	if n == nil || slices.Contains(open, n) || len(open) > maxInlineDepth || in.nodes > maxInlineNodes {
		return convert.Map{}
	}
	open = append(open[:len(open):len(open)], n)
	switch n.Kind {
	case syntax.Array:
		list := make([]any, 0, len(n.Items()))
		for _, item := range n.Items() {
			list = append(list, in.inline(item, open))
		}
		return list
	case syntax.Object:
		m := convert.Map{}
		for _, one := range n.Members() {
			if one.Name != "example" && one.Name != "examples" && !strings.HasPrefix(one.Name, "x-") {
				m.Add(one.Name, in.inline(one.Value, open))
			}
		}
		return m
	}
	return convert.FromNode(n)
}

// catchAll marks a path whose last parameter stands for any text by the star
// that classic definitions have.
func catchAll(item, op *syntax.Node, path string) string {
	names := convert.Params(path)
	if len(names) == 0 || !strings.HasSuffix(path, "/{"+names[len(names)-1]+"}") {
		return path
	}
	last := names[len(names)-1]
	for _, n := range []*syntax.Node{item, op} {
		params := n.Get("parameters")
		if params == nil {
			continue
		}
		for _, p := range params.Items() {
			if p.Get("name").Str() == last && p.At("/schema/pattern").Str() == anyText {
				return strings.TrimSuffix(path, "{"+last+"}") + "*"
			}
		}
	}
	return path
}
