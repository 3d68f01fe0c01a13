package kong

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/generate/convert"
)

// handler applies a plugin to one route.
type handler func(r *reader, p *plugin, c *convert.Object, nr *convert.Route)

// handlerOf is the handler of a plugin that has a counterpart, nil for others.
func handlerOf(name string) handler {
	switch name {
	case "rate-limiting":
		return rateLimiting
	case "rate-limiting-advanced":
		return rateLimitingAdvanced
	case "jwt":
		return jwt
	case "openid-connect":
		return openID
	case "request-transformer", "request-transformer-advanced":
		return requestTransformer
	case "response-transformer", "response-transformer-advanced":
		return responseTransformer
	case "proxy-cache", "proxy-cache-advanced":
		return proxyCache
	case "bot-detection":
		return botDetection
	case "request-termination", "redirect":
		return termination
	case "cors":
		return cors
	case "ip-restriction":
		return ipRestriction
	case "request-size-limiting":
		return bodySize
	case "acl":
		return func(*reader, *plugin, *convert.Object, *convert.Route) {}
	case "key-auth", "key-auth-enc":
		return keyAuth
	}
	if protects(name) {
		return otherAuth
	}
	return nil
}

func known(name string) bool { return handlerOf(name) != nil }

// plugins applies to the neutral routes of a route the plugins that run there:
// of each name the one of the narrowest scope.
func (r *reader) plugins(s *service, one *route, made []*convert.Route) {
	seen := map[string]bool{}
	var running []*plugin
	for _, list := range [][]*plugin{one.plugins, s.plugins, r.global} {
		for _, p := range list {
			if seen[p.name] {
				continue
			}
			if !p.obj.Bool(true, "enabled") {
				p.obj.LoseAt(p.obj.Place, convert.Ignored, "disabled", "the plugin is switched off", "")
				continue
			}
			seen[p.name] = true
			for _, f := range []string{"protocols", "tags", "instance_name", "ordering", "id", "_comment", "_config"} {
				p.obj.Get(f)
			}
			if p.conf == nil {
				p.conf = r.inv.Object(nil, p.obj.Pointer+"/config", false)
				p.conf.Place = p.obj.Place
			}
			h := handlerOf(p.name)
			if h == nil {
				if !isGlobal(r.global, p) && !r.ofGateway(p) {
					r.unmapped(p, made)
				}
				continue
			}
			running = append(running, p)
			if !slices.Contains(r.applied, p) {
				r.applied = append(r.applied, p)
			}
		}
	}
	r.apply(running, made)
}

// apply lets plugins work on the neutral routes that they run on.
func (r *reader) apply(running []*plugin, made []*convert.Route) {
	var acl *access
	if i := slices.IndexFunc(running, func(p *plugin) bool { return p.name == "acl" }); i >= 0 {
		acl = aclOf(running[i])
	}
	for _, nr := range made {
		for _, p := range running {
			p.conf.Route = nr
			handlerOf(p.name)(r, p, p.conf, nr)
			if p.name == "jwt" && nr.Auth != nil && nr.Auth.Place == p.obj.Place {
				r.tokenKeys(p, p.conf, nr.Auth, acl)
			}
		}
		r.permit(nr, acl)
	}
}

func isGlobal(global []*plugin, p *plugin) bool { return slices.Contains(global, p) }

func (r *reader) unmapped(p *plugin, made []*convert.Route) {
	for _, nr := range made {
		p.obj.Route = nr
		break
	}
	r.losePlugin(p, convert.Lost, "plugin", fmt.Sprintf("the plugin %s has no counterpart", p.name))
}

// periods are the windows of rate-limiting, the shortest first.
var periods = []struct {
	name  string
	every time.Duration
}{
	{"second", time.Second}, {"minute", time.Minute}, {"hour", time.Hour}, {"day", 24 * time.Hour},
	{"month", 30 * 24 * time.Hour}, {"year", 365 * 24 * time.Hour},
}

