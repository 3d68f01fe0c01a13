package krakend

import (
	"cmp"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/spec"
)

// endpoint lays out one endpoint.
func (w *writer) endpoint(c *candidate, pointer string) convert.Map {
	r := c.route
	t := w.typing(c)
	m := convert.Map{{Name: "endpoint", Value: c.path}, {Name: "method", Value: c.method}}
	m.Put("output_encoding", t.output)
	m.Put("input_query_strings", t.queries)
	m.Put("input_headers", t.headers)
	if r.Timeout > 0 {
		m.Add("timeout", convert.Duration(r.Timeout))
	}
	if r.CacheTTL > 0 {
		m.Add("cache_ttl", convert.Duration(r.CacheTTL))
	}
	m.Put("extra_config", w.endpointExtra(c, pointer))
	backends := make([]any, 0, len(r.Calls))
	for i, call := range r.Calls {
		backends = append(backends, w.backend(c, call, c.patterns[i], t))
	}
	m.Add("backend", backends)
	m.Add("@gatewright", w.note(c))
	return m
}

// note says where the endpoint comes from, and of a catch-all what it was.
func (w *writer) note(c *candidate) convert.Map {
	r := c.route
	from := convert.Map{{Name: "format", Value: w.inv.Format}}
	from.Put("service", r.Service)
	from.Add("pointer", r.Pointer)
	note := convert.Map{{Name: "from", Value: from}}
	if c.expanded && c.op == nil {
		var patterns []string
		for _, call := range r.Calls {
			patterns = append(patterns, call.Pattern)
		}
		note.Add("expanded", convert.Map{{Name: "endpoint", Value: r.Path}, {Name: "url_pattern", Value: patterns}})
	}
	return note
}

// typing is how the answers of an endpoint are read and written.
type typing struct {
	output, encoding string
	collection, code bool
	headers, queries []string
}

func (w *writer) typing(c *candidate) typing {
	r := c.route
	t := typing{output: fact.NoOp, encoding: fact.NoOp, headers: r.Headers, queries: r.Queries}
	switch {
	case r.Merged:
		t.output, t.encoding = fact.JSON, fact.SafeJSON
	case w.opts.Typed && c.op != nil:
		in := spec.Infer(c.op, w.opts.Infer)
		t.output, t.encoding, t.collection, t.code = in.OutputEncoding, in.Encoding, in.IsCollection, in.ReturnErrorCode
		t.headers, t.queries = inputs(c.op, r)
		if !in.PassesThrough() {
			w.lose(r, convert.Changed, "decoded", r.Place, "the answers are decoded: headers of the backend, and bodies of errors, do not reach clients",
				"--mode proxy passes them through")
		}
	}
	return t
}

// backend lays out one call.
func (w *writer) backend(c *candidate, call *convert.Call, pattern string, t typing) convert.Map {
	m := convert.Map{{Name: "url_pattern", Value: pattern}}
	hosts, sd, scheme := w.hosts(c.route, call)
	m.Add("host", hosts)
	if slices.ContainsFunc(hosts, needsRaw) {
		m.Add("disable_host_sanitize", true)
	}
	if call.Method != "" && call.Method != c.method {
		m.Add("method", call.Method)
	}
	m.Put("sd", sd)
	m.Put("sd_scheme", scheme)
	m.Add("encoding", t.encoding)
	m.Put("is_collection", t.collection || call.Array)
	m.Put("group", call.Group)
	m.Put("extra_config", w.backendExtra(c, call, t))
	return m
}

// needsRaw reports hosts that are right and that the gateway would refuse to
// tidy: IPv6 addresses and ports of one digit. Placeholders are not among them,
// so that a configuration with one left does not start.
func needsRaw(host string) bool {
	if _, ok := fact.CleanHost(host); ok || convert.Unresolved(host) != "" {
		return false
	}
	u, err := url.Parse(host)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && host == u.Scheme+"://"+u.Host
}

