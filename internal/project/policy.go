package project

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
)

// Auth is how the tokens of one security scheme are checked at the gateway.
type Auth struct {
	// Settings are those of the gateway's validator, an object.
	Settings *syntax.Node
	// KeepToken keeps the token from the backend: forward: false.
	KeepToken bool
}

// Policy are settings for the endpoints that fit it. All conditions that it
// names have to hold.
type Policy struct {
	Paths, Tags, Methods, Services []string
	Timeout, CacheTTL              string
	// Objects with the gateway's own settings; nil for none.
	RateLimit, BackendRateLimit, CircuitBreaker *syntax.Node
	Span                                        syntax.Span
}

// Aggregate is one endpoint made of several operations.
type Aggregate struct {
	Endpoint, Method, Timeout string
	Parts                     []Part
	Span                      syntax.Span
}

// Part is one operation of an aggregate, and the group that its answer gets.
// Params are those of its parameters that the endpoint calls otherwise.
type Part struct {
	Service, Operation, Group string
	Params                    map[string]string
	Span                      syntax.Span
}

// kinds are the keys of an object of the gateway's settings.
type kinds map[string]syntax.Kind

var (
	validatorKeys = kinds{
		"alg": syntax.String, "jwk_url": syntax.String, "jwk_local_path": syntax.String, "disable_jwk_security": syntax.Bool,
		"jwk_fingerprints": syntax.Array, "jwk_local_ca": syntax.String, "cipher_suites": syntax.Array, "leeway": syntax.String,
		"cache": syntax.Bool, "cache_duration": syntax.Number, "issuer": syntax.String, "audience": syntax.Array,
		"roles": syntax.Array, "roles_key": syntax.String, "roles_key_is_nested": syntax.Bool,
		"scopes": syntax.Array, "scopes_key": syntax.String, "scopes_matcher": syntax.String,
		"propagate_claims": syntax.Array, "propagate_claims_preserve_array": syntax.Bool, "cookie_key": syntax.String,
		"auth_header_name": syntax.String, "key_identify_strategy": syntax.String, "failed_jwk_key_cooldown": syntax.String,
		"operation_debug": syntax.Bool,
	}
	rateLimitKeys = kinds{
		"max_rate": syntax.Number, "capacity": syntax.Number, "client_max_rate": syntax.Number, "client_capacity": syntax.Number,
		"strategy": syntax.String, "key": syntax.String, "every": syntax.String,
		"num_shards": syntax.Number, "cleanup_period": syntax.String, "cleanup_threads": syntax.Number,
	}
	backendRateLimitKeys = kinds{"max_rate": syntax.Number, "capacity": syntax.Number, "every": syntax.String}
	breakerKeys          = kinds{
		"interval": syntax.Number, "timeout": syntax.Number, "max_errors": syntax.Number, "name": syntax.String, "log_status_change": syntax.Bool,
	}
	corsKeys = kinds{
		"allow_origins": syntax.Array, "allow_methods": syntax.Array, "allow_headers": syntax.Array, "expose_headers": syntax.Array,
		"allow_credentials": syntax.Bool, "allow_private_network": syntax.Bool, "options_passthrough": syntax.Bool,
		"options_success_status": syntax.Number, "max_age": syntax.String, "debug": syntax.Bool,
	}
)

