package tyk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// WriteOptions are the choices of the user for writing.
type WriteOptions struct {
	// Classic writes classic definitions, which versions before 4 know alone.
	Classic bool
}

type writer struct {
	inv   *convert.Inventory
	opts  WriteOptions
	out   *convert.Output
	names convert.Names
	notes map[string]*convert.Note
	// origin is the route of an operation, by name of the file and pointer.
	origin map[string]*convert.Route
}

// group is the routes that become one API.
type group struct {
	key    string
	domain string // the host that its routes answer to
	name   string
	listen string
	base   string
	hosts  []string
	routes []*convert.Route
}

// Write makes definitions of an inventory, each an OpenAPI document with Tyk's
// extension and the small definition that refers to it. What KrakenD alone can
// say stays in extensions of the operations.
func Write(inv *convert.Inventory, opts WriteOptions) *convert.Output {
	first := newWriter(inv, opts, nil)
	files := first.files(nil)
	var sources []*syntax.Source
	for _, f := range files {
		sources = append(sources, syntax.NewSource(f.Name, f.Data))
	}
	back := Read(sources)
	notes := map[string]*convert.Note{}
	for _, r := range back.Routes {
		if r.Span.Source == nil {
			continue
		}
		at := r.Span.Source.Name + r.Pointer
		if original := first.origin[at]; original != nil {
			notes[at] = convert.NoteFor(original, r)
		}
	}
	w := newWriter(inv, opts, notes)
	w.out.Files = w.files(convert.ServiceNote(&inv.Service, &back.Service))
	return w.out
}

func newWriter(inv *convert.Inventory, opts WriteOptions, notes map[string]*convert.Note) *writer {
	return &writer{inv: inv, opts: opts, out: &convert.Output{}, names: convert.Names{}, notes: notes, origin: map[string]*convert.Route{}}
}

func (w *writer) lose(r *convert.Route, s convert.Severity, code string, at convert.Place, message, hint string) {
	w.out.Lose(convert.Loss{Severity: s, Code: code, Place: at, Message: message, Hint: hint, Route: r})
}