// hosts are the hosts of a call, by the options where a registry knows them.
func (w *writer) hosts(r *convert.Route, call *convert.Call) (hosts []string, sd, scheme string) {
	d := call.Discovery
	if d == nil {
		return call.Hosts, "", ""
	}
	if host, ok := w.opts.Hosts[d.Name]; ok {
		return []string{host}, "", ""
	}
	if d.DNS == "" {
		w.lose(r, convert.Lost, "service-discovery", d.Place, fmt.Sprintf("no DNS name is known for the service %q", d.Name),
			fmt.Sprintf("say where it is: --host %s=http://…", d.Name)).Action = convert.Placeholder
		return []string{cmp.Or(d.Scheme, "http") + "://" + strings.ToLower(hostName.Replace(d.Name))}, "", ""
	}
	w.lose(r, convert.Approximated, "service-discovery", d.Place, fmt.Sprintf("the service %q is looked up in DNS as %s", d.Name, d.DNS),
		fmt.Sprintf("or say where it is: --host %s=http://…", d.Name))
	return []string{d.DNS}, "dns", d.Scheme
}

var hostName = strings.NewReplacer(" ", "-", "/", "-", ":", "-")

// endpointExtra lays out what an endpoint has beyond its calls.
func (w *writer) endpointExtra(c *candidate, pointer string) convert.Map {
	r := c.route
	var x convert.Map
	switch a := r.Auth; {
	case a == nil:
	case w.keyed(a) != nil:
		x.Add("auth/api-keys", w.keyed(a))
	default:
		x.Add("auth/validator", w.validator(r, pointer))
	}
	if r.Rate != nil {
		x.Put("qos/ratelimit/router", w.rate(r))
	}
	if r.Bots != nil {
		x.Put("security/bot-detector", bots(r.Bots))
	}
	if r.Schema != nil {
		x.Add("validation/json-schema", value(r.Schema))
	}
	if len(r.CEL) > 0 {
		var list []any
		for _, expr := range r.CEL {
			list = append(list, convert.Map{{Name: "check_expr", Value: expr}})
		}
		x.Add("validation/cel", list)
	}
	var proxy convert.Map
	proxy.Put("sequential", r.Sequential)
	if r.MaxBody > 0 && !w.opts.Enterprise {
		w.lose(r, convert.Lost, "body-size", r.Place, fmt.Sprintf("bodies may have any size, before up to %d bytes: the Enterprise Edition alone limits it", r.MaxBody), "write for it with --edition ee")
	} else {
		proxy.Put("max_payload", r.MaxBody)
	}
	x.Put("proxy", proxy)
	x.Put("plugin/req-resp-modifier", w.addresses(r))
	return x
}

func value(v any) any {
	if n, ok := v.(*syntax.Node); ok {
		return convert.FromNode(n)
	}
	return v
}

// unknownKeys stands where the address of the keys has to be written. It is no
// https address, so every token is refused and lint reports it.
const unknownKeys = "SET-THE-ADDRESS-OF-THE-KEYS"

// validator lays out the check of tokens. Without the keys it refuses every
// request, and the report says so.
func (w *writer) validator(r *convert.Route, pointer string) convert.Map {
	a := *r.Auth
	if keys, ok := w.keys(&a); ok {
		a.Kind, a.Keys, a.JWKURL, a.Issuer, a.Alg = "jwt", nil, keys.URL, cmp.Or(keys.Issuer, a.Issuer), cmp.Or(keys.Alg, a.Alg)
		if len(keys.Audience) > 0 {
			a.Audience = keys.Audience
		}
		if len(a.Groups) > 0 {
			w.lose(r, convert.Security, "acl", a.Place, fmt.Sprintf("everybody with a valid token is let in, before %s only", strings.Join(a.Groups, ", ")), "check a role of the token: auth/validator.roles")
		}
	}
	m := convert.Map{{Name: "alg", Value: cmp.Or(a.Alg, "RS256")}}
	switch {
	case len(a.Keys) > 0:
		m.Add("jwk_local_path", w.keyFile(r, &a))
		m.Add("disable_jwk_security", true)
	case a.JWKURL == "":
		l := w.closed(r, &a)
		l.Target = syntax.Join(pointer, "extra_config", "auth/validator")
		m.Add("jwk_url", unknownKeys)
	default:
		m.Add("jwk_url", a.JWKURL)
		m.Add("cache", true)
		m.Put("disable_jwk_security", strings.HasPrefix(a.JWKURL, "http://"))
	}
	if a.Kind != "jwt" {
		return m
	}
	return append(m, claims(&a)...)
}

