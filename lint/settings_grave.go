package lint

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// A namespace with a wrong value is not read in part: the gateway leaves it out
// without a word, or refuses every request. Where that opens what was to be
// guarded, or gives clients another answer, it is no mere warning.

// graveEffect is what a wrong value in a namespace does at run time; ok is false
// where the gateway gets by without it.
func graveEffect(namespace string) (effect diag.Effect, ok bool) {
	switch namespace {
	case "auth/validator", "auth/signer":
		return diag.Fails, true // the token is refused, whatever it is
	case "proxy", "backend/http", "backend/graphql", "auth/client-credentials",
		"modifier/lua-endpoint", "modifier/lua-proxy", "modifier/lua-backend",
		"plugin/http-server", "plugin/http-client", "plugin/req-resp-modifier":
		return diag.Wrong, true
	case "qos/http-cache", "auth/revoker":
		return "", false
	}
	for _, prefix := range []string{"qos/", "security/", "validation/"} {
		if strings.HasPrefix(namespace, prefix) {
			return diag.Unsafe, true
		}
	}
	return "", false
}

// harmless are settings of grave namespaces that only name or report
// something, or that have a default which does no harm.
var harmless = map[string][]string{
	"qos/circuit-breaker":     {"name", "log_status_change"},
	"auth/client-credentials": {"endpoint_params"},
	"proxy":                   {"combiner", "shadow_timeout"},
	"security/cors":           {"debug", "expose_headers", "options_success_status"},
	"security/http":           {"hpkp_public_key", "is_development"},
	"modifier/lua-endpoint":   {"live"},
	"modifier/lua-proxy":      {"live"},
	"modifier/lua-backend":    {"live"},
}

// needed are the settings without which a namespace does not do what it is for.
var needed = map[string][]string{
	"auth/signer":             {"alg", "kid", "keys_to_sign"},
	"auth/client-credentials": {"token_url"},
	"qos/ratelimit/router":    {"max_rate", "client_max_rate"},
	"qos/ratelimit/proxy":     {"max_rate"},
	"qos/circuit-breaker":     {"interval", "timeout", "max_errors"},
	"backend/graphql":         {"type", "query", "query_path"},
	"validation/cel":          {"check_expr"},
}

// decisive are settings of which an unknown word is taken for another one that
// asks for less.
var decisive = map[string][]string{
	"auth/validator":  {"scopes_matcher"},
	"backend/graphql": {"type"},
}

// weigh gives a finding about the value of a namespace the severity of what
// comes of it.
func (sub subject) weigh(f *diag.Finding, at *syntax.Node, v violation) {
	effect, grave := graveEffect(sub.namespace)
	if !grave {
		return
	}
	field := lastKey(v.Pointer)
	switch v.Kind {
	case "invalid_type":
		// Read as true or false, no and nothing come out as they were meant.
		grave = !slices.ContainsFunc(strings.Split(v.Pointer, "/"), func(name string) bool { return slices.Contains(harmless[sub.namespace], name) }) &&
			(at.Kind != syntax.String || at.Text != "false" && at.Text != "")
	case "required", "missing_dependency":
		grave = slices.Contains(needed[sub.namespace], v.Key)
	case "additional_property_not_allowed":
		// A name that comes near one that is there shows what was meant to work.
		grave = len(f.Fixes) > 0 && !slices.Contains(harmless[sub.namespace], field)
		if effect == diag.Fails {
			effect = diag.Wrong
		}
	case "enum":
		grave = slices.Contains(decisive[sub.namespace], field)
		if effect == diag.Fails {
			effect = diag.Unsafe
		}
	case "pattern":
		grave = sub.namespace == "proxy" && !slices.Contains(harmless["proxy"], field)
	case "number_gte":
		grave = sub.namespace == "security/bot-detector" // it is off
	default:
		grave = false
	}
	if grave {
		f.Severity, f.Effect = diag.Error, effect
	}
}
