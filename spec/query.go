package spec

import "github.com/gatewright/gatewright/config/fact"

// bounds of the names that an object in a query string unfolds to.
const (
	maxObjectDepth = 4
	maxObjectNames = 200
)

// QueryNames are the names under which a parameter comes in a query string.
type QueryNames struct {
	Names []string
	// Open are the objects that may have other names besides, in the form that
	// the parameter gives them, such as "filter" or "filter[price]".
	Open []string
	// Cut says that there are more names than are listed.
	Cut bool
}

// QueryNames returns the names that a query string has for the parameter: its
// own, or, of an object, those of its properties, as style and explode say.
// Where the schema allows other values beside an object, or gives an object no
// properties, its own name is among them.
func (p *Param) QueryNames() QueryNames {
	q := &QueryNames{}
	switch {
	case p.Content != "":
		q.add(p.Name)
	case p.Style == "deepObject":
		q.unfold(p.Name, p.Schema, 0)
	case p.Style == "form" && p.Explode:
		q.explode(p)
	default:
		q.add(p.Name)
	}
	return *q
}

func (q *QueryNames) add(name string) {
	if len(q.Names) >= maxObjectNames {
		q.Cut = true
		return
	}
	q.Names = append(q.Names, name)
}

// explode adds the names of an object's properties.
func (q *QueryNames) explode(p *Param) {
	forms := p.Schema.forms()
	props, open := p.Schema.Properties()
	if forms.other || forms.array || !forms.object || len(props) == 0 {
		q.add(p.Name)
	}
	if !forms.object {
		return
	}
	for _, prop := range props {
		q.add(prop.Name)
	}
	if open {
		q.Open = append(q.Open, p.Name)
	}
}

// unfold adds name[property], and name[] for lists, as deepObject writes them.
func (q *QueryNames) unfold(name string, s *Schema, depth int) {
	forms := s.forms()
	props, open := s.Properties()
	if !forms.object || forms.other || forms.array || len(props) == 0 || depth > maxObjectDepth {
		q.add(name)
	}
	if forms.array {
		q.add(name + "[]")
	}
	if !forms.object || depth > maxObjectDepth {
		return
	}
	if open {
		q.Open = append(q.Open, name)
	}
	for _, prop := range props {
		if q.Cut {
			return
		}
		q.unfold(name+"["+prop.Name+"]", prop.Schema, depth+1)
	}
}

// forms are the kinds of JSON that a schema allows.
type forms struct{ object, array, other bool }

// forms looks into alternatives, where Kind only says that they are mixed.
func (s *Schema) forms() forms {
	var f forms
	left := maxSchemaNodes
	f.collect(s, 0, &left)
	return f
}

func (f *forms) collect(s *Schema, depth int, left *int) {
	kind := s.Kind()
	switch {
	case kind.Body == fact.ObjectBody:
		f.object = true
	case kind.Body == fact.ArrayBody:
		f.array = true
	case kind.Mixed && depth < maxRefs:
		f.alternatives(s, depth, left)
	case kind.Body != fact.NullBody:
		f.other = true
	}
}

func (f *forms) alternatives(s *Schema, depth int, left *int) {
	s, err := s.deref()
	if err != nil || s == nil || s.Node == nil {
		f.other = true
		return
	}
	if t := s.Node.Get("type"); t != nil {
		for _, item := range t.Items() {
			switch bodyOfType(item.Str()) {
			case fact.ObjectBody:
				f.object = true
			case fact.ArrayBody:
				f.array = true
			case fact.NullBody:
			default:
				f.other = true
			}
		}
		if len(t.Items()) > 0 {
			return
		}
	}
	for _, key := range []string{"oneOf", "anyOf", "allOf"} {
		list := s.Node.Get(key)
		if list == nil {
			continue
		}
		for _, part := range list.Items() {
			if *left--; *left < 0 {
				f.other = true
				return
			}
			f.collect(s.at(part), depth+1, left)
		}
	}
}