// keyFile is the name of the file with the keys that the source holds.
func (w *writer) keyFile(r *convert.Route, a *convert.Auth) string {
	data := convert.JWKS(a.Keys)
	name, ok := w.keyFiles[string(data)]
	if !ok {
		name = "jwks.json"
		if n := len(w.files); n > 0 {
			name = fmt.Sprintf("jwks-%d.json", n+1)
		}
		w.keyFiles[string(data)] = name
		secret := slices.ContainsFunc(a.Keys, func(k convert.JWK) bool { return k.Type == "oct" })
		w.files = append(w.files, convert.File{Name: name, Data: data, Secret: secret})
	}
	w.lose(r, convert.Defaulted, "key-file", a.Place, fmt.Sprintf("the keys of tokens stand in %s, which the gateway reads from its working directory", name), "")
	return name
}

// closed reports an endpoint that nobody can use until a person says how
// credentials are checked.
func (w *writer) closed(r *convert.Route, a *convert.Auth) *convert.Loss {
	what, hint := "the tokens", "write jwk_url by hand: until then the endpoint answers 401"
	switch {
	case a.Kind == "key-auth" && len(w.inv.Service.Consumers) > 0:
		what, hint = a.Kind, "the Enterprise Edition knows API keys: --edition ee"
	case a.Kind != "jwt":
		what = a.Kind
	case a.Provider != "":
		what += " of " + a.Provider
		hint = fmt.Sprintf("say it with --jwt %s=https://…/jwks.json: until then the endpoint answers 401", a.Provider)
	}
	where := ""
	switch {
	case a.Kind != "jwt" && a.Query != "":
		where = " in the query string " + a.Query
	case a.Kind != "jwt" && a.Header != "":
		where = " in the header " + a.Header
	}
	if len(a.Groups) > 0 {
		where += ", for " + strings.Join(a.Groups, ", ")
	}
	l := w.lose(r, convert.Security, "auth", a.Place, fmt.Sprintf("nothing says how to check %s%s, the endpoint refuses every request", what, where), hint)
	l.Action = convert.Placeholder
	return l
}

// claims lays out what a token has to say, and where it stands.
func claims(a *convert.Auth) (m convert.Map) {
	m.Put("issuer", a.Issuer)
	m.Put("audience", a.Audience)
	if len(a.Roles) > 0 {
		m.Add("roles", a.Roles)
		m.Put("roles_key", a.RolesKey)
		m.Put("roles_key_is_nested", strings.Contains(a.RolesKey, "."))
	}
	if len(a.Scopes) > 0 {
		m.Add("scopes", a.Scopes)
		m.Add("scopes_key", cmp.Or(a.ScopesKey, "scope"))
		m.Add("scopes_matcher", cmp.Or(a.ScopesMatcher, "any"))
	}
	if len(a.Propagate) > 0 {
		var list []any
		for _, p := range a.Propagate {
			list = append(list, []string{p[0], p[1]})
		}
		m.Add("propagate_claims", list)
	}
	m.Put("cookie_key", a.Cookie)
	m.Put("auth_header_name", a.Header)
	return m
}

// keys are the keys that the options name for a provider.
func (w *writer) keys(a *convert.Auth) (Keys, bool) {
	keys, ok := w.opts.Keys[a.Provider]
	if !ok && a.Kind == "jwt" && a.JWKURL == "" && len(a.Keys) == 0 {
		keys, ok = w.opts.Keys[""]
	}
	return keys, ok
}

// rate lays out a limit of requests.
func (w *writer) rate(r *convert.Route) convert.Map {
	l := r.Rate
	var m convert.Map
	if l.Max > 0 {
		m.Add("max_rate", l.Max)
		m.Add("capacity", capacity(l.Capacity, l.Max))
	}
	if l.Client > 0 {
		m.Add("client_max_rate", l.Client)
		m.Add("client_capacity", capacity(l.ClientCapacity, l.Client))
		m.Put("strategy", l.Strategy)
		m.Put("key", l.Key)
	}
	if l.Every > 0 && l.Every != time.Second && len(m) > 0 {
		m.Add("every", convert.Duration(l.Every))
	}
	return m
}

func capacity(stated int, rate float64) int {
	if stated > 0 {
		return stated
	}
	return int(max(1, min(math.Ceil(rate), math.MaxInt32)))
}

func bots(b *convert.Bots) convert.Map {
	var m convert.Map
	m.Put("allow", b.Allow)
	m.Put("deny", b.Deny)
	m.Put("patterns", b.Patterns)
	return m
}
