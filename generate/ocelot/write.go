package ocelot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// Version is a stage of Ocelot's names.
type Version uint8

// The versions: today's names, those before version 24, and those before 16,
// when routes were called ReRoutes.
const (
	Today Version = iota
	Legacy
	ReRoutes
)

// Document is where the OpenAPI document of a backend is.
type Document struct {
	// Key is the name of the service, Hosts are its origins.
	Key   string
	Hosts []string
	// Title, Release and URL are what the list of documents says.
	Title, Release, URL string
}

// WriteOptions are the choices of the user for writing.
type WriteOptions struct {
	Version Version
	// Documents are listed for SwaggerForOcelot.
	Documents []Document
}

type writer struct {
	inv   *convert.Inventory
	opts  WriteOptions
	out   *convert.Output
	keys  convert.Names
	notes map[string]*convert.Note // by the pointer of what carries them

	routes, aggregates []any
	settings           convert.Map               // GlobalConfiguration
	origin             map[string]*convert.Route // by pointer
	precedence         map[*convert.Route]int
}

// Write makes an ocelot.json of an inventory. What KrakenD alone can say stays
// in notes, which Ocelot passes over.
func Write(inv *convert.Inventory, opts WriteOptions) *convert.Output {
	first := newWriter(inv, opts, nil)
	bare := convert.JSON(first.document(nil))
	back := Read([]*syntax.Source{syntax.NewSource("ocelot.json", bare)}, Options{})
	notes := map[string]*convert.Note{}
	for _, r := range back.Routes {
		if original := first.origin[r.Pointer]; original != nil {
			notes[r.Pointer] = convert.NoteFor(original, r)
		}
	}
	w := newWriter(inv, opts, notes)
	data := convert.JSON(w.document(convert.ServiceNote(&inv.Service, &back.Service)))
	w.out.Files = []convert.File{{Name: "ocelot.json", Data: data}}
	w.out.Endpoints = len(w.routes)
	return w.out
}

func newWriter(inv *convert.Inventory, opts WriteOptions, notes map[string]*convert.Note) *writer {
	return &writer{
		inv: inv, opts: opts, out: &convert.Output{}, keys: convert.Names{}, notes: notes,
		origin: map[string]*convert.Route{}, precedence: convert.Precedence(inv.Routes, true),
	}
}

// priority is that of a route: Ocelot takes the first of those with the highest.
func (w *writer) priority(r *convert.Route) int {
	if w.inv.Format == Format {
		return r.Priority
	}
	return 1 + w.precedence[r]
}

func (w *writer) lose(r *convert.Route, s convert.Severity, code string, at convert.Place, message, hint string) {
	w.out.Lose(convert.Loss{Severity: s, Code: code, Place: at, Message: message, Hint: hint, Route: r})
}

func (w *writer) document(note *convert.Note) convert.Map {
	for _, r := range w.inv.Routes {
		switch {
		case len(r.Calls) == 0:
			w.lose(r, convert.Lost, "no-backend", r.Place, "the route calls no backend", "")
		case len(r.Calls) > 1:
			w.aggregate(r)
		default:
			pointer := syntax.Index("/"+w.name("Routes"), len(w.routes))
			w.origin[pointer] = r
			w.routes = append(w.routes, w.route(r, r.Calls[0], r.Path, "", w.notes[pointer]))
		}
	}
	w.former()
	doc := convert.Map{{Name: w.name("Routes"), Value: w.routes}}
	if w.routes == nil {
		doc[0].Value = []any{}
	}
	doc.Put("Aggregates", w.aggregates)
	s := &w.inv.Service
	if s.CORS != nil {
		w.lose(nil, convert.Changed, "cors", s.CORS.Place, "CORS is set in C#", corsSnippet(s.CORS))
	}
	if s.Bots != nil {
		w.lose(nil, convert.Security, "bots", s.Bots.Place, "user agents are not refused any more", "")
	}
	if s.Prometheus || s.OTLP != "" {
		w.lose(nil, convert.Lost, "telemetry", s.Place, "metrics and traces are set up in C#", "")
	}
	doc.Put("SwaggerEndPoints", w.documents())
	doc.Add("GlobalConfiguration", w.settings)
	if note != nil {
		doc.Add(convert.NoteKey, note.Map())
	}
	return doc
}

