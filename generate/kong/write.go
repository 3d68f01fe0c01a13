package kong

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// WriteOptions are the choices of the user for writing.
type WriteOptions struct {
	// Enterprise uses plugins that the Enterprise Edition alone has.
	Enterprise bool
	// Deck leaves out notes, which decK takes for errors: the way back loses what
	// Kong cannot say.
	Deck bool
}

type writer struct {
	inv   *convert.Inventory
	opts  WriteOptions
	out   *convert.Output
	names convert.Names
	notes map[string]*convert.Note

	services  []*target
	upstreams []any
	origin    map[string]*convert.Route // by the pointer of the route's path
	// precedence says which regular expression comes first.
	precedence map[*convert.Route]int
}

// target is one service with its routes.
type target struct {
	key    string
	fields convert.Map
	routes []any
}

// Write makes a kong.yml of format 3.0 of an inventory. What KrakenD alone can
// say stays in comments of the entities, which the gateway without a database
// passes over.
func Write(inv *convert.Inventory, opts WriteOptions) *convert.Output {
	first := newWriter(inv, opts, nil)
	bare := convert.YAML(first.document(nil))
	if opts.Deck {
		first.out.Files = []convert.File{{Name: "kong.yml", Data: bare}}
		return first.out
	}
	back := Read([]*syntax.Source{syntax.NewSource("kong.yml", bare)})
	notes := map[string]*convert.Note{}
	for _, r := range back.Routes {
		if original := first.origin[r.Pointer]; original != nil {
			notes[r.Pointer] = convert.NoteFor(original, r)
		}
	}
	w := newWriter(inv, opts, notes)
	data := convert.YAML(w.document(convert.ServiceNote(&inv.Service, &back.Service)))
	w.out.Files = []convert.File{{Name: "kong.yml", Data: data}}
	return w.out
}

func newWriter(inv *convert.Inventory, opts WriteOptions, notes map[string]*convert.Note) *writer {
	return &writer{
		inv: inv, opts: opts, out: &convert.Output{}, names: convert.Names{}, notes: notes,
		origin: map[string]*convert.Route{}, precedence: convert.Precedence(inv.Routes, false),
	}
}

func (w *writer) lose(r *convert.Route, s convert.Severity, code string, at convert.Place, message, hint string) {
	w.out.Lose(convert.Loss{Severity: s, Code: code, Place: at, Message: message, Hint: hint, Route: r})
}

func (w *writer) document(note *convert.Note) convert.Map {
	for _, r := range w.inv.Routes {
		switch {
		case len(r.Calls) == 0:
			w.lose(r, convert.Lost, "no-backend", r.Place, "the route calls no backend", "")
			continue
		case len(r.Calls) > 1:
			w.lose(r, convert.Lost, "merge", r.Place, "answers of several backends are not put together, the first one's is passed through", "")
		}
		w.route(r, r.Calls[0])
	}
	doc := convert.Map{{Name: "_format_version", Value: "3.0"}}
	if note != nil {
		doc.Add("_comment", notePrefix+note.Text())
	}
	var services []any
	for _, t := range w.services {
		fields := append(slices.Clone(t.fields), convert.Member{Name: "routes", Value: t.routes})
		services = append(services, fields)
	}
	doc.Put("services", services)
	doc.Put("upstreams", w.upstreams)
	doc.Put("plugins", w.global())
	doc.Put("consumers", w.consumers())
	return doc
}

