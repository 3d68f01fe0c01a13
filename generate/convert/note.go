package convert

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/gatewright/gatewright/config/syntax"
)

// Note is what a conversion from KrakenD leaves in the target's file, at a
// place that the target passes over, so that the way back loses nothing: the
// endpoint as it was, and the sum of the route that was made of it. When a
// person has changed the route since, the sum no longer agrees and the note is
// stale: what the file says holds.
type Note struct {
	Place
	// Value are the endpoints, or the service without its endpoints.
	Value []*syntax.Node
	// Sum is that of what was written.
	Sum string
	// Part says that the route only serves another one, and is none of its own.
	Part bool
}

// NoteKey is the name under which notes stand in other formats.
const NoteKey = "x-gatewright"

// Text writes a note, for formats that can hold a text only.
func (n Note) Text() string { return Compact(n.Map()) }

// Map writes a note as an object.
func (n Note) Map() Map {
	if n.Part {
		return Map{{"part", true}}
	}
	list := make([]any, 0, len(n.Value))
	for _, v := range n.Value {
		list = append(list, FromNode(v))
	}
	return Map{{"sum", n.Sum}, {"value", list}}
}

// ReadNote reads a note from a node that is an object, or a text that holds
// one. It is nil where the node holds none.
func ReadNote(n *syntax.Node, pointer string) *Note {
	if n == nil {
		return nil
	}
	at := PlaceOf(n, pointer)
	if n.Kind == syntax.String {
		src := syntax.NewSource("note.json", []byte(n.Text))
		root, problems := syntax.ParseJSON(src)
		if len(problems) > 0 {
			return nil
		}
		n = root
	}
	if n == nil || n.Kind != syntax.Object {
		return nil
	}
	if part := n.Get("part"); part != nil && part.Text == "true" {
		return &Note{Place: at, Part: true}
	}
	value, sum := n.Get("value"), n.Get("sum").Str()
	if value == nil || value.Kind != syntax.Array || len(value.Items()) == 0 || sum == "" {
		return nil
	}
	for _, v := range value.Items() {
		if v.Kind != syntax.Object {
			return nil
		}
	}
	return &Note{Place: at, Value: value.Items(), Sum: sum}
}

// Sum is a short sum over what a route says, places and names left out.
func (r *Route) Sum() string {
	c := *r
	c.Place, c.Name, c.Service, c.Raw, c.Note, c.Plain, c.Deep = Place{}, "", "", nil, nil, false, 0
	c.Rank, c.Bounded, c.Redirects, c.Match, c.Calls = nil, false, Unstated, nil, nil
	for _, m := range r.Match {
		m.Place = Place{}
		c.Match = append(c.Match, m)
	}
	for _, call := range r.Calls {
		one := *call
		one.Place = Place{}
		one.Edits = nil
		for _, e := range call.Edits {
			e.Place = Place{}
			one.Edits = append(one.Edits, e)
		}
		one.Breaker, one.Cache, one.Discovery = bare(one.Breaker), bare(one.Cache), bare(one.Discovery)
		c.Calls = append(c.Calls, &one)
	}
	c.Auth, c.Rate, c.Bots, c.Allow = bare(c.Auth), bare(c.Rate), bare(c.Bots), bare(c.Allow)
	if n, ok := c.Schema.(*syntax.Node); ok {
		c.Schema = Compact(FromNode(n))
	}
	return sum(c)
}

// Sum is a short sum over what holds for the whole gateway.
func (s *Service) Sum() string {
	c := *s
	c.Place, c.Note, c.Name, c.Raw, c.Port, c.Timeout = Place{}, nil, "", nil, 0, 0
	c.CORS, c.Bots, c.Consumers, c.Headers = bare(c.CORS), bare(c.Bots), nil, nil
	return sum(c)
}

// placed is what has a place to be left out of sums.
type placed interface {
	Auth | Rate | Bots | CORS | Breaker | Cache | Discovery | Addresses
}

func bare[T placed](v *T) *T {
	if v == nil {
		return nil
	}
	c := *v
	switch p := any(&c).(type) {
	case *Auth:
		p.Place = Place{}
	case *Rate:
		p.Place = Place{}
	case *Bots:
		p.Place = Place{}
	case *CORS:
		p.Place = Place{}
	case *Breaker:
		p.Place = Place{}
	case *Cache:
		p.Place = Place{}
	case *Discovery:
		p.Place = Place{}
	case *Addresses:
		p.Place = Place{}
	}
	return &c
}

func sum(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("convert: a route cannot be summed: %v", err))
	}
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:8])
}

// Holds reports whether the note still agrees with what stands in the file.
func (n *Note) Holds(sum string) bool { return n != nil && !n.Part && n.Sum == sum }

// NoteFor returns the note that a written route needs so that the endpoints it
// came from can be restored: none where they follow from the route as it reads
// back.
func NoteFor(original, readBack *Route) *Note {
	if len(original.Raw) == 0 || readBack == nil || original.Plain && original.Sum() == readBack.Sum() {
		return nil
	}
	return &Note{Value: original.Raw, Sum: readBack.Sum()}
}

// ServiceNote is the note that restores a KrakenD service but for its
// endpoints; nil where there is nothing to restore.
func ServiceNote(original, readBack *Service) *Note {
	if original.Raw == nil {
		return nil
	}
	root := original.Raw.Copy()
	for i := range root.Members() {
		if root.Members()[i].Name == "endpoints" {
			root.Members()[i].Value = syntax.NewArray()
		}
	}
	return &Note{Value: []*syntax.Node{root}, Sum: readBack.Sum()}
}
