package generate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Ids of the rules about protection.
const (
	RuleForwarded = "security-forwarded"
	RuleScopes    = "security-scopes"
	RuleAuth      = "auth-settings"
)

// Auth is how the tokens of one security scheme are checked at the gateway.
type Auth struct {
	// Settings are those of auth/validator, an object.
	Settings *syntax.Node
	// KeepToken keeps the token from the backend.
	KeepToken bool
}

const validatorNamespace = "auth/validator"

// protection is what becomes of the security of one operation.
type protection struct {
	validator string // JSON, "" for none
	drop      string // the header that is kept from the backend, "" for none
	// open says why the gateway checks nothing though the document protects the
	// operation, partly what it does not check though it checks the token.
	open, partly string
	notes        []string
}

// protect decides how an operation is protected. A validator is made only of
// schemes that the settings name, and only where it refuses nobody whom the
// document lets in.
func (g *generator) protect(op *spec.Operation) protection {
	alternatives := op.Security.Alternatives
	if len(alternatives) == 0 {
		return protection{}
	}
	names := schemesOf(alternatives)
	if slices.ContainsFunc(alternatives, func(a []spec.Requirement) bool { return len(a) == 0 }) {
		if len(names) == 0 {
			return protection{}
		}
		return protection{notes: []string{"protection by " + quoteAll(names) + " is optional, the gateway lets everybody in"}}
	}
	var tokens []spec.Requirement
	for _, alternative := range alternatives {
		token, ok := g.token(alternative)
		if !ok {
			return protection{open: g.whyOpen(alternatives, names)}
		}
		tokens = append(tokens, token)
	}
	first := g.opts.Auth[tokens[0].Scheme]
	for _, t := range tokens[1:] {
		if other := g.opts.Auth[t.Scheme]; !same(other.Settings, first.Settings) || place(t) != place(tokens[0]) {
			return protection{open: fmt.Sprintf("protected by one of %s in the document, and one validator cannot take the tokens of all: forwarded only", quoteAll(names))}
		}
	}
	p := protection{}
	scopes, matcher, problem := joinScopes(tokens)
	p.validator, p.partly = validator(first.Settings, tokens[0], scopes, matcher)
	if problem != "" {
		p.partly = problem
	}
	if first.KeepToken && tokens[0].In != spec.InCookie {
		p.drop = place(tokens[0])
	}
	for _, r := range alternatives[0] {
		if len(alternatives) == 1 && r.Scheme != tokens[0].Scheme {
			p.partly = fmt.Sprintf("the token of %q is checked, %q is forwarded only", tokens[0].Scheme, r.Scheme)
		}
	}
	return p
}