func corsSnippet(c *convert.CORS) string {
	return fmt.Sprintf("services.AddCors(o => o.AddDefaultPolicy(p => p.WithOrigins(%s)…)); app.UseCors();", quoted(c.Origins))
}

func quoted(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, fmt.Sprintf("%q", s))
	}
	return strings.Join(out, ", ")
}

// aggregate writes a route with several calls: a hidden route for each, and the
// one that puts their answers together.
func (w *writer) aggregate(r *convert.Route) {
	var keys []string
	for i, c := range r.Calls {
		want := c.Group
		if want == "" {
			want = fmt.Sprintf("b%d", i)
			w.lose(r, convert.Changed, "aggregate-group", c.Place, fmt.Sprintf("the backend's answer stands below %q, before its members stood at the top", want), "")
		}
		key := w.keys.Free(want)
		if key != want {
			w.lose(r, convert.Changed, "aggregate-group", c.Place, fmt.Sprintf("the backend's answer stands below %q, since %q is the key of another route", key, want), "")
		}
		keys = append(keys, key)
		hidden := fmt.Sprintf("/_agg/%d/%s%s", len(w.aggregates), key, strings.TrimSuffix(r.Path, "/"))
		w.lose(r, convert.Changed, "aggregate-hidden", c.Place, "the backend can be reached by a path of its own, since an aggregate is made of routes", "")
		w.routes = append(w.routes, w.route(r, c, hidden, key, &convert.Note{Part: true}))
	}
	if r.Sequential {
		w.lose(r, convert.Lost, "sequential", r.Place, "calls that need the answers of earlier ones are made side by side", "")
	}
	pointer := syntax.Index("/Aggregates", len(w.aggregates))
	w.origin[pointer] = r
	m := convert.Map{{Name: "UpstreamPathTemplate", Value: r.Path}, {Name: w.name("RouteKeys"), Value: keys}}
	if p := w.priority(r); p != 1 {
		m.Add("Priority", p)
	}
	if n := w.notes[pointer]; n != nil {
		m.Add(convert.NoteKey, n.Map())
	}
	if !slices.Equal(r.Methods, []string{"GET"}) {
		w.lose(r, convert.Lost, "aggregate-method", r.Place, "an aggregate answers to GET only", "")
	}
	w.aggregates = append(w.aggregates, m)
}

// route writes one route.
func (w *writer) route(r *convert.Route, c *convert.Call, path, key string, note *convert.Note) convert.Map {
	m := convert.Map{{Name: "UpstreamPathTemplate", Value: path}}
	m.Put("UpstreamHttpMethod", r.Methods)
	pattern, claims := claimsOf(c.Pattern)
	m.Add("DownstreamPathTemplate", pattern)
	w.target(&m, r, c)
	m.Put("DownstreamHttpMethod", c.Method)
	m.Put("Key", key)
	m.Put("SwaggerKey", w.swaggerKey(c))
	if p := w.priority(r); p != 1 {
		m.Add("Priority", p)
	}
	if w.inv.Format == "krakend" {
		m.Add("RouteIsCaseSensitive", true)
	}
	if r.Tail == "" && strings.HasSuffix(path, "}") {
		w.lose(r, convert.Approximated, "placeholder-last", r.Place, "a placeholder at the end stands for any number of segments in Ocelot", "")
	}
	w.auth(&m, r, claims)
	w.edits(&m, r, c)
	w.policies(&m, r, c)
	if r.Redirects == convert.Followed {
		m.Add("HttpHandlerOptions", convert.Map{{Name: "AllowAutoRedirect", Value: true}})
	}
	if w.inv.Service.InsecureTLS {
		m.Add("DangerousAcceptAnyServerCertificateValidator", true)
	}
	for _, cond := range r.Match {
		if cond.Kind == "host" && len(cond.Values) == 1 {
			m.Add("UpstreamHost", cond.Values[0])
			continue
		}
		w.lose(r, convert.Lost, "match-"+cond.Kind, cond.Place, "the condition has no counterpart", "")
	}
	w.addresses(&m, r)
	if r.MaxBody > 0 {
		w.lose(r, convert.Lost, "body-size", r.Place, fmt.Sprintf("bodies may have any size, before up to %d bytes", r.MaxBody), "set MaxRequestBodySize of the server in C#")
	}
	w.out.LoseInputs(r, false)
	w.out.LoseChecks(r, true, true)
	if note != nil {
		m.Add("Metadata", convert.Map{{Name: convert.NoteKey, Value: note.Text()}})
	}
	return m
}

