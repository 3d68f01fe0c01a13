package krakend

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

type reader struct {
	inv *convert.Inventory
	svc *config.Service
	// keys is where clients put API keys, as far as the service says it.
	keys keyPlace
}

// Read reads a configuration of version 3 into neutral words. What only this
// format can say is in the losses, and stays with the routes for notes.
func Read(doc *config.Document) *convert.Inventory {
	r := &reader{inv: &convert.Inventory{Format: Format}, svc: doc.Service()}
	r.inv.Findings = slices.Concat(doc.Findings, r.svc.Findings())
	r.inv.Count(doc.Root)
	r.outdated(doc)
	r.service()
	var parts []*part
	for _, e := range r.svc.Endpoints() {
		if e.Node.Kind == syntax.Object {
			parts = append(parts, r.endpoint(e))
		}
	}
	r.inv.Routes = collect(parts)
	for _, route := range r.inv.Routes {
		if route.Tail == "" {
			_, route.Plain = madeOf(route, Options{}, nil)
		}
	}
	return r.inv
}

// outdated reports what the file says in the words of an earlier version, which
// are not read. What is odd about its text is a finding, and read all the same.
func (r *reader) outdated(doc *config.Document) {
	m, err := Migrate(doc)
	if err != nil {
		return
	}
	for _, c := range m.Changes {
		ofText := slices.ContainsFunc(doc.Findings, func(f diag.Finding) bool { return f.Span == c.Span })
		if !c.Decision && !ofText {
			r.lose(nil, convert.Lost, "outdated", convert.Place{Span: c.Span, Pointer: c.Pointer}, "written as earlier versions were, so it is not read: "+c.Message, "run gatewright migrate first")
		}
	}
}

// Is reports whether a tree looks like a configuration of KrakenD.
func Is(root *syntax.Node) bool {
	if root == nil || root.Kind != syntax.Object || root.Get("_format_version") != nil {
		return false
	}
	return root.Get("endpoints") != nil || root.Get("version") != nil && (root.Get("extra_config") != nil || root.Get("port") != nil || root.Get("async_agent") != nil)
}

func (r *reader) lose(route *convert.Route, s convert.Severity, code string, at convert.Place, message, hint string) {
	r.inv.Lose(convert.Loss{Severity: s, Code: code, Place: at, Message: message, Hint: hint, Route: route})
}

func entryPlace(e *config.ExtraEntry) convert.Place { return convert.PlaceOf(e.Node, e.Pointer) }

// service reads what holds for the whole gateway.
func (r *reader) service() {
	s, out := r.svc, &r.inv.Service
	out.Place, out.Raw = convert.PlaceOf(s.Node, ""), s.Node
	out.Name, out.Port, out.Timeout = s.Name.V, s.Port.V, s.Timeout.V
	out.InsecureTLS = s.AllowInsecureConnections.V || s.ClientTLS != nil && s.ClientTLS.AllowInsecureConnections.V
	for i := range s.Extra.Entries {
		e := &s.Extra.Entries[i]
		at := entryPlace(e)
		o := r.inv.Object(e.Node, e.Pointer, false)
		switch e.Name {
		case "security/cors":
			c := &convert.CORS{
				Place: at, Origins: o.Strs("allow_origins"), Methods: o.Strs("allow_methods"), Headers: o.Strs("allow_headers"), Expose: o.Strs("expose_headers"),
				Credentials: o.Bool(false, "allow_credentials"), PrivateNetwork: o.Bool(false, "allow_private_network"), Passthrough: o.Bool(false, "options_passthrough"),
			}
			c.MaxAge, _ = time.ParseDuration(o.Str("max_age"))
			out.CORS = c
		case "security/bot-detector":
			out.Bots = readBots(o, at)
		case "security/http":
			r.browserHeaders(o)
		case "auth/api-keys":
			r.readKeys(o)
		case "server/virtualhost":
			o.Lose(convert.Lost, "virtual-host", "names of hosts by another name have no counterpart", "", "aliased_hosts")
		case "telemetry/opentelemetry":
			if x := o.Child("exporters"); x != nil {
				out.Prometheus = len(x.Children("prometheus")) > 0
				for _, one := range x.Children("otlp") {
					port, _ := one.Int("port")
					out.OTLP = "http://" + one.Str("host") + ":" + strconv.Itoa(cmp.Or(port, 4318))
				}
			}
		default:
			r.lose(nil, gravity(e.Name), "service-setting", at, fmt.Sprintf("%q of the service has no counterpart", e.Name), "")
		}
	}
	if s.Node == nil {
		return
	}
	for _, m := range s.Node.Members() {
		switch strings.ToLower(m.Name) {
		case "version", "name", "port", "timeout", "endpoints", "extra_config", "host", "output_encoding", "cache_ttl", "client_tls", "$schema":
			continue
		}
		if m.Value.IsNull() {
			continue
		}
		at := convert.PlaceOf(m.Value, syntax.Join("", m.Name))
		if config.IsComment(m.Name) {
			r.lose(nil, convert.Ignored, "no-effect", at, fmt.Sprintf("%q means nothing at run time", m.Name), "")
			continue
		}
		r.lose(nil, convert.Lost, "service-setting", at, fmt.Sprintf("%q of the service has no counterpart", m.Name), "")
	}
}