// token returns the one requirement of an alternative that a validator can
// check. With several alternatives it has to stand alone.
func (g *generator) token(alternative []spec.Requirement) (spec.Requirement, bool) {
	var found []spec.Requirement
	for _, r := range alternative {
		if _, ok := g.opts.Auth[r.Scheme]; ok && carriesToken(r) {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return spec.Requirement{}, false
	}
	first := found[0]
	for _, r := range found[1:] {
		if same(g.opts.Auth[r.Scheme].Settings, g.opts.Auth[first.Scheme].Settings) && place(r) == place(first) {
			first.Scopes = slices.Concat(first.Scopes, r.Scopes)
		}
	}
	return first, true
}

// carriesToken reports whether a scheme can carry a signed token.
func carriesToken(r spec.Requirement) bool {
	switch r.Type {
	case "http":
		return strings.EqualFold(r.HTTPScheme, "bearer")
	case "oauth2", "openIdConnect":
		return true
	case "apiKey":
		return r.In == spec.InHeader || r.In == spec.InCookie
	}
	return false
}

// place is the header or cookie in which the credentials of a scheme stand.
func place(r spec.Requirement) string {
	if r.Type == "apiKey" {
		return r.Name
	}
	return "Authorization"
}

func schemesOf(alternatives [][]spec.Requirement) []string {
	var names []string
	for _, a := range alternatives {
		for _, r := range a {
			if !slices.Contains(names, r.Scheme) {
				names = append(names, r.Scheme)
			}
		}
	}
	return names
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	return strings.Join(quoted, ", ")
}

func (g *generator) whyOpen(alternatives [][]spec.Requirement, names []string) string {
	configured := slices.ContainsFunc(names, func(n string) bool { _, ok := g.opts.Auth[n]; return ok })
	if configured && len(alternatives) > 1 {
		return fmt.Sprintf("protected by one of %s in the document, and a validator would refuse some of them: forwarded only", quoteAll(names))
	}
	return fmt.Sprintf("protected by %s in the document, forwarded only", quoteAll(names))
}

// joinScopes makes one list of the scopes of alternative tokens: all of one
// alternative, or any of several that need one each.
func joinScopes(tokens []spec.Requirement) (scopes []string, matcher, problem string) {
	if len(tokens) == 1 {
		return sortedSet(tokens[0].Scopes), "all", ""
	}
	for _, t := range tokens {
		switch len(sortedSet(t.Scopes)) {
		case 0:
			return nil, "", "" // any token will do
		case 1:
			scopes = append(scopes, t.Scopes[0])
		default:
			var each []string
			for _, t := range tokens {
				each = append(each, strings.Join(t.Scopes, " and "))
			}
			return nil, "", fmt.Sprintf("scopes %s cannot be checked together, the gateway checks the token alone", strings.Join(each, ", or "))
		}
	}
	scopes = sortedSet(scopes)
	return scopes, "any", ""
}

func sortedSet(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// validator writes the settings of auth/validator. Scopes are checked only
// where it is known under which claim they stand; problem says when they are
// not.
func validator(settings *syntax.Node, r spec.Requirement, scopes []string, matcher string) (json, problem string) {
	o := &object{}
	has := func(key string) bool { return settings.Get(key) != nil }
	if !has("alg") {
		o.text("alg", "RS256")
	}
	for _, m := range membersOf(settings) {
		o.raw(m.Name, config.Compact(m.Value))
	}
	if has("jwk_url") && !has("cache") {
		o.raw("cache", "true")
	}
	switch {
	case r.Type != "apiKey":
	case r.In == spec.InCookie && !has("cookie_key"):
		o.text("cookie_key", r.Name)
	case r.In == spec.InHeader && !has("auth_header_name"):
		o.text("auth_header_name", r.Name)
	}
	switch {
	case len(scopes) == 0 || has("scopes") || has("roles"):
	case has("scopes_key"):
		o.list("scopes", scopes)
		if !has("scopes_matcher") {
			o.text("scopes_matcher", matcher)
		}
	case r.Type == "http" && has("roles_key"):
		o.list("roles", scopes)
		if matcher == "all" && len(scopes) > 1 {
			problem = fmt.Sprintf("one of the roles %s is enough for the gateway, the document wants all", strings.Join(scopes, ", "))
		}
	default:
		problem = fmt.Sprintf("scopes %s are not checked: say where they stand, auth.%s.scopes_key", strings.Join(scopes, ", "), r.Scheme)
	}
	return o.String(), problem
}

// secure puts the protection of an operation on its endpoint.
func (g *generator) secure(e *Entry) {
	p := g.protect(e.Op)
	e.Notes = append(e.Notes, p.notes...)
	if p.validator != "" {
		e.Endpoint.setting(validatorNamespace, p.validator)
		e.Notes = append(e.Notes, "the gateway checks the token")
	}
	if p.drop != "" {
		e.Endpoint.Headers = slices.DeleteFunc(e.Endpoint.Headers, func(h string) bool { return strings.EqualFold(h, p.drop) })
	}
	if p.open != "" {
		e.Open = true
		e.Notes = append(e.Notes, p.open)
		g.find(e, diag.Warning, RuleForwarded, p.open, g.authHint(e.Op)).Effect = diag.Unsafe
	}
	if p.partly != "" {
		e.Notes = append(e.Notes, p.partly)
		g.find(e, diag.Warning, RuleScopes, p.partly, "").Effect = diag.Unsafe
	}
}

func (g *generator) authHint(op *spec.Operation) string {
	for _, a := range op.Security.Alternatives {
		for _, r := range a {
			if _, ok := g.opts.Auth[r.Scheme]; !ok && carriesToken(r) && r.Type != "apiKey" {
				return fmt.Sprintf("to check tokens at the gateway, say where their keys are: auth.%s.jwk_url in .gatewright.yaml", r.Scheme)
			}
		}
	}
	return "the backend has to check them"
}

// setting sets a namespace of the extra_config of an endpoint.
func (e *Endpoint) setting(namespace, json string) {
	if e.Extra == nil {
		e.Extra = Settings{}
	}
	e.Extra[namespace] = json
}

// checkAuth reports settings with which the gateway would refuse everybody, or
// not start, and those of schemes that no document has.
func (g *generator) checkAuth() {
	for _, name := range slices.Sorted(maps.Keys(g.opts.Auth)) {
		n := g.opts.Auth[name].Settings
		if n == nil {
			n = &syntax.Node{Kind: syntax.Object}
		}
		report := func(severity diag.Severity, at *syntax.Node, message, hint string) {
			g.findings = append(g.findings, diag.Finding{Rule: RuleAuth, Severity: severity, Effect: diag.Fails, Span: at.Span, Message: "auth." + name + ": " + message, Hint: hint})
		}
		url, local, insecure := n.Get("jwk_url").Str(), n.Get("jwk_local_path").Str(), n.Get("disable_jwk_security")
		off := insecure != nil && insecure.Text == "true"
		switch {
		case url == "" && local == "":
			report(diag.Error, n, "nothing says where the keys are, so every token is refused", "set jwk_url or jwk_local_path")
		case strings.HasPrefix(url, "http://") && !off:
			report(diag.Error, n.Get("jwk_url"), "keys are not fetched over http, so every token is refused", "use https, or set disable_jwk_security: true")
		case local != "" && !off:
			report(diag.Error, n.Get("jwk_local_path"), "keys of a file are refused, and with them every token", "set disable_jwk_security: true")
		case local != "" && n.Get("cache") != nil && n.Get("cache").Text == "true":
			report(diag.Error, n.Get("cache"), "the gateway does not start with cache and jwk_local_path", "leave cache out")
		}
		if key := n.Get("roles_key").Str(); strings.Contains(key, ".") && !strings.Contains(key, "://") && n.Get("roles_key_is_nested") == nil {
			report(diag.Warning, n.Get("roles_key"), fmt.Sprintf("roles_key %s has a dot, but is not said to be nested", config.Quote(key)), "set roles_key_is_nested: true or false")
		}
		if !g.hasScheme(name) {
			report(diag.Warning, n, "no operation is protected by a scheme of that name", "")
		}
	}
}

func (g *generator) hasScheme(name string) bool {
	for _, svc := range g.services {
		for _, op := range svc.Operations {
			if slices.Contains(schemesOf(op.Security.Alternatives), name) {
				return true
			}
		}
	}
	return false
}
