package export

import (
	"net/textproto"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// params are the parameters that reach a backend: those of the path, and what
// the lists of the endpoint and its backends let through.
func (m *maker) params(path string) []Param {
	var list []Param
	for _, name := range names(path) {
		if !slices.ContainsFunc(list, func(p Param) bool { return p.Name == name }) {
			list = append(list, m.pathParam(name))
		}
	}
	queries := newPassing(m.e.InputQueryStrings.V, plainName)
	told := map[string]bool{} // names of query strings that are part of a parameter
	headers := newPassing(m.e.InputHeaders.V, textproto.CanonicalMIMEHeaderKey)
	for _, c := range m.calls {
		if c.op == nil {
			continue
		}
		q := queries.narrowed(c.b.InputQueryStrings.V)
		h := headers.narrowed(c.b.InputHeaders.V)
		for i := range c.op.Params {
			p := &c.op.Params[i]
			passes := p.In == spec.InQuery && q.letsAll(p.QueryNames().Names) || p.In == spec.InHeader && h.lets(p.Name) && !reserved(p.Name) ||
				p.In == spec.InCookie && h.lets("Cookie")
			if !passes || isCredential(c.op, p) {
				continue
			}
			list = m.add(list, m.param(p, c.b))
			if p.In == spec.InQuery {
				for _, name := range p.QueryNames().Names {
					told[name] = true
				}
			}
		}
	}
	// What no document declares passes all the same.
	for _, name := range queries.names {
		if told[name] {
			continue
		}
		list = m.add(list, Param{Name: name, In: spec.InQuery, Schema: ofType("string"), Values: []string{"string"}})
	}
	for _, name := range headers.names {
		if !reserved(name) && name != "Cookie" {
			list = m.add(list, Param{Name: name, In: spec.InHeader, Schema: ofType("string"), Values: []string{"string"}})
		}
	}
	return list
}

func plainName(s string) string { return s }

// reserved reports whether documents may not declare a header as a parameter:
// security and media types speak of them.
func reserved(name string) bool {
	switch textproto.CanonicalMIMEHeaderKey(name) {
	case "Authorization", "Content-Type", "Accept":
		return true
	}
	return false
}

// isCredential reports whether a parameter is the key of a security scheme, and
// told of there.
func isCredential(op *spec.Operation, p *spec.Param) bool {
	for _, alternative := range op.Security.Alternatives {
		for _, r := range alternative {
			if r.Type == "apiKey" && r.In == p.In && strings.EqualFold(r.Name, p.Name) {
				return true
			}
		}
	}
	return false
}

// passing is a list of names that are let through.
type passing struct {
	all   bool
	names []string
	norm  func(string) string
}

func newPassing(list []string, norm func(string) string) passing {
	p := passing{norm: norm}
	for _, name := range list {
		if name == "*" {
			p.all = true
		} else {
			p.names = append(p.names, norm(name))
		}
	}
	return p
}

func (p passing) lets(name string) bool { return p.all || slices.Contains(p.names, p.norm(name)) }

// letsAll reports whether every name of an object in the query string passes.
func (p passing) letsAll(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !p.lets(name) })
}

// narrowed is what of it a backend takes; an empty list takes all.
func (p passing) narrowed(list []string) passing {
	if len(list) == 0 {
		return p
	}
	q := newPassing(list, p.norm)
	q.names = slices.DeleteFunc(q.names, func(name string) bool { return !p.lets(name) })
	q.all = false
	return q
}

// add adds a parameter that is not there yet; one that some backend needs is
// required.
func (m *maker) add(list []Param, p Param) []Param {
	for i := range list {
		if list[i].In == p.In && (list[i].Name == p.Name || p.In == spec.InHeader && strings.EqualFold(list[i].Name, p.Name)) {
			list[i].Required = list[i].Required || p.Required
			return list
		}
	}
	return append(list, p)
}

func (m *maker) param(p *spec.Param, b *config.Backend) Param {
	out := Param{
		Name: p.Name, In: p.In, Required: p.Required && !isShadow(b), Deprecated: p.Deprecated, Description: p.Description,
		Schema: ofType("string"), style: p.Style, explode: p.Explode, content: p.Content,
	}
	if p.Schema != nil {
		out.Schema = m.api.schemas.write(p.Schema)
	}
	out.Values = sample(p)
	return out
}

// pathParam is a parameter of the path, as the operation describes the one that
// stands at its place.
func (m *maker) pathParam(name string) Param {
	out := Param{Name: name, In: spec.InPath, Required: true, Schema: ofType("string"), Values: []string{"string"}}
	for _, c := range m.calls {
		if c.op == nil {
			continue
		}
		theirs := counterpart(c.b.URLPattern.V, c.op.Route(), name)
		for i := range c.op.Params {
			if p := &c.op.Params[i]; p.In == spec.InPath && p.Name == theirs {
				made := m.param(p, c.b)
				made.Name, made.Required, made.style, made.explode = name, true, "", false
				// A segment of a path can hold neither nothing nor a slash.
				if len(made.Values) == 0 || made.Values[0] == "" || strings.ContainsAny(made.Values[0], `/\%`) {
					made.Values = out.Values
				}
				return made
			}
		}
	}
	return out
}

// counterpart is the name that an operation's path has where a url_pattern has
// the parameter; base paths, which only the pattern has, stand before.
func counterpart(pattern, path, name string) string {
	pattern, _, _ = strings.Cut(pattern, "?")
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i := 1; i <= min(len(a), len(b)); i++ {
		mine, theirs := names(a[len(a)-i]), names(b[len(b)-i])
		if len(mine) != len(theirs) {
			continue
		}
		for j := range mine {
			if strings.EqualFold(mine[j], name) {
				return theirs[j]
			}
		}
	}
	return ""
}

// sample is an example of a parameter as the texts that stand for it in a
// request: none for objects, which no one form is known of.
func sample(p *spec.Param) []string {
	n := p.Example
	if n == nil {
		data := p.Schema.Example()
		if p.Schema == nil {
			data = []byte(`"string"`)
		}
		n, _ = syntax.ParseJSON(syntax.NewSource("", data))
	}
	switch {
	case n == nil || n.Kind == syntax.Object || n.Kind == syntax.Null:
		return nil
	case p.Content != "":
		return []string{compact(n)}
	case n.Kind != syntax.Array:
		return []string{n.Text}
	}
	var list []string
	for _, item := range n.Items() {
		if item.Kind != syntax.Object && item.Kind != syntax.Array {
			list = append(list, item.Text)
		}
	}
	if len(list) > 1 && !p.Explode {
		return []string{strings.Join(list, separator(p.Style))}
	}
	return list
}

func separator(style string) string {
	switch style {
	case "spaceDelimited":
		return " "
	case "pipeDelimited":
		return "|"
	}
	return ","
}