// global are the plugins that hold for the whole gateway.
func (w *writer) global() []any {
	var list []any
	s := &w.inv.Service
	if c := s.CORS; c != nil {
		var m convert.Map
		m.Put("origins", c.Origins)
		m.Put("methods", c.Methods)
		m.Put("headers", c.Headers)
		m.Put("exposed_headers", c.Expose)
		m.Put("credentials", c.Credentials)
		m.Put("max_age", convert.Seconds(c.MaxAge))
		m.Put("private_network", c.PrivateNetwork)
		m.Put("preflight_continue", c.Passthrough)
		list = append(list, plug("cors", m))
	}
	if s.Bots != nil {
		list = append(list, plug("bot-detection", w.bots(nil, s.Bots)))
	}
	if m := changes(s.Headers, true); len(m) > 0 {
		list = append(list, plug("response-transformer", m))
	}
	if s.Prometheus {
		list = append(list, plug("prometheus", nil))
	}
	if s.OTLP != "" {
		list = append(list, plug("opentelemetry", convert.Map{{Name: "traces_endpoint", Value: s.OTLP}}))
	}
	return list
}

func plug(name string, config convert.Map) convert.Map {
	m := convert.Map{{Name: "name", Value: name}}
	m.Put("config", config)
	return m
}

// service finds the service of a call, or adds it.
func (w *writer) service(r *convert.Route, c *convert.Call, base string) (*target, int) {
	hosts := convert.ParseHosts(c.Hosts)
	if len(hosts) == 0 && c.Discovery != nil {
		hosts = convert.ParseHosts([]string{c.Discovery.Name})
	}
	breaker := ""
	if c.Breaker != nil {
		breaker = fmt.Sprint(c.Breaker.Errors, c.Breaker.Interval, c.Breaker.Timeout)
	}
	key := fmt.Sprint(hosts, base, r.Timeout, breaker)
	for i, t := range w.services {
		if t.key == key {
			return t, i
		}
	}
	t := &target{key: key}
	w.services = append(w.services, t)
	name := "backend"
	if len(hosts) > 0 {
		name = convert.Slug(hosts[0].Name)
	}
	name = w.names.Free(name)
	t.fields.Add("name", name)
	if len(hosts) > 0 {
		t.fields.Add("protocol", hosts[0].Scheme)
		host, port := hosts[0].Name, port(hosts[0])
		if len(hosts) > 1 || hosts[0].Count > 1 || c.Breaker != nil {
			host, port = w.upstream(r, c, name, hosts), 0
		}
		t.fields.Add("host", host)
		t.fields.Put("port", port)
	}
	t.fields.Put("path", base)
	if r.Timeout > 0 && r.Timeout != DefaultTimeout {
		ms := int(max(1, r.Timeout/time.Millisecond))
		for _, f := range []string{"connect_timeout", "read_timeout", "write_timeout"} {
			t.fields.Add(f, ms)
		}
	}
	t.fields.Add("retries", 0)
	if w.inv.Service.InsecureTLS && len(hosts) > 0 && hosts[0].Scheme == "https" {
		t.fields.Add("tls_verify", false)
	}
	return t, len(w.services) - 1
}

func port(h convert.Host) int {
	switch {
	case h.Port != 0:
		return h.Port
	case h.Scheme == "https":
		return 443
	}
	return 80
}

// upstream writes hosts between which load is spread, and answers its name.
func (w *writer) upstream(r *convert.Route, c *convert.Call, name string, hosts []convert.Host) string {
	name += ".upstream"
	var targets []any
	for _, h := range hosts {
		targets = append(targets, convert.Map{{Name: "target", Value: fmt.Sprintf("%s:%d", h.Name, port(h))}, {Name: "weight", Value: 100 * h.Count}})
		if h.Scheme != hosts[0].Scheme {
			w.lose(r, convert.Lost, "scheme", c.Place, "all hosts of a service have one scheme, "+h.Name+" has another", "")
		}
	}
	m := convert.Map{{Name: "name", Value: name}, {Name: "targets", Value: targets}}
	if b := c.Breaker; b != nil {
		m.Add("healthchecks", convert.Map{{Name: "passive", Value: convert.Map{{Name: "unhealthy", Value: convert.Map{
			{Name: "http_failures", Value: b.Errors}, {Name: "timeouts", Value: b.Errors}, {Name: "tcp_failures", Value: b.Errors},
		}}}}})
		w.lose(r, convert.Approximated, "breaker", b.Place, "a backend that fails is left out, and is not tried again by itself", "add active health checks")
	}
	w.upstreams = append(w.upstreams, m)
	return name
}

