package krakend

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// renamed are the settings of a namespace that have another name today, besides
// those that were written with dashes.
var renamed = map[string]map[string]string{
	"qos/circuit-breaker":   {"maxErrors": "max_errors", "logStatusChange": "log_status_change"},
	"qos/ratelimit/router":  {"maxRate": "max_rate", "clientMaxRate": "client_max_rate"},
	"qos/ratelimit/proxy":   {"maxRate": "max_rate"},
	"security/bot-detector": {"denylist": "deny", "blacklist": "deny", "allowlist": "allow", "whitelist": "allow", "cacheSize": "cache_size"},
	"auth/revoker":          {"HashName": "hash_name", "TokenKeys": "token_keys"},
	"documentation/openapi": {"termsOfService": "terms_of_service", "basePath": "base_path", "contact-name": "contact_name", "contact-url": "contact_url", "contact-email": "contact_email", "license-name": "license_name", "license-url": "license_url"},
}

var (
	booleans = []string{"cache", "disable_jwk_security", "operation_debug", "roles_key_is_nested", "propagate_claims_preserve_array", "full", "allow_credentials", "debug",
		"allow_private_network", "options_passthrough", "log_status_change", "shared", "sequential", "shadow", "stdout", "syslog", "proxy_disabled", "router_disabled",
		"backend_disabled", "endpoint_disabled", "enabled", "enable_tcp", "empty_user_agent_is_bot", "allow_open_libs", "live", "skip_next", "frame_deny", "content_type_nosniff",
		"browser_xss_filter", "ssl_redirect", "sts_include_subdomains", "is_development", "return_error_code", "auto_options", "disable_access_log", "return_error_msg",
		"disable_health", "forwarded_by_client_ip", "hide_version_header"}
	numbers = []string{"max_rate", "client_max_rate", "capacity", "client_capacity", "interval", "timeout", "max_errors", "cache_duration", "shared_cache_duration", "sts_seconds",
		"max_retries", "N", "P", "TTL", "port", "sample_rate", "cache_size", "max_items", "max_size", "prefetch_count"}
	// counted are the namespaces whose interval, timeout and the like are numbers.
	counted = []string{"qos/circuit-breaker", "qos/ratelimit/router", "qos/ratelimit/proxy", "auth/validator", "auth/revoker", "security/http", "security/bot-detector", "qos/http-cache", "telemetry/opencensus"}
)

// settings renames what stands in the namespaces, and gives it its type.
func (m *migrator) settings() {
	m.extras(func(n *syntax.Node, pointer string, _ fact.Level) {
		for _, space := range n.Members() {
			if space.Value == nil || space.Value.Kind != syntax.Object || space.Name == "modifier/martian" {
				continue
			}
			p := syntax.Join(pointer, space.Name)
			for i := range space.Value.Members() {
				member := &space.Value.Members()[i]
				if to := m.settingName(space.Name, member.Name); to != "" {
					m.rename(space.Value, p, member, to)
				}
			}
		}
	})
}

func (m *migrator) settingName(space, name string) string {
	if to := renamed[space][name]; to != "" {
		return to
	}
	if strings.HasPrefix(space, "auth/") && strings.Contains(name, "-") && !config.IsComment(name) {
		return strings.ReplaceAll(name, "-", "_")
	}
	return ""
}

// types gives values the type that their field has: what the gateway bends to
// fit, and what it passes over because it cannot.
func (m *migrator) types() {
	for _, f := range slices.Concat(m.doc.Findings, m.doc.Service().Findings()) {
		if len(f.Fixes) == 0 || f.Rule != diag.TypeCoerced || f.Fixes[0].Source != m.doc.Source || f.Pointer == "/version" {
			continue
		}
		if m.doc.Format != syntax.JSON && slices.ContainsFunc(f.Fixes[0].Edits, func(e syntax.Edit) bool { return strings.ContainsAny(e.Text, "[{") }) {
			m.decide(f.Span, f.Pointer, "%s", f.Message)
			continue
		}
		if !m.overlaps(f.Fixes[0].Edits) {
			m.edits = append(m.edits, f.Fixes[0].Edits...)
			m.changed(f.Span, f.Pointer, "%s is now %s", m.name(f.Pointer, f.Span), f.Fixes[0].Edits[0].Text)
		}
	}
	m.extras(func(n *syntax.Node, pointer string, _ fact.Level) {
		for _, space := range n.Members() {
			if space.Value == nil || space.Value.Kind != syntax.Object {
				continue
			}
			for i := range space.Value.Members() {
				m.settingType(space.Name, &space.Value.Members()[i], syntax.Join(pointer, space.Name))
			}
		}
	})
}

func (m *migrator) name(pointer string, at syntax.Span) string {
	return fmt.Sprintf("%s %s", pointer[strings.LastIndexByte(pointer, '/')+1:], at.Text())
}

func (m *migrator) settingType(space string, member *syntax.Member, pointer string) {
	n := member.Value
	if n == nil {
		return
	}
	text := ""
	switch {
	case slices.Contains(booleans, member.Name) && n.Kind == syntax.String:
		if v, err := strconv.ParseBool(n.Text); err == nil {
			text = strconv.FormatBool(v)
		}
	case slices.Contains(counted, space) && slices.Contains(numbers, member.Name) && n.Kind == syntax.String:
		if numberText.MatchString(n.Text) {
			text = n.Text
		} else if s := secondsText.FindStringSubmatch(n.Text); s != nil && space == "qos/circuit-breaker" {
			text = s[1]
		} else {
			m.decide(n.Span, syntax.Join(pointer, member.Name), "%q must be a number, not %q", member.Name, n.Text)
		}
	case space == "security/cors" && member.Name == "max_age" && n.Kind == syntax.Number:
		text = config.Quote(n.Text + "s")
	case space == "security/cors" && slices.Contains([]string{"allow_origins", "allow_methods", "allow_headers", "expose_headers"}, member.Name) && n.Kind == syntax.String && m.doc.Format == syntax.JSON:
		text = "[" + n.Span.Text() + "]"
	}
	if text == "" {
		return
	}
	m.edits = append(m.edits, syntax.Edit{Start: n.Start, End: n.End, Text: text})
	m.changed(n.Span, syntax.Join(pointer, member.Name), "%s %s is now %s", member.Name, n.Span.Text(), text)
}

