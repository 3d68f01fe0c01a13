package kong

import (
	"cmp"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

// consumers writes whom the gateway knows by API keys. Each is in a group of its
// own name, so that lists of access can speak of it.
func (w *writer) consumers() []any {
	var list []any
	for _, c := range w.inv.Service.Consumers {
		if len(c.Keys) == 0 {
			continue
		}
		var keys, groups []any
		for _, k := range c.Keys {
			keys = append(keys, convert.Map{{Name: "key", Value: k}})
		}
		for _, g := range append([]string{c.Name}, c.Groups...) {
			groups = append(groups, convert.Map{{Name: "group", Value: g}})
		}
		list = append(list, convert.Map{{Name: "username", Value: c.Name}, {Name: "keyauth_credentials", Value: keys}, {Name: "acls", Value: groups}})
	}
	return list
}

func (w *writer) keyAuth(a *convert.Auth) convert.Map {
	m := convert.Map{{Name: "key_names", Value: []string{cmp.Or(a.Query, a.Header, "apikey")}}}
	m.Add("key_in_header", a.Query == "")
	m.Add("key_in_query", a.Query != "")
	m.Put("hide_credentials", a.Hidden)
	return plug("key-auth", m)
}

// access writes who is let in besides having credentials: groups and addresses,
// and how large bodies may be.
func (w *writer) access(r *convert.Route) []any {
	var list []any
	if a := r.Auth; a != nil && a.Kind == "key-auth" && len(a.Groups) > 0 && len(w.consumers()) > 0 {
		list = append(list, plug("acl", convert.Map{{Name: "allow", Value: a.Groups}}))
	}
	if a := r.Allow; a != nil {
		var m convert.Map
		m.Put("allow", a.Only)
		m.Put("deny", a.Never)
		list = append(list, plug("ip-restriction", m))
	}
	if r.MaxBody > 0 {
		list = append(list, plug("request-size-limiting", convert.Map{{Name: "allowed_payload_size", Value: r.MaxBody}, {Name: "size_unit", Value: "bytes"}}))
	}
	return list
}

// openID writes the check of tokens by the plugin of the Enterprise Edition,
// which finds the keys of an issuer by itself.
func (w *writer) openID(r *convert.Route) convert.Map {
	a := r.Auth
	m := convert.Map{{Name: "issuer", Value: a.Issuer}, {Name: "auth_methods", Value: []string{"bearer"}}}
	m.Put("audience_required", a.Audience)
	if len(a.Scopes) > 0 {
		if a.ScopesMatcher != "all" && len(a.Scopes) > 1 {
			w.lose(r, convert.Changed, "scopes", a.Place, "all of the scopes are needed, before one of them was enough", "")
		}
		m.Add("scopes_required", a.Scopes)
		m.Add("scopes_claim", []string{cmp.Or(a.ScopesKey, "scope")})
	}
	if len(a.Roles) > 0 {
		m.Add("roles_required", a.Roles)
		m.Add("roles_claim", strings.Split(cmp.Or(a.RolesKey, "roles"), "."))
	}
	var claims, headers []string
	for _, p := range a.Propagate {
		claims, headers = append(claims, p[0]), append(headers, p[1])
	}
	m.Put("upstream_headers_claims", claims)
	m.Put("upstream_headers_names", headers)
	if a.Cookie != "" || a.Header != "" {
		w.lose(r, convert.Lost, "jwt-place", a.Place, "tokens are taken from the header Authorization", "")
	}
	w.lose(r, convert.Changed, "auth", a.Place, "the issuer is asked where its keys are, before they were taken from "+cmp.Or(a.JWKURL, "a file"), "")
	return plug("openid-connect", m)
}