func (w *writer) files(note *convert.Note) []convert.File {
	s := &w.inv.Service
	if s.Bots != nil {
		w.lose(nil, convert.Security, "bots", s.Bots.Place, "user agents are not refused any more", "")
	}
	if s.Prometheus || s.OTLP != "" {
		w.lose(nil, convert.Lost, "telemetry", s.Place, "metrics and traces are set up in tyk.conf", "")
	}
	var files []convert.File
	for i, g := range w.groups() {
		id := g.name
		if w.opts.Classic {
			var own *convert.Note
			if i == 0 {
				own = note
			}
			files = append(files, convert.File{Name: id + ".json", Data: convert.JSON(w.classicFile(g, own))})
			continue
		}
		doc := w.document(g, id+"-oas.json")
		if i == 0 && note != nil {
			doc.Add(convert.NoteKey, note.Map())
		}
		shell := convert.Map{
			{Name: "api_id", Value: id}, {Name: "name", Value: g.name}, {Name: "active", Value: true}, {Name: "is_oas", Value: true},
			{Name: "proxy", Value: convert.Map{{Name: "listen_path", Value: g.listen + "/"}, {Name: "target_url", Value: firstOf(g.hosts) + g.base}, {Name: "strip_listen_path", Value: true}}},
		}
		files = append(files, convert.File{Name: id + "-oas.json", Data: convert.JSON(doc)}, convert.File{Name: id + ".json", Data: convert.JSON(shell)})
	}
	if len(files) == 0 {
		files = []convert.File{{Name: "empty-oas.json", Data: []byte("{}\n")}}
	}
	return files
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// domainOf is the host that a route answers to, "" for every host.
func domainOf(r *convert.Route) string {
	for _, c := range r.Match {
		if c.Kind == "host" {
			return strings.Join(c.Values, " ")
		}
	}
	return ""
}

// groups puts routes of the same hosts together. Where two groups would listen
// at one path, the second joins the first.
func (w *writer) groups() []*group {
	var list []*group
	for _, r := range w.inv.Routes {
		switch {
		case len(r.Calls) == 0:
			w.lose(r, convert.Lost, "no-backend", r.Place, "the route calls no backend", "")
			continue
		case len(r.Calls) > 1:
			w.lose(r, convert.Lost, "merge", r.Place, "answers of several backends are not put together, the first one's is passed through", "")
		}
		key, domain := strings.Join(r.Calls[0].Hosts, " "), domainOf(r)
		i := slices.IndexFunc(list, func(g *group) bool { return g.key == key && g.domain == domain })
		if i < 0 {
			list = append(list, &group{key: key, domain: domain, hosts: r.Calls[0].Hosts})
			i = len(list) - 1
		}
		list[i].routes = append(list[i].routes, r)
	}
	var kept []*group
	for _, g := range list {
		g.listen = listenPath(g.routes)
		i := slices.IndexFunc(kept, func(o *group) bool { return o.listen == g.listen && o.domain == g.domain })
		if i >= 0 {
			kept[i].routes = append(kept[i].routes, g.routes...)
			continue
		}
		kept = append(kept, g)
	}
	for _, g := range kept {
		g.base = basePath(g)
		name := g.listen
		if name == "" && len(g.hosts) > 0 {
			name = convert.ParseHosts(g.hosts)[0].Name
		}
		g.name = w.names.Free(convert.Slug(name))
	}
	return kept
}

// listenPath is the longest path without parameters that all routes are below.
func listenPath(routes []*convert.Route) string {
	var common []string
	for i, r := range routes {
		var own []string
		for _, s := range strings.Split(strings.Trim(r.Path, "/"), "/") {
			if s == "" || strings.Contains(s, "{") {
				break
			}
			own = append(own, s)
		}
		if i == 0 {
			common = own
			continue
		}
		n := 0
		for n < len(common) && n < len(own) && common[n] == own[n] {
			n++
		}
		common = common[:n]
	}
	if len(common) == 0 {
		return ""
	}
	return "/" + strings.Join(common, "/")
}

// basePath is the path of the backend that stands in place of the listen path
// for the first route where one does.
func basePath(g *group) string {
	for _, r := range g.routes {
		own := strings.TrimPrefix(r.Path, g.listen)
		if b, ok := strings.CutSuffix(r.Calls[0].Pattern, own); ok && !strings.ContainsAny(b, "{?") && slices.Equal(r.Calls[0].Hosts, g.hosts) {
			return strings.TrimSuffix(b, "/")
		}
	}
	return ""
}

// document writes the OpenAPI document of an API.
func (w *writer) document(g *group, file string) convert.Map {
	paths, operations := convert.Map{}, convert.Map{}
	auth := w.groupAuth(g)
	ids := convert.Names{}
	for _, r := range g.routes {
		own := orRoot(strings.TrimPrefix(r.Path, g.listen))
		methods := r.Methods
		if len(methods) == 0 {
			methods = convert.Methods()
		}
		first := true
		for _, m := range methods {
			verb := strings.ToLower(m)
			if !slices.Contains(verbs, verb) {
				continue
			}
			at := file + syntax.Join("/paths", own, verb)
			id := ids.Free(strings.Trim(idChars.ReplaceAllString(own, "_"), "_") + m)
			op := w.operation(r, own, id)
			if first {
				w.origin[at] = r
				if n := w.notes[at]; n != nil {
					op.Add(convert.NoteKey, n.Map())
				}
			} else if n := w.notes[file+syntax.Join("/paths", own, strings.ToLower(methods[0]))]; n != nil {
				op.Add(convert.NoteKey, convert.Note{Part: true}.Map())
			}
			if first {
				w.out.Endpoints++
			}
			if !put(&paths, own, verb, op) {
				w.lose(r, convert.Lost, "route-duplicate", r.Place, fmt.Sprintf("%s %s is there already", m, own), "")
				continue
			}
			operations.Add(id, w.middleware(g, r, own, auth, first))
			first = false
		}
	}
	x := convert.Map{
		{Name: "info", Value: convert.Map{{Name: "id", Value: g.name}, {Name: "name", Value: g.name}, {Name: "state", Value: convert.Map{{Name: "active", Value: true}, {Name: "internal", Value: false}}}}},
		{Name: "upstream", Value: w.upstream(g)},
		{Name: "server", Value: w.server(g, auth)},
	}
	mw := convert.Map{}
	mw.Put("global", w.global())
	mw.Put("operations", operations)
	x.Put("middleware", mw)
	doc := convert.Map{
		{Name: "openapi", Value: "3.0.3"}, {Name: "info", Value: convert.Map{{Name: "title", Value: g.name}, {Name: "version", Value: "1.0.0"}}},
	}
	if auth != nil {
		// Tyk asks for tokens where the document does.
		scheme := convert.Map{{Name: "type", Value: "http"}, {Name: "scheme", Value: "bearer"}, {Name: "bearerFormat", Value: "JWT"}}
		doc.Add("components", convert.Map{{Name: "securitySchemes", Value: convert.Map{{Name: jwtScheme, Value: scheme}}}})
		doc.Add("security", []any{convert.Map{{Name: jwtScheme, Value: []any{}}}})
	}
	return append(doc, convert.Member{Name: "paths", Value: paths}, convert.Member{Name: extension, Value: x})
}

// jwtScheme names the scheme of tokens in the document and in the extension.
const jwtScheme = "jwt"

var idChars = regexp.MustCompile(`[^A-Za-z0-9]+`)

func orRoot(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// put adds an operation to a path; it answers false where one is there.
func put(paths *convert.Map, path, verb string, op convert.Map) bool {
	for i := range *paths {
		if (*paths)[i].Name != path {
			continue
		}
		item := (*paths)[i].Value.(convert.Map)
		if item.Get(verb) != nil {
			return false
		}
		item.Add(verb, op)
		(*paths)[i].Value = item
		return true
	}
	paths.Add(path, convert.Map{{Name: verb, Value: op}})
	return true
}

// operation writes what the document itself says of an operation.
func (w *writer) operation(r *convert.Route, own, id string) convert.Map {
	op := convert.Map{{Name: "operationId", Value: id}}
	var params []any
	for _, name := range convert.Params(own) {
		schema := convert.Map{{Name: "type", Value: "string"}}
		if name == r.Tail {
			schema.Add("pattern", anyText)
		}
		params = append(params, convert.Map{{Name: "name", Value: name}, {Name: "in", Value: "path"}, {Name: "required", Value: true}, {Name: "schema", Value: schema}})
	}
	op.Put("parameters", params)
	if r.Schema != nil {
		schema := r.Schema
		if n, ok := schema.(*syntax.Node); ok {
			schema = convert.FromNode(n)
		}
		op.Add("requestBody", convert.Map{{Name: "content", Value: convert.Map{{Name: "application/json", Value: convert.Map{{Name: "schema", Value: schema}}}}}})
	}
	op.Add("responses", convert.Map{{Name: "200", Value: convert.Map{{Name: "description", Value: "the backend's answer"}}}})
	return op
}

// anyText is the pattern of a parameter that stands for any number of segments.
const anyText = ".*"

func (w *writer) upstream(g *group) convert.Map {
	u := convert.Map{{Name: "url", Value: firstOf(g.hosts) + g.base}}
	if hosts := convert.ParseHosts(g.hosts); len(hosts) > 1 {
		var targets []any
		for i, h := range g.hosts {
			if i == slices.Index(g.hosts, h) {
				n := 0
				for _, other := range g.hosts {
					if other == h {
						n++
					}
				}
				targets = append(targets, convert.Map{{Name: "url", Value: h + g.base}, {Name: "weight", Value: n}})
			}
		}
		u.Add("loadBalancing", convert.Map{{Name: "enabled", Value: true}, {Name: "targets", Value: targets}})
	}
	if w.inv.Service.InsecureTLS {
		u.Add("tlsTransport", convert.Map{{Name: "insecureSkipVerify", Value: true}})
	}
	return u
}