var variable = regexp.MustCompile(`\\\{([A-Za-z0-9_.-]+)\\\}`)

// path writes the path of a route, and whether the backend's path is the
// service's path with what the route's path leaves. uri is what the backend's
// path is otherwise.
func kongPath(r *convert.Route, c *convert.Call) (path, base, uri string, strip bool) {
	pattern := c.Pattern
	token := "/{" + r.Tail + "}"
	if r.Tail != "" {
		stem := strings.TrimSuffix(r.Path, token)
		switch {
		case strings.HasSuffix(pattern, r.Path):
			base = strings.TrimSuffix(pattern, r.Path)
		case strings.HasSuffix(pattern, token) && !strings.Contains(strings.TrimSuffix(pattern, token), "{"):
			base, strip = strings.TrimSuffix(pattern, token), true
		default:
			uri = pattern
		}
		if !strings.Contains(stem, "{") {
			if stem == "" {
				stem = "/"
			}
			return stem, base, uri, strip
		}
		return "~" + regex(stem), base, uri, strip
	}
	path = "~" + regex(r.Path) + "$"
	if b, ok := strings.CutSuffix(pattern, r.Path); ok && !strings.Contains(b, "{") {
		return path, b, "", false
	}
	if !strings.Contains(pattern, "{") && !strings.Contains(pattern, "?") {
		return path, pattern, "", true
	}
	return path, "", pattern, false
}

// regex writes a path as a regular expression.
func regex(path string) string {
	return variable.ReplaceAllStringFunc(regexp.QuoteMeta(path), func(s string) string {
		name := strings.NewReplacer("-", "_", ".", "_").Replace(variable.FindStringSubmatch(s)[1])
		return "(?<" + name + ">[^#?/]+)"
	})
}

func (w *writer) route(r *convert.Route, c *convert.Call) {
	path, base, uri, strip := kongPath(r, c)
	if w.precedence[r] > 0 && !strings.HasPrefix(path, "~") {
		// Kong takes any regular expression before any prefix.
		path = "~" + regex(path)
	}
	t, index := w.service(r, c, base)
	pointer := syntax.Index(syntax.Index("/services", index)+"/routes", len(t.routes)) + "/paths/0"
	w.origin[pointer] = r
	name := convert.Slug(strings.Join(r.Methods, "-") + " " + r.Path)
	m := convert.Map{{Name: "name", Value: w.names.Free(name)}}
	if n := w.notes[pointer]; n != nil {
		m.Add("_comment", notePrefix+n.Text())
	}
	m.Put("methods", r.Methods)
	m.Add("paths", []string{path})
	m.Add("strip_path", strip)
	w.match(&m, r, path)
	m.Put("plugins", w.plugins(r, c, uri))
	w.out.LoseInputs(r, true)
	w.out.LoseRedirects(r)
	w.out.LoseChecks(r, true, false)
	t.routes = append(t.routes, m)
	w.out.Endpoints++
}

// match writes the conditions beyond path and method, and which of several
// regular expressions comes first.
func (w *writer) match(m *convert.Map, r *convert.Route, path string) {
	priority := w.precedence[r]
	if w.inv.Format == Format {
		priority = r.Priority - 1
	}
	if priority > 0 && strings.HasPrefix(path, "~") {
		m.Add("regex_priority", priority)
	}
	var headers convert.Map
	for _, c := range r.Match {
		switch c.Kind {
		case "host":
			m.Add("hosts", c.Values)
		case "header":
			headers.Add(c.Name, c.Values)
		case "sni":
			m.Add("snis", c.Values)
		default:
			w.lose(r, convert.Lost, "match-"+c.Kind, c.Place, "the condition has no counterpart", "")
		}
	}
	m.Put("headers", headers)
}
