package start

import (
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

func endpoints(list string) string { return `{"version": 3, "endpoints": [` + list + `]}` }

func endpoint(path, rest string) string {
	return `{"endpoint": "` + path + `", "backend": [{"host": ["http://a"], "url_pattern": "/y"}]` + rest + `}`
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name, config string
		rules        []string
		hint         string
	}{
		{name: "fine", config: endpoints(endpoint("/a", "") + "," + endpoint("/a/{id}", "") + "," + endpoint("/a/new", ""))},
		{name: "no version", config: `{}`, rules: []string{diag.VersionUnsupported}},
		{name: "old version", config: `{"version": 2}`, rules: []string{diag.VersionUnsupported}},
		{name: "version as text", config: `{"version": "3"}`},
		{name: "listen_ip", config: `{"version": 3, "listen_ip": "localhost"}`, rules: []string{diag.ListenIPInvalid}},
		{name: "port", config: `{"version": 3, "port": 70000}`, rules: []string{diag.PortRange}},
		{name: "no backend", config: endpoints(`{"endpoint": "/x", "backends": []}`), rules: []string{diag.BackendEmpty}, hint: `rename "backends"`},
		{name: "null backend", config: endpoints(`{"endpoint": "/x", "backend": [null]}`), rules: []string{diag.BackendNull}},
		{name: "null endpoint", config: endpoints(`null`), rules: []string{diag.BackendNull}},
		{name: "star", config: endpoints(endpoint("/x/*/y", "")), rules: []string{diag.EndpointStar}},
		{name: "wildcard", config: endpoints(endpoint("/x/*", "")), rules: []string{diag.EndpointWildcard}},
		{name: "reserved", config: endpoints(endpoint("/a/__health/b", "")), rules: []string{diag.EndpointReserved}},
		{name: "reserved name goes on", config: endpoints(endpoint("/__healthz", ""))},
		{name: "duplicate", config: endpoints(endpoint("/x", "") + "," + endpoint("x", `, "method": "get"`)), rules: []string{diag.EndpointDuplicate}},
		{name: "same path, other method", config: endpoints(endpoint("/x", "") + "," + endpoint("/x", `, "method": "POST"`))},
		{name: "parameter names", config: endpoints(endpoint("/x/{a}", "") + "," + endpoint("/x/{b}/c", "")), rules: []string{diag.EndpointConflict}},
		{name: "parameter names below different parents", config: endpoints(endpoint("/x/{a}", "") + "," + endpoint("/y/{b}/c", ""))},
		{name: "parameter names of other methods", config: endpoints(endpoint("/x/{a}", "") + "," + endpoint("/x/{b}", `, "method": "PUT"`))},
		{name: "verbs", config: endpoints(endpoint("/x:a", "") + "," + endpoint("/x:b", "")), rules: []string{diag.EndpointColon}},
		{name: "health", config: `{"version": 3, "extra_config": {"router": {"health_path": "/up"}}, "endpoints": [` + endpoint("/up", "") + `]}`, rules: []string{diag.EndpointHealth}},
		{name: "no-op with two", config: `{"version": 3, "output_encoding": "no-op", "host": ["a"], "endpoints": [{"endpoint": "/x", "backend": [{}, {}]}]}`, rules: []string{diag.NoopMultipleBackends}},
		{name: "unknown parameter", config: endpoints(`{"endpoint": "/x/{id}", "backend": [{"host": ["a"], "url_pattern": "/y/{Id}"}]}`), rules: []string{diag.ParamUndefined}, hint: "write {id}"},
		{name: "parameter inside a segment", config: endpoints(`{"endpoint": "/x.{id}", "backend": [{"host": ["a"], "url_pattern": "/y/{id}"}]}`), rules: []string{diag.ParamPartialSegment}},
		{name: "parameters of a sequence and a token", config: endpoints(`{"endpoint": "/x", "backend": [{"host": ["a"], "url_pattern": "/y/{resp0_id}/{JWT.sub}"}]}`)},
		{name: "host with a path", config: endpoints(`{"endpoint": "/x", "backend": [{"host": ["http://a:80/v1"], "url_pattern": "/y"}]}`), rules: []string{diag.HostInvalid}, hint: `move "/v1"`},
		{name: "host in capitals", config: `{"version": 3, "host": ["HTTP://a"]}`, rules: []string{diag.HostInvalid}, hint: "http://a"},
		{name: "host unchecked", config: endpoints(`{"endpoint": "/x", "backend": [{"host": ["amqp://a/b"], "disable_host_sanitize": true, "url_pattern": "/y"}]}`)},
		{name: "max_age of CORS", config: `{"version": 3, "extra_config": {"security/cors": {"max_age": 3600}}}`, rules: []string{diag.CORSMaxAge}, hint: `"12h"`},
		{name: "max_age of no use", config: `{"version": 3, "extra_config": {"security/cors": {"max_age": "soon"}}}`},
		{name: "max_age of null", config: `{"version": 3, "extra_config": {"security/cors": {"max_age": null}}}`},
		{name: "hosts that are no expressions", config: `{"version": 3, "extra_config": {"security/http": {"allowed_hosts": ["a.*", "(", "["], "allowed_hosts_are_regex": true}}}`, rules: []string{diag.AllowedHosts, diag.AllowedHosts}},
		{name: "hosts that need not be expressions", config: `{"version": 3, "extra_config": {"security/http": {"allowed_hosts": ["("]}}}`},
		{name: "namespaces of wrong types", config: `{"version": 3, "extra_config": {"security/http": [1], "security/cors": "x"}}`},
		{name: "namespaces as a text", config: `{"version": 3, "extra_config": "x", "endpoints": [` + endpoint("/x", `, "extra_config": 1`) + `]}`, rules: []string{diag.TypeInvalid, diag.TypeInvalid}},
		{name: "times as truth values", config: `{"version": 3, "timeout": true, "cache_ttl": false}`},
		{name: "a mapping as a list", config: endpoints(`{"endpoint": "/x", "backend": [{"host": ["a"], "mapping": ["a"]}]}`), rules: []string{diag.TypeInvalid}},
		{name: "a list for a text", config: endpoints(`{"endpoint": "/x", "backend": [{"host": ["a"], "group": [], "allow": [[]]}]}`), rules: []string{diag.TypeInvalid, diag.TypeInvalid}},
		{name: "namespaces as a list of objects", config: `{"version": 3, "extra_config": [{"router": {}}, null, [{}]]}`},
		{name: "namespaces as a list of other things", config: `{"version": 3, "extra_config": [{"router": {}}, "x", [1]]}`, rules: []string{diag.TypeInvalid, diag.TypeInvalid}},
		{name: "namespaces as a list", config: `{"version": 3, "extra_config": [], "endpoints": [` + endpoint("/x", `, "extra_config": null`) + `]}`},
		{name: "all of them", config: `{"version": 1, "host": [""], "timeout": "2", "endpoints": [` + endpoint("/x", "") + "," + endpoint("/x", "") + `]}`,
			rules: []string{diag.VersionUnsupported, diag.HostInvalid, diag.DurationInvalid, diag.EndpointDuplicate}},
		{name: "cut", config: `{"version": 3, "endpoints": [`, rules: []string{diag.SyntaxError}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := Refusals(config.Parse("krakend.json", []byte(tt.config)).Service())
			var rules []string
			for _, f := range found {
				rules = append(rules, f.Rule)
				if f.Span.IsZero() {
					t.Errorf("%s has no place", f)
				}
				if tt.hint != "" && !strings.Contains(f.Hint, tt.hint) {
					t.Errorf("hint %q, want %q", f.Hint, tt.hint)
				}
			}
			slices.Sort(rules)
			slices.Sort(tt.rules)
			if !slices.Equal(rules, tt.rules) {
				t.Errorf("got %v, want %v", found, tt.rules)
			}
		})
	}
}
