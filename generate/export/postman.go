package export

import (
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Postman returns the requests as a collection of version 2.1, a folder a tag.
// Secrets are variables of the collection.
func (a *API) Postman() []byte {
	requests := a.Requests()
	doc, info := object(), object()
	put(info, "name", text(a.opts.Title))
	put(info, "schema", text("https://schema.getpostman.com/json/collection/v2.1.0/collection.json"))
	put(doc, "info", info)
	items := array()
	folders := map[string]*syntax.Node{}
	for i := range requests {
		into := items
		if tags := requests[i].Endpoint.Tags; len(tags) > 0 {
			if folders[tags[0]] == nil {
				folder := object()
				put(folder, "name", text(tags[0]))
				put(folder, "item", array())
				folders[tags[0]] = folder.Get("item")
				items.AddItem(folder)
			}
			into = folders[tags[0]]
		}
		into.AddItem(requests[i].postman())
	}
	put(doc, "item", items)
	vars := array(keyValue("baseUrl", a.baseURL()))
	for _, name := range variables(requests) {
		vars.AddItem(keyValue(name, ""))
	}
	put(doc, "variable", vars)
	return jsonOf(doc)
}

func keyValue(key, value string) *syntax.Node {
	n := object()
	put(n, "key", text(key))
	put(n, "value", text(value))
	return n
}

func (r *Request) postman() *syntax.Node {
	braced := func(name string) string { return "{{" + name + "}}" }
	req := object()
	put(req, "method", text(r.Endpoint.Method))
	headers := array()
	for _, h := range r.Headers(braced) {
		headers.AddItem(keyValue(h.Name, h.Value))
	}
	for _, h := range r.Header {
		if h.Optional {
			headers.AddItem(disabled(keyValue(h.Name, h.Value)))
		}
	}
	put(req, "header", headers)
	if len(r.Body) > 0 {
		req.AddMember(syntax.Member{Name: "body", Value: rawBody(r)})
	}
	put(req, "url", r.postmanURL(braced))
	item := object()
	put(item, "name", text(r.Name))
	put(item, "request", req)
	put(item, "response", array())
	return item
}

func disabled(n *syntax.Node) *syntax.Node {
	put(n, "disabled", yes())
	return n
}

func rawBody(r *Request) *syntax.Node {
	body, options, raw := object(), object(), object()
	put(body, "mode", text("raw"))
	put(body, "raw", text(string(r.Body)))
	language := "text"
	switch spec.ClassOf(r.Endpoint.Body.preferred().Type) {
	case spec.JSONMedia:
		language = "json"
	case spec.XMLMedia:
		language = "xml"
	}
	put(raw, "language", text(language))
	put(options, "raw", raw)
	put(body, "options", options)
	return body
}

// postmanURL has the parameters of the path as variables where they are whole
// segments.
func (r *Request) postmanURL(braced func(string) string) *syntax.Node {
	u, vars := object(), array()
	path := array()
	filled := strings.Split(strings.TrimPrefix(r.Path, "/"), "/")
	for i, segment := range strings.Split(strings.TrimPrefix(r.Endpoint.Path, "/"), "/") {
		list := names(segment)
		if len(list) != 1 || segment != "{"+list[0]+"}" {
			path.AddItem(text(filled[i]))
			continue
		}
		path.AddItem(text(":" + list[0]))
		vars.AddItem(keyValue(list[0], filled[i]))
	}
	var segments []string
	for _, s := range path.Items() {
		segments = append(segments, s.Text)
	}
	_, query, some := strings.Cut(r.URL(braced), "?")
	raw := "{{baseUrl}}/" + strings.Join(segments, "/")
	if some {
		raw += "?" + query
	}
	put(u, "raw", text(raw))
	put(u, "host", array(text("{{baseUrl}}")))
	put(u, "path", path)
	queries := array()
	for _, q := range r.Query {
		n := keyValue(q.Name, q.Value)
		if q.Optional {
			n = disabled(n)
		}
		queries.AddItem(n)
	}
	for _, c := range r.Credentials {
		if c.In == spec.InQuery {
			queries.AddItem(keyValue(c.Name, c.Prefix+braced(c.Variable)))
		}
	}
	if len(queries.Items()) > 0 {
		put(u, "query", queries)
	}
	if len(vars.Items()) > 0 {
		put(u, "variable", vars)
	}
	return u
}
