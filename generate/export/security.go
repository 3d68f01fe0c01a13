package export

import (
	"cmp"
	"net/textproto"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// maxAlternatives bounds how many ways of showing who one is are told of.
const maxAlternatives = 16

// security is what clients have to show: the token that the gateway looks at,
// and the credentials of the backends that pass through it. What does not pass
// no client can give, so it is left out.
func (m *maker) security() [][]Scheme {
	alternatives := [][]Scheme{{}}
	if v := m.e.Extra.Get("auth/validator"); v != nil {
		s := m.validator(v)
		alternatives = [][]Scheme{{s}}
	}
	for _, c := range m.calls {
		if c.op == nil || isShadow(c.b) || c.b.Extra.Get("auth/client-credentials") != nil {
			continue
		}
		theirs, needed := m.passingThrough(c)
		if !needed {
			continue
		}
		var next [][]Scheme
		for _, a := range alternatives {
			for _, b := range theirs {
				if len(next) < maxAlternatives {
					next = append(next, together(a, b))
				}
			}
		}
		alternatives = next
	}
	if len(alternatives) == 1 && len(alternatives[0]) == 0 {
		return nil
	}
	for _, a := range alternatives {
		for _, s := range a {
			m.api.declare(s)
		}
	}
	return alternatives
}

// validator is the token that the gateway itself looks at.
func (m *maker) validator(v *syntax.Node) Scheme {
	if cookie := v.Get("cookie_key").Str(); cookie != "" {
		return Scheme{Name: "gateway-cookie", requirement: spec.Requirement{Type: "apiKey", In: spec.InCookie, Name: cookie}}
	}
	return Scheme{Name: "gateway", requirement: spec.Requirement{Type: "http", HTTPScheme: "bearer"}}
}

// passingThrough are the alternatives of an operation whose credentials all
// pass; needed is false where the operation is open, or none passes.
func (m *maker) passingThrough(c call) (list [][]Scheme, needed bool) {
	headers := newPassing(m.e.InputHeaders.V, textproto.CanonicalMIMEHeaderKey).narrowed(c.b.InputHeaders.V)
	queries := newPassing(m.e.InputQueryStrings.V, plainName).narrowed(c.b.InputQueryStrings.V)
	passes := func(r spec.Requirement) bool {
		switch {
		case r.Type == "apiKey" && r.In == spec.InQuery:
			return queries.lets(r.Name)
		case r.Type == "apiKey" && r.In == spec.InCookie:
			return headers.lets("Cookie")
		case r.Type == "apiKey":
			return headers.lets(r.Name)
		case r.Type == "http", r.Type == "oauth2", r.Type == "openIdConnect":
			return headers.lets("Authorization")
		}
		return false
	}
	for _, alternative := range c.op.Security.Alternatives {
		if slices.ContainsFunc(alternative, func(r spec.Requirement) bool { return !passes(r) }) {
			continue
		}
		one := []Scheme{}
		for _, r := range alternative {
			one = append(one, Scheme{Name: m.schemeName(c.op, r), Scopes: r.Scopes, requirement: r})
			m.api.original(one[len(one)-1], c.op)
		}
		list = append(list, one)
	}
	return list, len(list) > 0
}

// schemeName is the name of a scheme in the exported document. Schemes of
// several services that have one name but are not the same get the service's
// name before theirs.
func (m *maker) schemeName(op *spec.Operation, r spec.Requirement) string {
	name := strings.Trim(noName.ReplaceAllString(r.Scheme, "_"), "_")
	name = cmp.Or(name, "scheme")
	made := describeScheme(r, op)
	if known := m.api.schemes[name]; known != nil && compact(known) != compact(made) {
		name = strings.Trim(noName.ReplaceAllString(op.Service.Name, "_"), "_") + "-" + name
	}
	return name
}

func together(a, b []Scheme) []Scheme {
	all := slices.Clone(a)
	for _, s := range b {
		if !slices.ContainsFunc(all, func(o Scheme) bool { return o.Name == s.Name }) {
			all = append(all, s)
		}
	}
	return all
}

// declare adds a scheme to the document, where it is not there.
func (a *API) declare(s Scheme) {
	if a.schemes[s.Name] == nil {
		a.schemes[s.Name] = describeScheme(s.requirement, nil)
	}
}

// original adds a scheme as the backend's document describes it.
func (a *API) original(s Scheme, op *spec.Operation) {
	if a.schemes[s.Name] == nil {
		a.schemes[s.Name] = describeScheme(s.requirement, op)
	}
}

// describeScheme writes a scheme. OAuth 2.0 and OpenID Connect need what only
// the backend's document knows; without it they are bearer tokens.
func describeScheme(r spec.Requirement, op *spec.Operation) *syntax.Node {
	n := object()
	switch r.Type {
	case "apiKey":
		put(n, "type", text("apiKey"))
		put(n, "in", text(string(r.In)))
		put(n, "name", text(r.Name))
		return n
	case "oauth2", "openIdConnect":
		if made := delegated(r, op); made != nil {
			return made
		}
		r.HTTPScheme = "bearer"
	}
	put(n, "type", text("http"))
	put(n, "scheme", text(strings.ToLower(cmp.Or(r.HTTPScheme, "bearer"))))
	return n
}

// delegated writes a scheme whose tokens come from elsewhere.
func delegated(r spec.Requirement, op *spec.Operation) *syntax.Node {
	if op == nil {
		return nil
	}
	root := op.Service.Root
	n := object()
	put(n, "type", text(r.Type))
	if own := root.Get("components").Get("securitySchemes").Get(r.Scheme); own != nil {
		if url := own.Get("openIdConnectUrl"); r.Type == "openIdConnect" && url != nil {
			put(n, "openIdConnectUrl", url)
			return n
		}
		flows := object()
		for _, name := range []string{"implicit", "password", "clientCredentials", "authorizationCode"} {
			if f := own.Get("flows").Get(name); f != nil {
				put(flows, name, flow(f))
			}
		}
		put(n, "flows", flows)
		return orNothing(n, flows)
	}
	own := root.Get("securityDefinitions").Get(r.Scheme)
	name := map[string]string{
		"implicit": "implicit", "password": "password", "application": "clientCredentials", "accessCode": "authorizationCode",
	}[own.Get("flow").Str()]
	flows := object()
	if name != "" {
		put(flows, name, flow(own))
	}
	put(n, "flows", flows)
	return orNothing(n, flows)
}

func orNothing(n, flows *syntax.Node) *syntax.Node {
	if len(flows.Members()) == 0 {
		return nil
	}
	return n
}

func flow(f *syntax.Node) *syntax.Node {
	n := object()
	for _, key := range []string{"authorizationUrl", "tokenUrl", "refreshUrl"} {
		put(n, key, f.Get(key))
	}
	scopes := object()
	if own := f.Get("scopes"); own != nil {
		for _, m := range own.Members() {
			put(scopes, m.Name, text(m.Value.Str()))
		}
	}
	put(n, "scopes", scopes)
	return n
}
