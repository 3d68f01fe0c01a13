package tyk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

// groupAuth is what an API asks of requests: what its first protected route
// does.
func (w *writer) groupAuth(g *group) *convert.Auth {
	var auth *convert.Auth
	for _, r := range g.routes {
		a := r.Auth
		switch {
		case a == nil:
		case auth == nil:
			auth = a
		case a.JWKURL != auth.JWKURL || a.Issuer != auth.Issuer || a.Alg != auth.Alg || !slices.Equal(a.Audience, auth.Audience):
			w.lose(r, convert.Security, "auth-second", a.Place, "an API has one validator: that of its first protected route holds", "give the routes hosts or paths that set them apart")
		}
		if a == nil {
			continue
		}
		if a.Kind != "jwt" || a.JWKURL == "" {
			w.lose(r, convert.Changed, "auth", a.Place, "nothing says where the keys of tokens are, every token is refused", "add jwksURIs")
		}
		if len(a.Roles)+len(a.Scopes) > 0 {
			w.lose(r, convert.Security, "claims", a.Place, "roles and scopes of tokens are checked by policies", "")
		}
	}
	return auth
}

func on(members ...convert.Member) convert.Map {
	return append(convert.Map{{Name: "enabled", Value: true}}, members...)
}

// middleware writes what Tyk does on one operation. say tells whether losses
// are reported, once for each route.
func (w *writer) middleware(g *group, r *convert.Route, own string, auth *convert.Auth, say bool) convert.Map {
	c := r.Calls[0]
	m := convert.Map{{Name: "allow", Value: on()}}
	if auth != nil && r.Auth == nil {
		m.Add("ignoreAuthentication", on())
	}
	if c.Method != "" {
		m.Add("transformRequestMethod", on(convert.Member{Name: "toMethod", Value: c.Method}))
	}
	if to := w.rewriteTo(g, r, own); to != "" {
		m.Add("urlRewrite", on(convert.Member{Name: "pattern", Value: rewritePattern(own, r.Tail)}, convert.Member{Name: "rewriteTo", Value: to}))
	}
	if r.Timeout > 0 && r.Timeout != DefaultTimeout {
		m.Add("enforceTimeout", on(convert.Member{Name: "value", Value: convert.Seconds(r.Timeout)}))
	}
	if l := r.Rate; l != nil && l.Max > 0 {
		rate, per := convert.WholeRate(l.Max, l.Every)
		m.Add("rateLimit", on(convert.Member{Name: "rate", Value: rate}, convert.Member{Name: "per", Value: per.String()}))
	}
	if b := c.Breaker; b != nil {
		m.Add("circuitBreaker", on(
			convert.Member{Name: "threshold", Value: 1}, convert.Member{Name: "sampleSize", Value: b.Errors},
			convert.Member{Name: "coolDownPeriod", Value: b.Timeout}, convert.Member{Name: "halfOpenStateEnabled", Value: true},
		))
	}
	if c.Cache != nil && c.Cache.TTL > 0 {
		m.Add("cache", on(convert.Member{Name: "timeout", Value: convert.Seconds(c.Cache.TTL)}))
	}
	if r.MaxBody > 0 {
		m.Add("requestSizeLimit", on(convert.Member{Name: "value", Value: r.MaxBody}))
	}
	if r.Schema != nil {
		m.Add("validateRequest", on(convert.Member{Name: "errorResponseCode", Value: 400}))
	}
	w.headers(&m, r, c, say)
	if say {
		w.losses(r, c)
	}
	return m
}

// losses reports what an operation cannot have.
func (w *writer) losses(r *convert.Route, c *convert.Call) {
	w.out.LoseInputs(r, true)
	w.out.LoseRedirects(r)
	w.out.LoseChecks(r, false, true)
	if l := r.Rate; l != nil && l.Client > 0 {
		w.lose(r, convert.Lost, "rate-limit", l.Place, "limits for each client belong to keys and policies", "")
	}
	if b := c.Breaker; b != nil {
		w.lose(r, convert.Approximated, "breaker", b.Place, "the breaker looks at the share of failures, not at their number", "")
	}
	if c.Cache != nil && c.Cache.TTL == 0 {
		w.lose(r, convert.Lost, "cache", c.Cache.Place, "answers are kept for a fixed time or not at all, Cache-Control does not count", "")
	}
	if c.Discovery != nil {
		w.lose(r, convert.Lost, "service-discovery", c.Discovery.Place, "hosts are not looked up as SRV records", "")
	}
	if strings.Contains(c.Pattern, "{resp") {
		w.lose(r, convert.Lost, "uri-template", c.Place, "the backend's path takes a part of another answer, which has no counterpart", "")
	}
}

// claimInPath is a claim of the token as a part of a backend's path.
var claimInPath = regexp.MustCompile(`\{JWT\.([A-Za-z0-9_.-]+)\}`)

// rewriteTo is where an operation goes whose backend's path is not that of the
// target with its own path behind it.
func (w *writer) rewriteTo(g *group, r *convert.Route, own string) string {
	c := r.Calls[0]
	plain := convert.JoinPath(g.base, strings.TrimSuffix(own, "/"))
	same := slices.Equal(c.Hosts, g.hosts)
	if same && (c.Pattern == plain || own == "/" && strings.TrimSuffix(c.Pattern, "/") == g.base) {
		return ""
	}
	to := claimInPath.ReplaceAllString(c.Pattern, claimVariable+"$1")
	for i, name := range convert.Params(own) {
		to = strings.ReplaceAll(to, "{"+name+"}", fmt.Sprintf("$%d", i+1))
	}
	switch {
	case same && strings.HasPrefix(to, g.base+"/"):
		return strings.TrimPrefix(to, g.base+"/")
	case len(c.Hosts) > 1:
		w.lose(r, convert.Changed, "load-balancer", c.Place, "load is shared by the API, this route has hosts of its own: the first is called", "")
	}
	return firstOf(c.Hosts) + to
}

// rewritePattern is a regular expression of an operation's path.
func rewritePattern(own, tail string) string {
	pattern := regexp.QuoteMeta(own)
	for _, name := range convert.Params(own) {
		group := "([^/]+)"
		if name == tail {
			group = "(.*)"
		}
		pattern = strings.Replace(pattern, regexp.QuoteMeta("{"+name+"}"), group, 1)
	}
	return "^" + pattern + "$"
}

func (w *writer) headers(m *convert.Map, r *convert.Route, c *convert.Call, say bool) {
	var parts [2]convert.Map
	for side, response := range []bool{false, true} {
		var add []any
		var remove []string
		for _, e := range slices.Concat(c.Edits, r.Removals()) {
			switch {
			case e.Response != response:
			case e.Query || e.Op == "append":
				if say {
					w.lose(r, convert.Lost, "edit", e.Place, fmt.Sprintf("the change of %s has no counterpart", e.Name), "")
				}
			case e.Op == "set":
				add = append(add, convert.Map{{Name: "name", Value: e.Name}, {Name: "value", Value: e.Value}})
			default:
				remove = append(remove, e.Name)
			}
		}
		if r.Auth != nil && !response {
			for _, p := range r.Auth.Propagate {
				add = append(add, convert.Map{{Name: "name", Value: p[1]}, {Name: "value", Value: claimVariable + p[0]}})
			}
		}
		parts[side].Put("add", add)
		parts[side].Put("remove", remove)
	}
	for i, name := range [2]string{"transformRequestHeaders", "transformResponseHeaders"} {
		if len(parts[i]) > 0 {
			m.Add(name, on(parts[i]...))
		}
	}
}
