package export

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Format is how a document is written.
type Format uint8

// The formats.
const (
	YAML Format = iota
	JSON
)

// OpenAPI returns the OpenAPI 3.1 document of the gateway.
func (a *API) OpenAPI(format Format) []byte {
	doc := object()
	put(doc, "openapi", text("3.1.0"))
	info := object()
	put(info, "title", text(a.opts.Title))
	put(info, "version", text(a.opts.Version))
	put(doc, "info", info)
	server := object()
	put(server, "url", text(cmp.Or(a.opts.Server, "/")))
	put(doc, "servers", array(server))
	paths := object()
	for _, e := range a.Endpoints {
		item := paths.Get(e.Path)
		if item == nil {
			item = object()
			put(paths, e.Path, item)
		}
		put(item, strings.ToLower(e.Method), e.operation())
	}
	put(doc, "paths", paths)
	components := object()
	put(components, "schemas", a.schemas.components())
	if len(a.schemes) > 0 {
		schemes := object()
		for name, n := range a.schemes {
			put(schemes, name, n)
		}
		sortMembers(schemes)
		put(components, "securitySchemes", schemes)
	}
	if len(components.Members()) > 0 {
		put(doc, "components", components)
	}
	if format == JSON {
		return jsonOf(doc)
	}
	return yamlOf(doc)
}

func (e *Endpoint) operation() *syntax.Node {
	n := object()
	put(n, "operationId", text(e.ID))
	putText(n, "summary", e.Summary)
	putText(n, "description", e.Description)
	if len(e.Tags) > 0 {
		put(n, "tags", textList(e.Tags))
	}
	if e.Deprecated {
		put(n, "deprecated", yes())
	}
	if len(e.Params) > 0 {
		list := array()
		for i := range e.Params {
			list.AddItem(e.Params[i].node())
		}
		put(n, "parameters", list)
	}
	if e.Body != nil {
		body := object()
		if e.Body.Required {
			put(body, "required", yes())
		}
		put(body, "content", contentOf(e.Body.Media))
		put(n, "requestBody", body)
	}
	responses := object()
	for _, r := range e.Responses {
		one := object()
		put(one, "description", text(r.Description))
		if len(r.Media) > 0 {
			put(one, "content", contentOf(r.Media))
		}
		put(responses, r.Status, one)
	}
	put(n, "responses", responses)
	if len(e.Security) > 0 {
		put(n, "security", securityOf(e.Security))
	}
	return n
}

func (p *Param) node() *syntax.Node {
	n := object()
	put(n, "name", text(p.Name))
	put(n, "in", text(string(p.In)))
	if p.Required {
		put(n, "required", yes())
	}
	if p.Deprecated {
		put(n, "deprecated", yes())
	}
	schema := p.Schema
	switch d := schema.Get("description"); {
	case p.Description != "":
		put(n, "description", text(p.Description))
	case d != nil:
		put(n, "description", d)
		schema = without(schema, "description")
	}
	if p.content != "" {
		put(n, "content", contentOf([]Media{{Type: p.content, Schema: schema}}))
		return n
	}
	usual := map[spec.In]string{spec.InQuery: "form", spec.InCookie: "form"}[p.In]
	if styles[p.In] != nil && slices.Contains(styles[p.In], p.style) && p.style != usual {
		put(n, "style", text(p.style))
	}
	if p.In == spec.InQuery && !p.explode && (p.style == "" || p.style == "form") && isList(p.Schema) {
		put(n, "explode", &syntax.Node{Kind: syntax.Bool, Text: "false"})
	}
	put(n, "schema", schema)
	return n
}

// styles are the styles that a place allows besides its own.
var styles = map[spec.In][]string{spec.InQuery: {"spaceDelimited", "pipeDelimited", "deepObject"}}

func isList(schema *syntax.Node) bool { return schema.Get("type").Str() == "array" }

func contentOf(list []Media) *syntax.Node {
	n := object()
	for _, m := range list {
		media := object()
		put(media, "schema", m.Schema)
		put(n, m.Type, media)
	}
	return n
}

func securityOf(alternatives [][]Scheme) *syntax.Node {
	list := array()
	for _, alternative := range alternatives {
		one := object()
		for _, s := range alternative {
			put(one, s.Name, textList(s.Scopes))
		}
		list.AddItem(one)
	}
	return list
}