// algorithms are those that the gateway knows; it does not start with others.
var algorithms = []string{"EdDSA", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"}

// settings reads an object of the gateway's settings as it is; what is not
// allowed or lacks is reported.
func (r *reader) settings(dst **syntax.Node, keys kinds, required ...string) field {
	return func(n *syntax.Node) {
		fields := map[string]field{}
		for key, kind := range keys {
			fields[key] = func(v *syntax.Node) {
				if v.Kind != kind {
					r.report(v.Span, fmt.Sprintf("%s is %s, %s is expected", key, v.Kind, kind), "")
				}
			}
		}
		r.object(n, fields)
		for _, key := range required {
			if n.Kind == syntax.Object && n.Get(key) == nil {
				r.report(n.Span, key+" is missing", "")
			}
		}
		if n.Kind == syntax.Object {
			*dst = n
		}
	}
}

func (r *reader) auth(f *File, n *syntax.Node) {
	if n.Kind != syntax.Object {
		r.report(n.Span, "a mapping of security schemes to settings is expected", "")
		return
	}
	f.Auth = map[string]Auth{}
	for _, m := range n.Members() {
		a := Auth{}
		forward := true
		// What is forwarded is no setting of the gateway's validator.
		own := &syntax.Node{Span: m.Value.Span, Kind: m.Value.Kind, Text: m.Value.Text}
		for _, s := range m.Value.Members() {
			if s.Name == "forward" {
				r.boolean(&forward)(s.Value)
				continue
			}
			own.AddMember(s)
		}
		r.settings(&a.Settings, validatorKeys)(own)
		a.KeepToken = !forward
		if alg := own.Get("alg"); alg != nil && !slices.Contains(algorithms, alg.Text) {
			r.report(alg.Span, fmt.Sprintf("the gateway knows no algorithm %q", alg.Text), "it is one of "+strings.Join(algorithms, ", "))
		}
		f.Auth[m.Name] = a
	}
}

func (r *reader) policies(f *File, n *syntax.Node) {
	if n.Kind != syntax.Array {
		r.report(n.Span, "a list of policies is expected", "")
		return
	}
	for _, item := range n.Items() {
		p := Policy{Span: item.Span}
		r.object(item, map[string]field{
			"paths": r.words(&p.Paths), "tags": r.words(&p.Tags), "methods": r.words(&p.Methods), "services": r.words(&p.Services),
			"timeout": r.duration(&p.Timeout), "cache_ttl": r.duration(&p.CacheTTL),
			"rate_limit":         r.settings(&p.RateLimit, rateLimitKeys),
			"backend_rate_limit": r.settings(&p.BackendRateLimit, backendRateLimitKeys, "max_rate", "capacity"),
			"circuit_breaker":    r.settings(&p.CircuitBreaker, breakerKeys, "interval", "timeout", "max_errors"),
		})
		if l := p.RateLimit; l != nil && l.Get("max_rate") == nil && l.Get("client_max_rate") == nil {
			r.report(l.Span, "rate_limit has neither max_rate nor client_max_rate", "")
		}
		f.Policies = append(f.Policies, p)
	}
}

// duration reads a time as the gateway writes it, such as 500ms.
func (r *reader) duration(dst *string) field {
	return func(n *syntax.Node) {
		if d, err := time.ParseDuration(n.Text); n.Kind != syntax.String || err != nil || d <= 0 {
			r.report(n.Span, fmt.Sprintf("%s is no duration", n.Span.Text()), "write a number and a unit, such as 3s")
			return
		}
		*dst = n.Text
	}
}

func (r *reader) aggregates(f *File, n *syntax.Node) {
	if n.Kind != syntax.Array {
		r.report(n.Span, "a list of endpoints is expected", "")
		return
	}
	for _, item := range n.Items() {
		a := Aggregate{Span: item.Span}
		r.object(item, map[string]field{
			"endpoint": r.word(&a.Endpoint), "method": r.word(&a.Method, "GET", "POST", "PUT", "PATCH", "DELETE"), "timeout": r.duration(&a.Timeout),
			"operations": func(n *syntax.Node) { r.parts(&a, n) },
		})
		switch {
		case a.Endpoint == "":
			r.report(item.Span, "an aggregate needs an endpoint", "write endpoint: with a path")
		case len(a.Parts) < 2:
			r.report(item.Span, "an aggregate joins at least two operations", "")
		}
		f.Aggregates = append(f.Aggregates, a)
	}
}

func (r *reader) parts(a *Aggregate, n *syntax.Node) {
	if n.Kind != syntax.Array {
		r.report(n.Span, "a list of operations is expected", "")
		return
	}
	for _, item := range n.Items() {
		p := Part{Span: item.Span}
		r.object(item, map[string]field{
			"service": r.word(&p.Service), "operation": r.word(&p.Operation), "group": r.word(&p.Group), "params": r.texts(&p.Params),
		})
		if p.Operation == "" {
			r.report(item.Span, "an operation is missing", `write operation: "GET /path"`)
		}
		a.Parts = append(a.Parts, p)
	}
}
