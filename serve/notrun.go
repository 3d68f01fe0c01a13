package serve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// idleSetting is a setting of a namespace that runs here, which does nothing by
// itself. A test walks the schemas: every setting is read somewhere, or stands
// here.
type idleSetting struct {
	namespace string
	levels    []fact.Level
	path      string // with dots, "[]" for the elements of a list
	effect    diag.Effect
	reason    string // "" for the Enterprise Edition
	silent    bool   // nobody misses anything, so that nothing is told
}

var (
	atService  = []fact.Level{fact.Service}
	atEndpoint = []fact.Level{fact.Endpoint}
	atBackend  = []fact.Level{fact.Backend}
)

const noRevokeServer = "no revoke server is told of this gateway; clients of one's own revoke tokens over the port"

var idleSettings = []idleSetting{
	{namespace: "proxy", levels: atEndpoint, path: "combiner", effect: diag.Wrong, reason: "other ways to merge exist only in builds of one's own"},
	{namespace: "proxy", levels: atEndpoint, path: "max_payload", effect: diag.Unsafe},
	{namespace: "proxy", levels: atEndpoint, path: "decompress_gzip", effect: diag.Wrong},
	{namespace: "router", levels: atService, path: "max_multipart_memory", effect: diag.Untidy, reason: "forms are handed on without being read"},
	{namespace: "router", levels: atService, path: "max_payload", effect: diag.Unsafe},
	{namespace: "router", levels: atService, path: "decompress_gzip", effect: diag.Wrong},
	{namespace: "router", levels: atService, path: "disable_gzip", effect: diag.Untidy},
	{namespace: "backend/http/client", levels: atBackend, path: "no_redirect", effect: diag.Wrong},
	{namespace: "backend/http/client", levels: atBackend, path: "proxy_address", effect: diag.Wrong},
	{namespace: "backend/http/client", levels: atBackend, path: "client_tls", effect: diag.Wrong},
	{namespace: "qos/ratelimit/router", levels: atEndpoint, path: "num_shards", effect: diag.Untidy, reason: "the counters of clients need no parts"},
	{namespace: "qos/ratelimit/router", levels: atEndpoint, path: "cleanup_period", effect: diag.Untidy, reason: "counters are swept out once a minute, as soon as they are as good as new"},
	{namespace: "qos/ratelimit/router", levels: atEndpoint, path: "cleanup_threads", effect: diag.Untidy, reason: "one sweep is enough"},
	{namespace: "security/http", levels: atService, path: "hpkp_public_key", effect: diag.Untidy, reason: "browsers have dropped the header"},
	{namespace: "auth/revoker", levels: atService, path: "revoke_server_ping_url", effect: diag.Unsafe, reason: noRevokeServer},
	{namespace: "auth/revoker", levels: atService, path: "revoke_server_ping_interval", effect: diag.Untidy, reason: noRevokeServer},
	{namespace: "auth/revoker", levels: atService, path: "revoke_server_api_key", effect: diag.Untidy, reason: noRevokeServer},
	{namespace: "auth/revoker", levels: atService, path: "revoke_server_max_workers", effect: diag.Untidy, reason: noRevokeServer},
	{namespace: "auth/revoker", levels: atService, path: "revoke_server_max_retries", effect: diag.Untidy, reason: noRevokeServer},
	{namespace: "auth/signer", levels: atEndpoint, path: "leeway", effect: diag.Untidy, reason: "signing looks at no times"},
	{namespace: "telemetry/metrics", levels: atService, path: "collection_time", effect: diag.Untidy, reason: "the numbers are those of the moment that they are asked for"},
	{namespace: "telemetry/logging", levels: atService, path: "access_log_format", effect: diag.Untidy},
	{namespace: "telemetry/logging", levels: atService, path: "access_log_custom_format", effect: diag.Untidy},
	{namespace: "telemetry/logging", levels: atService, path: "access_log_file_rotation", effect: diag.Untidy},
	{namespace: "telemetry/logging", levels: atService, path: "backend", effect: diag.Untidy},
	{namespace: "telemetry/opentelemetry", levels: atService, path: "exporters.otlp.[].is_secure", effect: diag.Unsafe},
	{namespace: "telemetry/opentelemetry", levels: atService, path: "exporters.prometheus.[].custom_metric_reporting_period", effect: diag.Untidy, reason: "Prometheus asks when it likes"},
	{namespace: "telemetry/opentelemetry", levels: atService, path: "exporters.otlp.[].name", silent: true, reason: "only exporters_override looks exporters up by their names"},
	{namespace: "telemetry/opentelemetry", levels: atService, path: "exporters.prometheus.[].name", silent: true, reason: "only exporters_override looks exporters up by their names"},
	{namespace: "telemetry/opentelemetry", levels: slices.Concat(atEndpoint, atBackend), path: "exporters_override", effect: diag.Untidy},
	{namespace: "telemetry/opentelemetry", levels: atBackend, path: "proxy", effect: diag.Untidy, reason: "the layer proxy is of whole endpoints"},
}

// idle finds the settings of an entry that do nothing.
func idle(entry config.ExtraEntry, level fact.Level) []diag.Finding {
	var found []diag.Finding
	for _, s := range idleSettings {
		if s.silent || s.namespace != entry.Name || !slices.Contains(s.levels, level) {
			continue
		}
		key, pointer, ok := settingAt(entry.Node, strings.Split(s.path, "."), entry.Pointer)
		if !ok {
			continue
		}
		f := diag.Finding{Rule: diag.NamespaceNotRun, Severity: diag.Warning, Effect: s.effect, Span: key, Pointer: pointer}
		if s.effect == diag.Untidy {
			f.Severity = diag.Info
		}
		name := s.path[strings.LastIndexByte(s.path, '.')+1:]
		f.Message = fmt.Sprintf("%q of %q does nothing here: %s", name, entry.Written, s.reason)
		if s.reason == "" {
			f.Rule = diag.SettingEnterprise
			f.Message = fmt.Sprintf("%q of %q works only in the Enterprise Edition, it does nothing here", name, entry.Written)
		}
		found = append(found, f)
	}
	return found
}

// settingAt looks a setting up, and returns the place of its key.
func settingAt(n *syntax.Node, path []string, pointer string) (syntax.Span, string, bool) {
	if path[0] == "[]" {
		if n == nil || n.Kind != syntax.Array {
			return syntax.Span{}, "", false
		}
		for i, item := range n.Items() {
			if key, p, ok := settingAt(item, path[1:], syntax.Index(pointer, i)); ok {
				return key, p, true
			}
		}
		return syntax.Span{}, "", false
	}
	m := n.Member(path[0])
	if m == nil || m.Value.IsNull() {
		return syntax.Span{}, "", false
	}
	pointer = syntax.Join(pointer, path[0])
	if len(path) == 1 {
		return m.Key, pointer, true
	}
	return settingAt(m.Value, path[1:], pointer)
}
