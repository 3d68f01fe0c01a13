package draft

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// Side is whose change counts where both have changed the same thing.
type Side uint8

// The sides. With Neither such a merge is refused; Other is a value that is
// neither's.
const (
	Neither Side = iota
	Mine
	Theirs
	Other
)

// Pick is what counts in a clash: a side, or with Other a value of one's own as
// JSON text.
type Pick struct {
	Side Side
	Text string
}

// Clash is a place of a text that two have changed, each in another way.
type Clash struct {
	// Place says in words which endpoint, backend and field it is; "" for lines
	// of a text that is no configuration on all sides.
	Place string
	// Key is the key of the field, "" where it is none.
	Key string
	// Line is where it begins in the text that both started from, or where that
	// has nothing of it, in theirs.
	Line int
	// Base is what stood there, Mine and Theirs what each has made of it; "" for
	// nothing.
	Base, Mine, Theirs string

	mine, theirs []syntax.Edit
}

// Typed reports whether a value of one's own can be picked in the clash.
func (c Clash) Typed() bool { return c.Key != "" && c.Mine != "" && c.Theirs != "" }

// Merging is two states of one text, by the changes that each has made to it.
type Merging struct {
	// Clashes are the places that both have changed.
	Clashes []Clash

	name   string
	base   string
	agreed []syntax.Edit // changes line by line that do not clash
	weave  *weave        // changes field by field, nil where there are none to tell
}

// Compare finds what mine and theirs have changed in base: endpoint by endpoint
// and field by field where all three are configurations, else line by line.
// Endpoints are told by their method and path, backends by what they call, so
// that one which was moved or put in front of others is no other one. Changes of
// one field clash, unless they are the same.
func Compare(name, base, mine, theirs string) *Merging {
	lines := compareLines(name, base, mine, theirs)
	w := weaveOf(name, base, mine, theirs)
	if w == nil {
		return lines
	}
	if len(w.clashes) == 0 && len(lines.Clashes) == 0 {
		// Line by line keeps the looks of both; it must say the same.
		byLine, ok := lines.Text(nil)
		byField, ok2 := w.text(nil)
		if ok && ok2 && same(config.Parse(name, []byte(byLine)).Root, config.Parse(name, []byte(byField)).Root) {
			return lines
		}
	}
	return &Merging{Clashes: w.clashes, name: name, base: base, weave: w}
}

// Text returns the text with the changes of both; where they clash pick says by
// the number of the clash what counts. ok is false when it says neither, or when
// what comes of it is no configuration.
func (m *Merging) Text(pick func(clash int) Pick) (text string, ok bool) {
	for i := range m.Clashes {
		if pick == nil || pick(i).Side == Neither {
			return "", false
		}
	}
	if m.weave != nil {
		text, ok = m.weave.text(pick)
	} else {
		text, ok = m.byLine(pick)
	}
	if !ok || !Readable(config.Parse(m.name, []byte(text))) {
		return "", false
	}
	return text, true
}
