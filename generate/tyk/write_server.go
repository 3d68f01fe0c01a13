package tyk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

func (w *writer) server(g *group, auth *convert.Auth) convert.Map {
	s := convert.Map{{Name: "listenPath", Value: convert.Map{{Name: "value", Value: g.listen + "/"}, {Name: "strip", Value: true}}}}
	for _, r := range g.routes {
		for _, c := range r.Match {
			if c.Kind == "host" && len(c.Values) == 1 && s.Get("customDomain") == nil && len(r.Match) == 1 && sameMatch(g, c) {
				s.Add("customDomain", convert.Map{{Name: "enabled", Value: true}, {Name: "name", Value: c.Values[0]}})
			}
			if s.Get("customDomain") == nil {
				w.lose(r, convert.Lost, "match-"+c.Kind, c.Place, "the condition has no counterpart", "")
			}
		}
	}
	w.addresses(&s, g)
	if auth != nil {
		scheme := convert.Map{
			{Name: "enabled", Value: true},
			{Name: "header", Value: convert.Map{{Name: "enabled", Value: true}, {Name: "name", Value: orElse(auth.Header, "Authorization")}}},
			{Name: "signingMethod", Value: signing(auth.Alg)}, {Name: "identityBaseField", Value: "sub"},
		}
		if auth.JWKURL != "" {
			scheme.Add("jwksURIs", []any{convert.Map{{Name: "url", Value: auth.JWKURL}}})
		}
		if auth.Issuer != "" {
			scheme.Add("allowedIssuers", []string{auth.Issuer})
		}
		scheme.Put("allowedAudiences", auth.Audience)
		if slices.ContainsFunc(g.routes, func(r *convert.Route) bool {
			return r.Auth != nil && (len(r.Auth.Propagate) > 0 || strings.Contains(r.Calls[0].Pattern, "{JWT."))
		}) {
			s.Add("contextVariables", on())
		}
		s.Add("authentication", convert.Map{{Name: "enabled", Value: true}, {Name: "securitySchemes", Value: convert.Map{{Name: jwtScheme, Value: scheme}}}})
	}
	return s
}

// addresses writes which clients are let in, which holds for a whole API.
func (w *writer) addresses(s *convert.Map, g *group) {
	first := g.routes[0].Allow
	same := !slices.ContainsFunc(g.routes, func(r *convert.Route) bool {
		return (r.Allow == nil) != (first == nil) || first != nil && !(slices.Equal(r.Allow.Only, first.Only) && slices.Equal(r.Allow.Never, first.Never))
	})
	for _, r := range g.routes {
		if r.Allow != nil && !same {
			w.lose(r, convert.Security, "ip-filter", r.Allow.Place, fmt.Sprintf("an API has one list of addresses: clients are let in from every address, before %s", r.Allow), "give the routes a path that sets them apart")
		}
	}
	if first == nil || !same {
		return
	}
	m := on()
	m.Put("allow", first.Only)
	m.Put("block", first.Never)
	s.Add("ipAccessControl", m)
}

// global is what every API has.
func (w *writer) global() convert.Map {
	var m convert.Map
	s := &w.inv.Service
	if s.CORS != nil {
		m.Add("cors", corsMap(s.CORS))
	}
	var add []any
	for _, e := range s.Headers {
		add = append(add, convert.Map{{Name: "name", Value: e.Name}, {Name: "value", Value: e.Value}})
	}
	if len(add) > 0 {
		m.Add("transformResponseHeaders", on(convert.Member{Name: "add", Value: add}))
	}
	return m
}

func sameMatch(g *group, c convert.Condition) bool {
	return !slices.ContainsFunc(g.routes, func(r *convert.Route) bool {
		return len(r.Match) != 1 || r.Match[0].Kind != c.Kind || !slices.Equal(r.Match[0].Values, c.Values)
	})
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// signing is Tyk's name for a way to sign.
func signing(alg string) string {
	switch {
	case strings.HasPrefix(alg, "HS"):
		return "hmac"
	case strings.HasPrefix(alg, "ES"):
		return "ecdsa"
	}
	return "rsa"
}

func corsMap(c *convert.CORS) convert.Map {
	m := convert.Map{{Name: "enabled", Value: true}}
	m.Put("allowedOrigins", c.Origins)
	m.Put("allowedMethods", c.Methods)
	m.Put("allowedHeaders", c.Headers)
	m.Put("exposedHeaders", c.Expose)
	m.Put("allowCredentials", c.Credentials)
	m.Put("maxAge", convert.Seconds(c.MaxAge))
	m.Put("optionsPassthrough", c.Passthrough)
	return m
}
