package export

import (
	"slices"

	"github.com/gatewright/gatewright/config/syntax"
)

// writeAnswer writes the schema of an answer.
func (x *schemas) writeAnswer(a *answer) *syntax.Node {
	if a.whole != nil {
		return x.write(a.whole)
	}
	n := ofType("object")
	if a.null {
		put(n, "type", array(text("object"), text("null")))
	}
	if len(a.fields) > 0 {
		props := object()
		var required []string
		for _, f := range a.fields {
			put(props, f.name, x.value(f.value))
			if f.required && !slices.Contains(required, f.name) {
				required = append(required, f.name)
			}
		}
		put(n, "properties", props)
		if len(required) > 0 {
			put(n, "required", textList(required))
		}
	}
	switch {
	case a.closed:
		put(n, "additionalProperties", &syntax.Node{Kind: syntax.Bool, Text: "false"})
	case a.rest != nil:
		put(n, "additionalProperties", x.write(a.rest))
	}
	return n
}

func (x *schemas) value(v value) *syntax.Node {
	switch {
	case v.shaped != nil:
		return x.writeAnswer(v.shaped)
	case v.ready != nil:
		return v.ready
	case len(v.any) > 0:
		return x.several("anyOf", v.any)
	case len(v.all) > 0:
		return x.several("allOf", v.all)
	}
	return x.write(v.schema)
}

// several writes values under a keyword, equal ones once.
func (x *schemas) several(keyword string, values []value) *syntax.Node {
	list := array()
	var seen []string
	for _, v := range values {
		n := x.value(v)
		if s := compact(n); !slices.Contains(seen, s) {
			seen = append(seen, s)
			list.AddItem(n)
		}
	}
	if len(list.Items()) == 1 {
		return list.Items()[0]
	}
	n := object()
	put(n, keyword, list)
	return n
}