func rateLimiting(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	for _, w := range periods {
		f := c.Get(w.name)
		n, ok := c.Float(w.name)
		if !ok || n <= 0 {
			continue
		}
		if nr.Rate != nil {
			c.LoseAt(f.Place, convert.Lost, "rate-second", fmt.Sprintf("the limit for each %s is left out, an endpoint has one limit", w.name), "")
			continue
		}
		limitBy(c, p, nr, n, w.every)
	}
	c.Lose(convert.Lost, "rate-shared", "each instance of the gateway counts by itself", "", "redis", "redis_host", "redis_port", "redis_password", "redis_database", "redis_timeout")
	c.Skip("policy", "hide_client_headers", "fault_tolerant", "sync_rate", "error_code", "error_message")
}

func rateLimitingAdvanced(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	limits, windows := c.Strs("limit"), c.Strs("window_size")
	var limit, window float64
	if len(limits) > 0 && len(windows) > 0 {
		_, _ = fmt.Sscan(limits[0], &limit)
		_, _ = fmt.Sscan(windows[0], &window)
	}
	if limit <= 0 || window <= 0 || window > 1e8 {
		c.LoseAt(p.obj.Place, convert.Security, "rate-limit", "the limit cannot be read, it is left out", "")
		return
	}
	if len(limits) > 1 {
		for _, name := range []string{"limit", "window_size"} {
			c.LoseAt(c.Get(name).Place, convert.Lost, "rate-second", "an endpoint has one limit, the first is taken", "")
		}
	}
	limitBy(c, p, nr, limit, time.Duration(window*float64(time.Second)))
	c.Skip("strategy", "sync_rate", "window_type", "namespace", "identifier")
}

// limitBy sets the limit by what it counts.
func limitBy(c *convert.Object, p *plugin, nr *convert.Route, n float64, every time.Duration) {
	rate := &convert.Rate{Place: p.obj.Place, Every: every}
	by := c.Str("limit_by", "identifier")
	switch by {
	case "service", "path":
		rate.Max, rate.Capacity = n, max(1, whole(n))
	case "ip":
		rate.Client, rate.ClientCapacity, rate.Strategy = n, max(1, whole(n)), "ip"
	case "header":
		rate.Client, rate.ClientCapacity, rate.Strategy, rate.Key = n, max(1, whole(n)), "header", c.Str("header_name")
	default:
		rate.Client, rate.ClientCapacity, rate.Strategy = n, max(1, whole(n)), "ip"
		if slices.Contains([]string{"consumer", "credential", "consumer-group", ""}, by) && nr.Auth != nil {
			rate.Strategy, rate.Key = "header", "Authorization"
		}
		c.LoseAt(p.obj.Place, convert.Approximated, "rate-key", fmt.Sprintf("clients are told apart by their address or their credentials, before by %s", cmp.Or(by, "consumer")), "")
	}
	nr.Rate = rate
	c.LoseAt(p.obj.Place, convert.Changed, "rate-limit", "requests are counted for each endpoint by a bucket that refills steadily, not in fixed windows", "")
}

func jwt(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	a := &convert.Auth{Place: p.obj.Place, Kind: "jwt", Provider: "jwt"}
	if names := c.Strs("cookie_names"); len(names) > 0 {
		a.Cookie = names[0]
	}
	if names := c.Strs("header_names"); len(names) > 0 && !strings.EqualFold(names[0], "authorization") {
		a.Header = names[0]
	}
	c.Lose(convert.Lost, "jwt-query", "tokens are not taken from the query string", "", "uri_param_names")
	c.Lose(convert.Security, "auth-optional", "requests without a token were let through under another name, the endpoint refuses them", "", "anonymous")
	c.Lose(convert.Lost, "jwt-expiry", "tokens may be valid for any time", "", "maximum_expiration")
	c.Skip("claims_to_verify", "run_on_preflight", "realm")
	authenticate(c, p, nr, a)
}