// gravity tells protection from other settings.
func gravity(namespace string) convert.Severity {
	for _, p := range []string{"auth/", "security/", "validation/"} {
		if strings.HasPrefix(namespace, p) {
			return convert.Security
		}
	}
	return convert.Lost
}

func readBots(o *convert.Object, at convert.Place) *convert.Bots {
	return &convert.Bots{Place: at, Allow: o.Strs("allow"), Deny: o.Strs("deny"), Patterns: o.Strs("patterns")}
}

// endpoint reads one endpoint.
func (r *reader) endpoint(e *config.Endpoint) *part {
	route := &convert.Route{
		Place: convert.PlaceOf(e.Node, e.Pointer), Path: e.Route(), Methods: []string{e.HTTPMethod()}, Priority: 1,
		Headers: e.InputHeaders.V, Queries: e.InputQueryStrings.V, CacheTTL: e.CacheTTL.V,
		Timeout: cmp.Or(e.Timeout.V, r.svc.Timeout.V, 2*time.Second), Merged: len(e.Backends) > 1,
		Raw: []*syntax.Node{e.Node}, Redirects: convert.Followed,
	}
	through := shape.PassesThrough(e)
	if !through && !route.Merged {
		r.lose(route, convert.Changed, "decoded", route.Place, "the backend's answer was decoded and written anew, it is passed through now, with its status and headers", "")
	}
	if e.ConcurrentCalls.V > 1 {
		r.lose(route, convert.Lost, "concurrent-calls", convert.PlaceOf(e.ConcurrentCalls.Node(), e.Field("concurrent_calls")), "a backend is called once", "")
	}
	for i := range e.Extra.Entries {
		r.endpointExtra(route, &e.Extra.Entries[i])
	}
	for _, b := range e.Backends {
		if b != nil {
			route.Calls = append(route.Calls, r.backend(route, b, through))
		}
	}
	unstar(route)
	r.unhost(route)
	p := &part{route: route}
	p.note(e.Node.Get("@gatewright"))
	return p
}

func (r *reader) endpointExtra(route *convert.Route, e *config.ExtraEntry) {
	at := entryPlace(e)
	o := r.inv.Object(e.Node, e.Pointer, false)
	o.Route = route
	switch e.Name {
	case "auth/validator":
		route.Auth = r.validator(o, at)
	case "qos/ratelimit/router":
		route.Rate = r.rate(o, at)
	case "security/bot-detector":
		route.Bots = readBots(o, at)
	case "validation/json-schema":
		route.Schema = e.Node
	case "validation/cel":
		for _, item := range e.Node.Items() {
			route.CEL = append(route.CEL, item.Get("check_expr").Str())
		}
	case "auth/api-keys":
		route.Auth = r.keyed(o, at)
	case "plugin/req-resp-modifier":
		if route.Allow = addresses(o, at); route.Allow == nil {
			r.lose(route, convert.Lost, "endpoint-setting", at, fmt.Sprintf("%q of an endpoint has no counterpart", e.Name), "")
		}
	case "proxy":
		route.MaxBody, _ = o.Int("max_payload")
		route.Sequential = o.Bool(false, "sequential")
		o.Lose(convert.Lost, "proxy", "answers are not made up", "", "static")
		o.Lose(convert.Lost, "proxy", "answers are not rearranged", "", "flatmap_filter")
		o.Rest("proxy")
	default:
		r.lose(route, gravity(e.Name), "endpoint-setting", at, fmt.Sprintf("%q of an endpoint has no counterpart", e.Name), "")
	}
}

func (r *reader) validator(o *convert.Object, at convert.Place) *convert.Auth {
	a := &convert.Auth{
		Place: at, Kind: "jwt", Provider: "jwt", Alg: o.Str("alg"), JWKURL: o.Str("jwk_url"), Issuer: o.Str("issuer"), Audience: o.Strs("audience"),
		Roles: o.Strs("roles"), RolesKey: o.Str("roles_key"), Scopes: o.Strs("scopes"), ScopesKey: o.Str("scopes_key"), ScopesMatcher: o.Str("scopes_matcher"),
		Cookie: o.Str("cookie_key"), Header: o.Str("auth_header_name"),
	}
	if a.JWKURL == unknownKeys {
		a.JWKURL = ""
	}
	if f := o.Get("propagate_claims"); f.Node != nil {
		for _, pair := range f.Node.Items() {
			if len(pair.Items()) == 2 {
				a.Propagate = append(a.Propagate, [2]string{pair.Items()[0].Str(), pair.Items()[1].Str()})
			}
		}
	}
	for _, f := range []string{"cache", "disable_jwk_security", "roles_key_is_nested"} {
		o.Get(f)
	}
	o.Rest("the validator")
	return a
}

