package config

import (
	"github.com/gatewright/gatewright/config/syntax"
)

// ParseMapped reads a configuration that was made from other files, such as a
// rendered template. origin gives for a stretch of the text the place that a
// person edits; every node and finding of the document has that place. Such a
// document is not edited as a whole: its fixes name the file that they are of.
func ParseMapped(src *syntax.Source, origin func(syntax.Span) syntax.Span) *Document {
	d := Parse(src.Name, []byte(src.Text))
	place := func(s syntax.Span) syntax.Span {
		if s.Source != d.Source {
			return s
		}
		s.Source = src
		return origin(s)
	}
	var move func(n *syntax.Node)
	move = func(n *syntax.Node) {
		if n == nil {
			return
		}
		n.Span = place(n.Span)
		for i := range n.Members() {
			n.Members()[i].Key = place(n.Members()[i].Key)
			move(n.Members()[i].Value)
		}
		for _, item := range n.Items() {
			move(item)
		}
	}
	move(d.Root)
	for i := range d.Findings {
		d.Findings[i].Span = place(d.Findings[i].Span)
		d.Findings[i].Fixes = nil
	}
	d.mapped = true
	return d
}