// authenticate gives a route its validator. Kong asks for the credentials of
// every such plugin; an endpoint has one validator.
func authenticate(c *convert.Object, p *plugin, nr *convert.Route, a *convert.Auth) {
	if nr.Auth == nil {
		nr.Auth = a
		return
	}
	c.LoseAt(p.obj.Place, convert.Security, "auth-second", fmt.Sprintf("an endpoint has one validator: what %s asked for is not checked", p.name), "")
}

func openID(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	a := &convert.Auth{Place: p.obj.Place, Kind: "jwt", Provider: "openid-connect", Alg: "RS256"}
	a.Issuer = strings.TrimSuffix(c.Str("issuer"), "/.well-known/openid-configuration")
	a.Audience = append(c.Strs("audience_required"), c.Strs("audience")...)
	if scopes := c.Strs("scopes_required"); len(scopes) > 0 {
		a.Scopes, a.ScopesKey, a.ScopesMatcher = scopes, "scope", "all"
	}
	if strings.HasPrefix(a.Issuer, "https://") {
		a.JWKURL = strings.TrimSuffix(a.Issuer, "/") + "/.well-known/jwks.json"
		c.LoseAt(c.Get("issuer").Place, convert.Defaulted, "jwks", "the keys are taken from "+a.JWKURL, "look up jwks_uri of the issuer")
	}
	if key := c.Strs("roles_claim"); len(key) > 0 {
		a.RolesKey = strings.Join(key, ".")
	}
	a.Roles = c.Strs("roles_required")
	if key := c.Strs("scopes_claim"); len(key) > 0 && len(a.Scopes) > 0 {
		a.ScopesKey = strings.Join(key, ".")
	}
	claims, headers := c.Strs("upstream_headers_claims"), c.Strs("upstream_headers_names")
	for i, claim := range claims {
		if i < len(headers) {
			a.Propagate = append(a.Propagate, [2]string{claim, headers[i]})
		}
	}
	c.Lose(convert.Security, "auth-optional", "requests without a token were let through under another name, the endpoint refuses them", "", "anonymous")
	authenticate(c, p, nr, a)
}

func keyAuth(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	a := &convert.Auth{Place: p.obj.Place, Kind: "key-auth", Provider: "key-auth", Header: "apikey"}
	if names := c.Strs("key_names"); len(names) > 0 {
		a.Header = names[0]
		if len(names) > 1 {
			c.LoseAt(c.Get("key_names").Place, convert.Lost, "key-names", fmt.Sprintf("keys are taken from %s only", names[0]), "")
		}
	}
	if !c.Bool(true, "key_in_header") && c.Bool(true, "key_in_query") {
		a.Header, a.Query = "", a.Header
	}
	c.Lose(convert.Lost, "key-in-body", "keys are not taken from bodies", "", "key_in_body")
	c.Lose(convert.Security, "auth-optional", "requests without credentials were let through under another name, the endpoint refuses them", "", "anonymous")
	if a.Hidden = c.Bool(false, "hide_credentials"); a.Hidden && a.Query != "" {
		c.LoseAt(c.Get("hide_credentials").Place, convert.Lost, "hide-credentials", "keys in the query string reach the backend", "")
	}
	c.Skip("run_on_preflight", "realm", "key_in_query")
	authenticate(c, p, nr, a)
}

func otherAuth(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	authenticate(c, p, nr, &convert.Auth{Place: p.obj.Place, Kind: p.name, Provider: p.name})
	c.Lose(convert.Security, "auth-optional", "requests without credentials were let through under another name, the endpoint refuses them", "", "anonymous")
	nr.Auth.Hidden = nr.Auth.Hidden || c.Bool(false, "hide_credentials")
	c.LoseAt(c.Place, convert.Ignored, "closed", fmt.Sprintf("the settings of %s mean nothing while its routes are closed", p.name), "")
	c.Drop()
}