func (r *reader) rate(o *convert.Object, at convert.Place) *convert.Rate {
	l := &convert.Rate{Place: at, Every: time.Second, Strategy: o.Str("strategy"), Key: o.Str("key")}
	l.Max, _ = o.Float("max_rate")
	l.Client, _ = o.Float("client_max_rate")
	l.Capacity, _ = o.Int("capacity")
	l.ClientCapacity, _ = o.Int("client_capacity")
	if d, err := time.ParseDuration(o.Str("every")); err == nil && d >= time.Second {
		l.Every = d
	}
	o.Rest("the limit")
	return l
}

// backend reads one call.
func (r *reader) backend(route *convert.Route, b *config.Backend, through bool) *convert.Call {
	c := &convert.Call{Place: convert.PlaceOf(b.Node, b.Pointer), Pattern: "/" + strings.TrimPrefix(b.URLPattern.V, "/"), Group: b.Group.V, Array: b.IsCollection.V && !through}
	for _, h := range b.Hosts() {
		if clean, ok := fact.CleanHost(h); ok && !b.DisableHostSanitize.V {
			h = clean
		}
		c.Hosts = append(c.Hosts, h)
	}
	if m := strings.ToUpper(b.Method.V); m != "" && m != b.Endpoint.HTTPMethod() {
		c.Method = m
	}
	if b.SD.V == "dns" && len(c.Hosts) > 0 {
		c.Discovery = &convert.Discovery{Place: c.Place, Name: c.Hosts[0], DNS: c.Hosts[0], Scheme: b.SDScheme.V}
	}
	lost := func(set bool, name string, n *syntax.Node) {
		if set {
			r.lose(route, convert.Lost, "body", convert.PlaceOf(n, b.Field(name)), fmt.Sprintf("%q has no counterpart, bodies are not changed", name), "")
		}
	}
	lost(len(b.Allow.V) > 0, "allow", b.Allow.Node())
	lost(len(b.Deny.V) > 0, "deny", b.Deny.Node())
	lost(len(b.Mapping.V) > 0, "mapping", b.Mapping.Node())
	lost(b.Target.V != "", "target", b.Target.Node())
	lost(c.Array && b.Encoding.V != fact.NoOp, "is_collection", b.IsCollection.Node())
	if e := b.Encoding.V; e != "" && e != fact.JSON && e != fact.NoOp && e != fact.SafeJSON {
		lost(true, "encoding", b.Encoding.Node())
	}
	for i := range b.Extra.Entries {
		r.backendExtra(route, c, &b.Extra.Entries[i])
	}
	return c
}

func (r *reader) backendExtra(route *convert.Route, c *convert.Call, e *config.ExtraEntry) {
	at := entryPlace(e)
	o := r.inv.Object(e.Node, e.Pointer, false)
	o.Route = route
	switch e.Name {
	case "qos/circuit-breaker":
		b := &convert.Breaker{Place: at}
		b.Errors, _ = o.Int("max_errors")
		b.Interval, _ = o.Int("interval")
		b.Timeout, _ = o.Int("timeout")
		c.Breaker = b
	case "qos/http-cache":
		c.Cache = &convert.Cache{Place: at}
	case "backend/http/client":
		if o.Bool(false, "no_redirect") {
			route.Redirects = convert.HandedOn
		}
		o.Rest(e.Name)
	case "modifier/martian":
		r.edits(route, c, e.Node, e.Pointer)
	default:
		r.lose(route, gravity(e.Name), "backend-setting", at, fmt.Sprintf("%q of a backend has no counterpart", e.Name), "")
	}
}

// edits reads the changes of headers and query strings.
func (r *reader) edits(route *convert.Route, c *convert.Call, n *syntax.Node, pointer string) {
	if n == nil || len(n.Members()) != 1 {
		return
	}
	m := n.Members()[0]
	o := r.inv.Object(m.Value, syntax.Join(pointer, m.Name), false)
	scopes := o.Strs("scope")
	at := convert.PlaceOf(n, pointer)
	add := func(op, name, value string, query bool) {
		for _, s := range scopes {
			c.Edits = append(c.Edits, convert.Edit{Place: at, Op: op, Name: name, Value: value, Query: query, Response: s == "response"})
		}
	}
	switch m.Name {
	case "fifo.Group":
		f := o.Get("modifiers")
		if f.Node != nil {
			for i, item := range f.Node.Items() {
				r.edits(route, c, item, syntax.Index(f.Pointer, i))
			}
		}
	case "header.Modifier":
		add("set", o.Str("name"), o.Str("value"), false)
	case "header.Append":
		add("append", o.Str("name"), o.Str("value"), false)
	case "header.Blacklist":
		for _, name := range o.Strs("names") {
			add("remove", name, "", false)
		}
	case "querystring.Modifier":
		add("set", o.Str("name"), o.Str("value"), true)
	default:
		r.lose(route, convert.Lost, "modifier", at, fmt.Sprintf("the modifier %s has no counterpart", m.Name), "")
	}
}