var (
	numberText  = regexp.MustCompile(`^(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	secondsText = regexp.MustCompile(`^([1-9][0-9]*)s$`)
)

// structure moves settings that stand elsewhere today.
func (m *migrator) structure() {
	m.moveRoot("/allow_insecure_connections", "client_tls", "allow_insecure_connections")
	m.h2c()
	m.keys()
}

// h2c moves the switch for HTTP/2 without TLS out of the router.
func (m *migrator) h2c() {
	const pointer = "/extra_config/router/use_h2c"
	n := m.doc.Root.At(pointer)
	if n == nil {
		return
	}
	at, text := n.Span, n.Span.Text()
	there := m.doc.Root.Get("use_h2c") != nil
	if (there || m.now(m.doc.Set("/use_h2c", text))) && m.now(m.doc.Remove(pointer)) {
		m.changed(at, pointer, `"use_h2c" stands at the root now`)
		return
	}
	m.decide(at, pointer, `"use_h2c" belongs at the root`)
}

// moveRoot moves a member of the service into an object of it.
func (m *migrator) moveRoot(pointer, object, name string) {
	n := m.doc.Root.At(pointer)
	if n == nil {
		return
	}
	at, text := n.Span, n.Span.Text()
	ok := false
	switch inner := m.doc.Root.Get(object); {
	case inner == nil:
		ok = m.now(m.doc.Set("/"+object, fmt.Sprintf("{%q: %s}", name, text)))
	case inner.Get(name) != nil:
		ok = true
	default:
		ok = m.now(m.doc.Set("/"+object+"/"+name, text))
	}
	if ok && m.now(m.doc.Remove(pointer)) {
		m.changed(at, pointer, "%q stands in %q now", name, object)
		return
	}
	m.decide(at, pointer, "%q belongs into %q", name, object)
}

// keys puts the certificate of the gateway into the list that it has today.
func (m *migrator) keys() {
	tls := m.doc.Root.Get("tls")
	public, private := tls.Get("public_key"), tls.Get("private_key")
	if public == nil || private == nil || tls.Get("keys") != nil {
		return
	}
	at := public.Span
	value := fmt.Sprintf(`[{"public_key": %s, "private_key": %s}]`, config.Quote(public.Text), config.Quote(private.Text))
	if m.now(m.doc.Set("/tls/keys", value)) && m.now(m.doc.Remove("/tls/public_key")) && m.now(m.doc.Remove("/tls/private_key")) {
		m.changed(at, "/tls/public_key", `the certificate stands in "keys" now`)
		return
	}
	m.decide(at, "/tls/public_key", `the certificate belongs into the list "keys"`)
}

// enterprise are plugins of former versions, with what they are called today.
var enterprise = map[string]string{
	"krakend-basic-auth": "auth/basic", "krakend-jwk-aggregator": "the plugin jwk-aggregator", "krakend-redirect": "backend/http/client", "krakend-dumper": "the plugin http-logger",
	"krakend-geoip": "the plugin geoip", "krakend-ipfilter": "the plugin ip-filter", "krakend-static-live": "server/static-filesystem", "krakend-wildcard": "endpoints that end in /*",
}

// decisions reports what no rule can decide.
func (m *migrator) decisions() {
	m.objects(func(n *syntax.Node, pointer string, level fact.Level) {
		if sd := n.Get("sd"); level == fact.Backend && slices.Contains([]string{"etcd", "consul", "eureka"}, strings.ToLower(sd.Str())) {
			m.decide(sd.Span, syntax.Join(pointer, "sd"), "service discovery by %s was removed: write the hosts, or use dns", sd.Str())
		}
	})
	if n := m.doc.Root.At("/tls/prefer_server_cipher_suites"); n != nil {
		m.decide(n.Span, "/tls/prefer_server_cipher_suites", `"prefer_server_cipher_suites" has no effect any more: delete it`)
	}
	m.extras(func(n *syntax.Node, pointer string, level fact.Level) {
		for _, space := range n.Members() {
			p := syntax.Join(pointer, space.Name)
			switch space.Name {
			case "telemetry/opencensus", "telemetry/influx":
				m.decide(space.Key, p, "%q is deprecated: telemetry/opentelemetry is its successor", space.Name)
			case "telemetry/ganalytics", "telemetry/instana":
				m.decide(space.Key, p, "%q was removed: delete it", space.Name)
			case "plugin/http-server", "plugin/http-client":
				m.plugins(space, p)
			}
			if known, ok := fact.FindNamespace(space.Name, level); ok && known.Edition == fact.Enterprise {
				m.decide(space.Key, p, "%q exists in the Enterprise Edition only", space.Name)
			}
		}
	})
}

func (m *migrator) plugins(space syntax.Member, pointer string) {
	space.Value.Walk(func(p string, n *syntax.Node) bool {
		if to := enterprise[n.Str()]; to != "" {
			m.decide(n.Span, pointer+p, "the plugin %s is %s today, in the Enterprise Edition", n.Text, to)
		}
		return true
	})
}