func ipRestriction(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	a := &convert.Addresses{Place: p.obj.Place, Only: c.Strs("allow", "whitelist"), Never: c.Strs("deny", "blacklist")}
	if nr.Allow != nil {
		c.LoseAt(p.obj.Place, convert.Security, "ip-filter", "a route has one list of addresses: that of its expression", "")
		return
	}
	nr.Allow = a
	c.Lose(convert.Lost, "ip-answer", "the answer to addresses that are kept out cannot be chosen", "", "message", "status")
}

func bodySize(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	size, ok := c.Float("allowed_payload_size")
	if !ok {
		size = 128
	}
	unit, known := map[string]float64{"bytes": 1, "kilobytes": 1 << 10, "megabytes": 1 << 20, "": 1 << 20}[c.Str("size_unit")]
	if !known {
		unit = 1 << 20
		c.LoseAt(c.Get("size_unit").Place, convert.Defaulted, "size-unit", "the unit is unknown, megabytes are taken", "")
	}
	nr.MaxBody = whole(size * unit)
	c.Skip("require_content_length")
}

func proxyCache(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	cache := &convert.Cache{Place: p.obj.Place}
	if ttl, ok := c.Float("cache_ttl"); ok {
		cache.TTL = time.Duration(min(ttl, 1e9) * float64(time.Second))
	}
	nr.Calls[0].Cache = cache
	c.Skip("strategy", "content_type", "request_method", "response_code", "vary_headers", "vary_query_params", "memory", "storage_ttl", "cache_control", "ignore_uri_case")
}

func botDetection(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	nr.Bots = &convert.Bots{Place: p.obj.Place, Patterns: c.Strs("deny", "blacklist"), Allow: c.Strs("allow", "whitelist")}
	if len(nr.Bots.Patterns)+len(nr.Bots.Allow) == 0 {
		nr.Bots = nil
		c.LoseAt(p.obj.Place, convert.Lost, "bot-list", "the list of bots that Kong brings along has no counterpart", "write patterns of user agents")
	}
}

func termination(_ *reader, p *plugin, c *convert.Object, nr *convert.Route) {
	c.LoseAt(p.obj.Place, convert.Lost, "termination", "an endpoint cannot answer by itself, so the route is left out", "")
	nr.Calls = nil
	c.Drop()
}

// cors sets what holds for the whole gateway.
func cors(r *reader, p *plugin, c *convert.Object, _ *convert.Route) {
	v := &convert.CORS{
		Place: p.obj.Place, Origins: c.Strs("origins"), Methods: c.Strs("methods"), Headers: c.Strs("headers"), Expose: c.Strs("exposed_headers"),
		Credentials: c.Bool(false, "credentials"), PrivateNetwork: c.Bool(false, "private_network"), Passthrough: c.Bool(false, "preflight_continue"),
	}
	if s, ok := c.Float("max_age"); ok {
		v.MaxAge = time.Duration(min(s, 1e9) * float64(time.Second))
	}
	v.Methods = slices.DeleteFunc(v.Methods, func(m string) bool { return m == "TRACE" || m == "CONNECT" })
	plain := slices.DeleteFunc(slices.Clone(v.Origins), func(s string) bool { return strings.ContainsAny(s, `\^$()[]+?|`) })
	if len(plain) < len(v.Origins) {
		c.LoseAt(c.Get("origins").Place, convert.Lost, "cors-origin", "origins by a regular expression have no counterpart", "list them")
		v.Origins = plain
	}
	first := r.inv.Service.CORS
	if first == nil {
		r.inv.Service.CORS = v
		if !isGlobal(r.global, p) {
			r.once(convert.Changed, "cors-scope", p.obj.Place, "CORS holds for the whole gateway, not for single routes", "")
		}
		return
	}
	if first.Pointer != v.Pointer && convert.Compact(corsMap(first)) != convert.Compact(corsMap(v)) {
		c.LoseAt(p.obj.Place, convert.Lost, "cors-second", "CORS holds for the whole gateway, the first settings are taken", "")
	}
}

func corsMap(c *convert.CORS) []any {
	return []any{c.Origins, c.Methods, c.Headers, c.Expose, c.Credentials, int(c.MaxAge)}
}
