package spec

import (
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// Property is one declared property of an object.
type Property struct {
	Name   string
	Schema *Schema
	// Required says that the object always has it.
	Required bool
	Span     syntax.Span // of its name
}

// Properties are the properties that a schema declares for an object, those of
// the parts of allOf, oneOf and anyOf included, in the order of the document.
// open says that objects may well have others: nothing is declared, or
// additional ones are described.
func (s *Schema) Properties() (list []Property, open bool) {
	if s == nil || s.Node == nil {
		return nil, true
	}
	c := &collector{index: map[string]int{}, left: maxSchemaNodes}
	c.add(s, true, 0)
	return c.list, c.open || len(c.list) == 0
}

type collector struct {
	list  []Property
	index map[string]int
	path  []*syntax.Node
	open  bool
	left  int
}

// add collects from one schema; sure says that its requirements always hold.
func (c *collector) add(s *Schema, sure bool, depth int) {
	s, err := s.deref()
	if err != nil || s.Node == nil || s.Node.Kind != syntax.Object {
		c.open = true
		return
	}
	if c.left--; c.left < 0 || depth > maxSchemaDepth {
		c.open = true
		return
	}
	for _, n := range c.path {
		if n == s.Node {
			return
		}
	}
	c.path = append(c.path, s.Node)
	defer func() { c.path = c.path[:len(c.path)-1] }()
	if props := s.Node.Get("properties"); props != nil {
		for _, m := range props.Members() {
			c.property(Property{Name: m.Name, Schema: s.at(m.Value), Span: m.Key})
		}
	}
	if more := s.Node.Get("additionalProperties"); more != nil && (more.Kind == syntax.Object || isTrue(more)) || s.Node.Get("patternProperties") != nil {
		c.open = true
	}
	c.parts(s, "allOf", sure, depth)
	c.parts(s, "oneOf", false, depth)
	c.parts(s, "anyOf", false, depth)
	if required := s.Node.Get("required"); required != nil && sure {
		for _, item := range required.Items() {
			if i, ok := c.index[item.Text]; ok {
				c.list[i].Required = true
			}
		}
	}
}

func (c *collector) parts(s *Schema, key string, sure bool, depth int) {
	if list := s.Node.Get(key); list != nil {
		for _, part := range list.Items() {
			c.add(s.at(part), sure, depth+1)
		}
	}
}

func (c *collector) property(p Property) {
	if _, ok := c.index[p.Name]; ok {
		return
	}
	c.index[p.Name] = len(c.list)
	c.list = append(c.list, p)
}

// Presence is what a schema says of a property.
type Presence uint8

// The answers. Unknowable: the schema does not tell. Declared: it is among the
// properties. Undeclared: there are properties, and it is none of them.
const (
	Unknowable Presence = iota
	Declared
	Undeclared
)

// Found is what Lookup found.
type Found struct {
	Presence Presence
	// Schema is that of the property when it is declared, else that of the
	// object at which the search ended.
	Schema *Schema
	// At is the part of the path that was followed.
	At string
	// Names are the properties that stand to choose where the search ended.
	Names []string
	// Array says that the search ended because a part of the path is an array,
	// which no dotted path leads through.
	Array bool
}

// Lookup follows a dotted path, such as "data.user.name", through the objects
// that a schema describes, as allow, deny, mapping and target do.
func (s *Schema) Lookup(path string) Found {
	found := Found{Schema: s, Presence: Declared}
	if path == "" {
		return found
	}
	for _, name := range strings.Split(path, ".") {
		kind := found.Schema.Kind()
		if kind.Body == fact.ArrayBody || kind.Body == fact.ScalarBody {
			found.Presence, found.Array = Undeclared, kind.Body == fact.ArrayBody
			return found
		}
		props, open := found.Schema.Properties()
		next := (*Schema)(nil)
		found.Names = found.Names[:0]
		for _, p := range props {
			found.Names = append(found.Names, p.Name)
			if p.Name == name {
				next = p.Schema
			}
		}
		if next == nil {
			found.Presence = Undeclared
			if open {
				found.Presence = Unknowable
			}
			return found
		}
		found.Schema = next
		found.At = strings.TrimPrefix(found.At+"."+name, ".")
	}
	found.Names = nil
	return found
}

// Items returns the schema of the elements of a list; nil where the schema does
// not say it in its own words, as where it is made of several.
func (s *Schema) Items() *Schema {
	list, err := s.deref()
	if err != nil || list == nil {
		return nil
	}
	if items := list.Node.Get("items"); items != nil && items.Kind == syntax.Object {
		return s.at(items)
	}
	return nil
}
