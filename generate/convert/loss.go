package convert

import (
	"fmt"

	"github.com/gatewright/gatewright/config/syntax"
)

// Severity is how much a loss matters.
type Severity uint8

// The severities, from mild to grave. Ignored has no meaning at run time,
// Defaulted is a value that was chosen here, Approximated and Changed behave
// otherwise than before, Lost is gone, Security is protection that is gone.
const (
	Ignored Severity = iota
	Defaulted
	Approximated
	Changed
	Lost
	Security
)

var severityNames = [...]string{"ignored", "defaulted", "approximated", "changed", "lost", "security"}

// String returns the severity's name.
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// MarshalText writes the severity's name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Action is what was done instead.
type Action string

// The actions.
const (
	Dropped     Action = "dropped"
	Rewritten   Action = "rewritten"
	Expanded    Action = "expanded"
	Split       Action = "split"
	Merged      Action = "merged"
	Placeholder Action = "placeholder-inserted"
)

// Loss is one thing that a conversion lost or changed.
type Loss struct {
	Severity Severity
	// Code is the kind of thing, kebab-case.
	Code string
	Place
	// Value is the source's text, shortened.
	Value string
	// Target is the JSON pointer of what it became, "" for nothing.
	Target string
	Action Action
	// Message is one sentence in lower case without a final period.
	Message string
	Hint    string
	// Route is the route concerned, nil for the whole gateway.
	Route *Route
}

const maxValue = 80

// shorten cuts a source's text for the report.
func shorten(s string) string {
	if len(s) <= maxValue {
		return s
	}
	cut := maxValue
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}

// PlaceOf is the place of a node.
func PlaceOf(n *syntax.Node, pointer string) Place {
	if n == nil {
		return Place{Pointer: pointer}
	}
	return Place{n.Span, pointer}
}

// Lose adds a loss; its value is the text of its place where none is given.
func (inv *Inventory) Lose(l Loss) *Loss {
	inv.Losses = append(inv.Losses, complete(l))
	return inv.Losses[len(inv.Losses)-1]
}

// Lose adds a loss of the writer.
func (o *Output) Lose(l Loss) *Loss {
	o.Losses = append(o.Losses, complete(l))
	return o.Losses[len(o.Losses)-1]
}

func complete(l Loss) *Loss {
	if l.Value == "" {
		l.Value = l.Span.Text()
	}
	l.Value = shorten(l.Value)
	if l.Action == "" {
		l.Action = Dropped
		if l.Severity == Changed || l.Severity == Approximated || l.Severity == Defaulted {
			l.Action = Rewritten
		}
	}
	return &l
}