// addresses writes which clients are let in.
func (w *writer) addresses(m *convert.Map, r *convert.Route) {
	if r.Allow == nil {
		return
	}
	var o convert.Map
	o.Put("IPAllowedList", r.Allow.Only)
	o.Put("IPBlockedList", r.Allow.Never)
	m.Put("SecurityOptions", o)
}

// claimsOf replaces claims in a pattern by placeholders.
func claimsOf(pattern string) (string, convert.Map) {
	var claims convert.Map
	names := map[string]string{}
	for _, p := range convert.Params(pattern) {
		if name, ok := strings.CutPrefix(p, "JWT."); ok {
			free := "claim_" + strings.ReplaceAll(convert.Slug(name), "-", "_")
			names[p] = free
			claims.Add(free, "Claims["+name+"] > value")
		}
	}
	return convert.MapParams(pattern, names), claims
}

func (w *writer) target(m *convert.Map, r *convert.Route, c *convert.Call) {
	hosts := convert.ParseHosts(c.Hosts)
	if d := c.Discovery; d != nil {
		w.lose(r, convert.Lost, "service-discovery", d.Place, "hosts are not looked up as SRV records", "")
		if len(hosts) == 0 {
			hosts = convert.ParseHosts([]string{d.Name})
		}
	}
	var list []any
	for _, h := range hosts {
		if h.Scheme != hosts[0].Scheme {
			w.lose(r, convert.Lost, "scheme", c.Place, "all hosts of a route have one scheme, "+h.Name+" has another", "")
		}
		one := convert.Map{{Name: "Host", Value: h.Name}}
		one.Put("Port", h.Port)
		for range h.Count {
			list = append(list, one)
		}
	}
	if len(hosts) > 0 {
		m.Add("DownstreamScheme", hosts[0].Scheme)
	}
	m.Add("DownstreamHostAndPorts", list)
	if len(list) > 1 {
		m.Add("LoadBalancerOptions", convert.Map{{Name: "Type", Value: "RoundRobin"}})
	}
}

