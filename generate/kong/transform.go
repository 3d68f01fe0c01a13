package kong

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

var capture = regexp.MustCompile(`\$\(uri_captures(?:\.([A-Za-z0-9_]+)|\[["']?([A-Za-z0-9_]+)["']?\])\)`)

func requestTransformer(r *reader, _ *plugin, c *convert.Object, nr *convert.Route) {
	call := nr.Calls
	if len(call) == 0 {
		return
	}
	if m := c.Str("http_method"); m != "" {
		call[0].Method = strings.ToUpper(m)
	}
	transform(c, call[0], false)
	if rep := c.Child("replace"); rep != nil {
		if uri := rep.Str("uri"); uri != "" {
			pattern := capture.ReplaceAllStringFunc(uri, func(s string) string {
				m := capture.FindStringSubmatch(s)
				return "{" + r.captured(nr, m[1]+m[2]) + "}"
			})
			if strings.Contains(pattern, "$(") {
				c.LoseAt(rep.Get("uri").Place, convert.Lost, "uri-template", fmt.Sprintf("the template %q has no counterpart, the route is left out", uri), "")
				nr.Calls = nil
				return
			}
			// The path of the service stands before what the plugin makes.
			call[0].Pattern = pattern
		}
	}
}

// captured is the parameter that a group of the path became, by its name or its
// number. One that there is not stays, so that the route is left out.
func (r *reader) captured(nr *convert.Route, name string) string {
	for i, c := range r.captures[nr] {
		if c[0] == name || strconv.Itoa(i+1) == name {
			return c[1]
		}
	}
	return name
}

func responseTransformer(_ *reader, _ *plugin, c *convert.Object, nr *convert.Route) {
	if len(nr.Calls) > 0 {
		transform(c, nr.Calls[0], true)
	}
}

// whether reports a change that Kong makes only where there is something to
// replace, or nothing yet: here it is made in any case.
func whether(c *convert.Object, op, where, text string, at convert.Place) {
	other, when := "replace", "though there is one already"
	switch op {
	case "add":
	case "replace":
		other, when = "add", "though there is none yet"
	default:
		return
	}
	if both := c.Child(other); both != nil && slices.Contains(both.Strs(where), text) {
		return
	}
	name, _, _ := strings.Cut(text, ":")
	c.LoseAt(at, convert.Changed, "transform-always", fmt.Sprintf("%s is set %s", strings.TrimSpace(name), when), "")
}

// transform reads the changes of headers and query strings.
func transform(c *convert.Object, call *convert.Call, response bool) {
	for _, op := range []string{"remove", "rename", "replace", "add", "append"} {
		part := c.Child(op)
		if part == nil {
			continue
		}
		if part.Has("body", "json") {
			part.Lose(convert.Lost, "body-transform", "bodies are not changed", "", "body", "json", "json_types")
		}
		if op == "rename" {
			part.Lose(convert.Lost, "rename", "headers and query strings are not renamed", "", "headers", "querystring")
			continue
		}
		for _, where := range []string{"headers", "querystring"} {
			f := part.Get(where)
			for i, text := range part.Strs(where) {
				name, value, _ := strings.Cut(text, ":")
				e := convert.Edit{
					Place: convert.PlaceOf(f.Node, f.Pointer), Op: "set", Name: strings.TrimSpace(name), Value: strings.TrimSpace(value),
					Query: where == "querystring", Response: response,
				}
				if f.Node.Kind == syntax.Array && i < len(f.Node.Items()) {
					e.Place = convert.PlaceOf(f.Node.Items()[i], syntax.Index(f.Pointer, i))
				}
				switch op {
				case "remove", "append":
					e.Op = op
				}
				if strings.Contains(e.Value, "$(") || e.Query && e.Op != "set" {
					c.LoseAt(e.Place, convert.Lost, "transform", fmt.Sprintf("%q has no counterpart", text), "")
					continue
				}
				whether(c, op, where, text, e.Place)
				// To set a header Kong needs it replaced and added.
				if !slices.ContainsFunc(call.Edits, func(o convert.Edit) bool {
					return o.Op == e.Op && o.Name == e.Name && o.Value == e.Value && o.Query == e.Query && o.Response == e.Response
				}) {
					call.Edits = append(call.Edits, e)
				}
			}
		}
	}
}
