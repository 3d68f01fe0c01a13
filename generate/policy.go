package generate

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Policy is settings for the endpoints that fit all of its conditions; an empty
// condition fits all. Of several policies that set one thing the last wins.
type Policy struct {
	// Paths are globs as in Choices.Include, of the paths that clients call.
	Paths, Tags, Methods, Services []string
	Timeout, CacheTTL              string
	Extra, BackendExtra            Settings
	Span                           syntax.Span
}

// Ids of the rules about policies.
const (
	RulePolicy = "policy-unused"
	RuleCache  = "policy-cache"
)

// policy is a Policy compiled.
type policy struct {
	Policy
	paths []*glob
	used  bool
}

func (g *generator) compilePolicies() error {
	for _, p := range g.opts.Policies {
		compiled := &policy{Policy: p}
		for _, text := range p.Paths {
			one, err := compileGlob("policy", text)
			if err != nil {
				return err
			}
			compiled.paths = append(compiled.paths, one)
		}
		g.policies = append(g.policies, compiled)
	}
	return nil
}

// fits reports whether a policy is for an endpoint.
func (p *policy) fits(e *Endpoint) bool {
	fits := (len(p.paths) == 0 || slices.ContainsFunc(p.paths, func(g *glob) bool {
		return (g.methods == nil || slices.Contains(g.methods, e.Method)) && g.path.MatchString(e.Path)
	})) &&
		(len(p.Methods) == 0 || slices.ContainsFunc(p.Methods, func(m string) bool { return strings.EqualFold(m, e.Method) })) &&
		(len(p.Services) == 0 || slices.Contains(p.Services, e.Service)) &&
		(len(p.Tags) == 0 || e.Operation != nil && slices.ContainsFunc(p.Tags, func(tag string) bool { return slices.Contains(e.Operation.Tags, tag) }))
	p.used = p.used || fits
	return fits
}

// applyPolicies gives an endpoint the settings of the policies that fit it.
func (g *generator) applyPolicies(e *Entry) {
	ep := e.Endpoint
	for _, p := range g.policies {
		if !p.fits(ep) {
			continue
		}
		e.track(spec.Reason{Text: "a policy fits it", Span: p.Span}, func() {
			if p.Timeout != "" {
				ep.Timeout = p.Timeout
			}
			if p.CacheTTL != "" {
				g.cache(e, p.CacheTTL)
			}
			ep.Extra = joinSettings(ep.Extra, p.Extra)
			ep.Backend.Extra = joinSettings(ep.Backend.Extra, p.BackendExtra)
		})
	}
}

// cache sets cache_ttl, which makes an answer public for all caches on the way:
// only for GET, and for nothing that a client has to prove who it is for.
func (g *generator) cache(e *Entry, ttl string) {
	switch ep := e.Endpoint; {
	case ep.Method != http.MethodGet:
		e.Notes = append(e.Notes, "cache_ttl is for GET, it is left out")
	case len(e.Op.Security.Alternatives) > 0 || slices.ContainsFunc(ep.Headers, personal):
		text := "cache_ttl is left out: it would let caches share an answer that depends on who asks"
		e.Notes = append(e.Notes, text)
		g.find(e, diag.Warning, RuleCache, text, "narrow the policy down to what is public").Effect = diag.Unsafe
	default:
		ep.CacheTTL = ttl
	}
}

func personal(header string) bool {
	return strings.EqualFold(header, "Authorization") || strings.EqualFold(header, "Cookie")
}

// joinSettings puts settings over others.
func joinSettings(a, b Settings) Settings {
	if len(b) == 0 {
		return a
	}
	joined := maps.Clone(a)
	if joined == nil {
		joined = Settings{}
	}
	maps.Copy(joined, b)
	return joined
}

// unusedPolicies reports policies that fit no endpoint.
func (g *generator) unusedPolicies() {
	for _, p := range g.policies {
		if !p.used {
			g.findings = append(g.findings, diag.Finding{
				Rule: RulePolicy, Severity: diag.Warning, Effect: diag.Untidy, Span: p.Span,
				Message: fmt.Sprintf("the policy fits none of the %d endpoints", len(g.endpoints)),
			})
		}
	}
}

// SettingsOf writes objects of a settings file as an extra_config; what is nil
// is left out.
func SettingsOf(nodes map[string]*syntax.Node) Settings {
	s := Settings{}
	for namespace, n := range nodes {
		if n != nil {
			s[namespace] = config.Compact(n)
		}
	}
	return s
}