func (w *writer) auth(m *convert.Map, r *convert.Route, claims convert.Map) {
	a := r.Auth
	if a == nil {
		if len(claims) > 0 {
			m.Add("ChangeDownstreamPathTemplate", claims)
		}
		return
	}
	provider := a.Provider
	if provider == "" || provider == "jwt" {
		provider = "Bearer"
	}
	o := convert.Map{{Name: "AuthenticationProviderKeys", Value: []string{provider}}}
	o.Put("AllowedScopes", a.Scopes)
	m.Add("AuthenticationOptions", o)
	w.lose(r, convert.Changed, "auth", a.Place, fmt.Sprintf("the keys of tokens are set in C#: without the scheme %q requests fail", provider),
		fmt.Sprintf("services.AddAuthentication().AddJwtBearer(%q, o => { o.Authority = %q; o.Audience = %q; });", provider, a.Issuer, strings.Join(a.Audience, " ")))
	if a.ScopesMatcher == "all" && len(a.Scopes) > 1 {
		w.lose(r, convert.Security, "scopes", a.Place, "one of the scopes is enough, before all were needed", "")
	}
	switch len(a.Roles) {
	case 0:
	case 1:
		m.Add("RouteClaimsRequirement", convert.Map{{Name: orElse(a.RolesKey, "roles"), Value: a.Roles[0]}})
	default:
		w.lose(r, convert.Security, "roles", a.Place, "one of several roles cannot be asked for", "")
	}
	var headers convert.Map
	for _, p := range a.Propagate {
		headers.Add(p[1], "Claims["+p[0]+"] > value")
	}
	m.Put("AddHeadersToRequest", headers)
	m.Put("ChangeDownstreamPathTemplate", claims)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (w *writer) edits(m *convert.Map, r *convert.Route, c *convert.Call) {
	var up, down convert.Map
	for _, e := range slices.Concat(c.Edits, w.inv.Service.Headers) {
		switch {
		case e.Op != "set" || e.Query || strings.ContainsAny(e.Value, ",{"):
			w.lose(r, convert.Lost, "edit", e.Place, fmt.Sprintf("the change of %s has no counterpart", e.Name), "")
		case e.Response:
			down.Add(e.Name, e.Value)
		default:
			up.Add(e.Name, e.Value)
		}
	}
	m.Put("UpstreamHeaderTransform", up)
	m.Put("DownstreamHeaderTransform", down)
}

func (w *writer) policies(m *convert.Map, r *convert.Route, c *convert.Call) {
	whole := r.Timeout%time.Second == 0
	if r.Timeout > 0 && r.Timeout != DefaultTimeout && whole {
		m.Add("Timeout", int(r.Timeout/time.Second))
	}
	var qos convert.Map
	if b := c.Breaker; b != nil {
		qos = convert.Map{
			{Name: "MinimumThroughput", Value: max(2, b.Errors)}, {Name: "BreakDuration", Value: max(501, b.Timeout*1000)},
			{Name: "SamplingDuration", Value: b.Interval * 1000},
		}
		if b.Errors < 2 {
			w.lose(r, convert.Changed, "breaker", b.Place, "a breaker opens after two failures at the earliest", "")
		}
	}
	if r.Timeout > 0 && (!whole || qos != nil) {
		qos.Add("Timeout", int(max(1, r.Timeout/time.Millisecond)))
	}
	m.Put("QoSOptions", qos)
	w.rate(m, r)
	if c.Cache != nil {
		if ttl := convert.Seconds(c.Cache.TTL); ttl > 0 {
			m.Add("CacheOptions", convert.Map{{Name: "TtlSeconds", Value: ttl}})
		} else {
			w.lose(r, convert.Lost, "cache", c.Cache.Place, "answers are kept for a fixed time or not at all, Cache-Control does not count", "")
		}
	}
}

func (w *writer) rate(m *convert.Map, r *convert.Route) {
	l := r.Rate
	if l == nil {
		return
	}
	if l.Max > 0 {
		w.lose(r, convert.Lost, "rate-limit", l.Place, "a limit for all clients together has no counterpart", "")
	}
	if l.Client <= 0 {
		return
	}
	if l.Strategy != "header" || l.Key == "" || l.Client < 1 {
		w.lose(r, convert.Lost, "rate-limit", l.Place, "clients are told apart by a header only", "")
		return
	}
	m.Add("RateLimitOptions", convert.Map{
		{Name: "EnableRateLimiting", Value: true}, {Name: "ClientIdHeader", Value: l.Key}, {Name: "Period", Value: convert.Duration(l.Every)},
		{Name: "Limit", Value: int(min(l.Client, 1e9))},
	})
	w.lose(r, convert.Changed, "rate-limit", l.Place, "requests are counted in fixed windows", "")
}
