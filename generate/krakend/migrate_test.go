package krakend

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/start"
)

// TestMigrateShopIsVersion3 migrates the configuration of the two services that
// this program began with, and holds that it starts afterwards.
func TestMigrateShopIsVersion3(t *testing.T) {
	doc, err := config.Open(filepath.Join("testdata", "shop.v2.json"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := Migrate(doc)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "shop.v3.json"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), m.Document.Source.Text); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := m.Decisions(); n != 0 {
		t.Errorf("%d decisions: %v", n, m.Changes)
	}
	if found := start.Refusals(m.Document.Service()); len(found) > 0 {
		t.Errorf("refused: %v", found)
	}
	if len(m.Document.Service().Findings()) > 0 {
		t.Errorf("types are left: %v", m.Document.Service().Findings())
	}
}

func TestMigrateTwiceChangesNothing(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("testdata", "*.json"))
	for _, file := range files {
		doc, err := config.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		once, err := Migrate(doc)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := Migrate(once.Document)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(once.Document.Source.Text, twice.Document.Source.Text); diff != "" {
			t.Errorf("%s (-once +twice):\n%s", file, diff)
		}
	}
}

func TestMigrate(t *testing.T) {
	endpoint := func(s string) string { return `{"version": 3, "endpoints": [` + s + `]}` }
	tests := []struct{ name, in, want, says string }{
		{"version as a text", `{"version": "2"}`, `{"version": 3}`, "version is 3"},
		{"no version", `{"name": "a"}`, `{"version": 3, "name": "a"}`, "there was none"},
		{"nothing at all", `{}`, `{"version": 3}`, "there was none"},
		{"namespace with a dot where it had an underscore", `{"version": 3, "extra_config": {"github.com/devopsfaith/krakend-cors": {}}}`, `{"version": 3, "extra_config": {"security/cors": {}}}`, "security/cors"},
		{"namespace of the other organisation", `{"version": 3, "extra_config": {"github.com/luraproject/lura/middleware/cors": {}}}`, `{"version": 3, "extra_config": {"security/cors": {}}}`, "takes effect only now"},
		{"namespace without a successor", `{"version": 3, "extra_config": {"github_com/devopsfaith/krakend-etcd": {}}}`, `{"version": 3, "extra_config": {"github_com/devopsfaith/krakend-etcd": {}}}`, "has no successor"},
		{"both names", `{"version": 3, "extra_config": {"security/cors": {"a": 1}, "github_com/devopsfaith/krakend-cors": {}}}`, `{"version": 3, "extra_config": {"security/cors": {"a": 1}}}`, "is deleted"},
		{"fields", endpoint(`{"headers_to_pass": ["A"], "querystring_params": ["b"], "backend": [{"whitelist": ["c"], "blacklist": []}]}`),
			endpoint(`{"input_headers": ["A"], "input_query_strings": ["b"], "backend": [{"allow": ["c"], "deny": []}]}`), "input_headers"},
		{"a value that is called like a field", endpoint(`{"endpoint": "/whitelist", "backend": [{"url_pattern": "/blacklist"}]}`), endpoint(`{"endpoint": "/whitelist", "backend": [{"url_pattern": "/blacklist"}]}`), ""},
		{"settings with dashes", endpoint(`{"extra_config": {"github.com/devopsfaith/krakend-jose/validator": {"jwk-url": "u", "cache": "true", "roles-key": "r"}}}`),
			endpoint(`{"extra_config": {"auth/validator": {"jwk_url": "u", "cache": true, "roles_key": "r"}}}`), "jwk_url"},
		{"settings in camel case", endpoint(`{"backend": [{"extra_config": {"github.com/devopsfaith/krakend-circuitbreaker/gobreaker": {"maxErrors": "1", "interval": 60, "timeout": "10s"}}}]}`),
			endpoint(`{"backend": [{"extra_config": {"qos/circuit-breaker": {"max_errors": 1, "interval": 60, "timeout": 10}}}]}`), "max_errors"},
		{"bots", `{"version": 3, "extra_config": {"github_com/devopsfaith/krakend-botdetector": {"blacklist": ["a"], "whitelist": ["b"], "cacheSize": 5}}}`,
			`{"version": 3, "extra_config": {"security/bot-detector": {"deny": ["a"], "allow": ["b"], "cache_size": 5}}}`, "deny"},
		{"numbers and booleans in quotes", `{"version": 3, "port": "8080", "debug_endpoint": "true"}`, `{"version": 3, "port": 8080, "debug_endpoint": true}`, "port"},
		{"insecure connections", `{"version": 3, "allow_insecure_connections": true}`, `{"version": 3, "client_tls": {"allow_insecure_connections": true}}`, "client_tls"},
		{"certificates", `{"version": 3, "tls": {"public_key": "a.pem", "private_key": "b.pem"}}`, `{"version": 3, "tls": {"keys": [{"public_key": "a.pem", "private_key": "b.pem"}]}}`, "keys"},
		{"byte order mark and commas", "\ufeff{\"version\": 3, \"endpoints\": [],}", `{"version": 3, "endpoints": []}`, "byte order mark"},
		{"comments", `{"version": 3 /* three */}`, `{"version": 3 /* three */}`, "no comments"},
		{"h2c and certificates", `{"version": 3, "extra_config": {"router": {"use_h2c": true}}, "tls": {"public_key": "a", "private_key": "b"}}`,
			`{"version": 3, "extra_config": {"router": {}}, "tls": {"keys": [{"public_key": "a", "private_key": "b"}]}, "use_h2c": true}`, "keys"},
		{"h2c", `{"version": 3, "extra_config": {"router": {"use_h2c": true, "auto_options": true}}}`, `{"version": 3, "extra_config": {"router": {"auto_options": true}}, "use_h2c": true}`, "use_h2c"},
		{"discovery", endpoint(`{"backend": [{"sd": "etcd"}]}`), endpoint(`{"backend": [{"sd": "etcd"}]}`), "etcd was removed"},
		{"everything else stays", "{\r\n\t\"version\" : 2 ,\r\n\t\"x\":1.50,\t\"@comment\": \"a\"\r\n}\r\n", "{\r\n\t\"version\" : 3 ,\r\n\t\"x\":1.50,\t\"@comment\": \"a\"\r\n}\r\n", "it was 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Migrate(config.Parse("krakend.json", []byte(tt.in)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, m.Document.Source.Text); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var said []string
			for _, c := range m.Changes {
				said = append(said, c.Message)
			}
			if text := strings.Join(said, "\n"); !strings.Contains(text, tt.says) || tt.says == "" && text != "" {
				t.Errorf("it says %q, not %q", text, tt.says)
			}
		})
	}
}

func TestMigrateNamesPlacesOfTheOriginal(t *testing.T) {
	const in = `{"endpoints": [{"headers_to_pass": [], "backend": [{"is_collection": "true", "whitelist": []}]}], "allow_insecure_connections": true,
"extra_config": {"github_com/devopsfaith/krakend-cors": {"max_age": 5}, "router": {"use_h2c": true}}}`
	m, err := Migrate(config.Parse("krakend.json", []byte(in)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range m.Changes {
		got = append(got, c.Span.String()+" "+c.Span.Text())
	}
	want := []string{
		"krakend.json:1:1 {", `krakend.json:1:17 "headers_to_pass"`, `krakend.json:1:70 "true"`, `krakend.json:1:78 "whitelist"`, "krakend.json:1:129 true",
		`krakend.json:2:18 "github_com/devopsfaith/krakend-cors"`, "krakend.json:2:69 5", "krakend.json:2:95 true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMigrateYAMLKeepsItsComments(t *testing.T) {
	const in = "# the gateway\nversion: 2\nendpoints:\n  - endpoint: /a # first\n    headers_to_pass: [A]\n"
	const want = "# the gateway\nversion: 3\nendpoints:\n  - endpoint: /a # first\n    input_headers: [A]\n"
	m, err := Migrate(config.Parse("krakend.yaml", []byte(in)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, m.Document.Source.Text); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMigrateRefusesWhatIsNoConfiguration(t *testing.T) {
	for _, text := range []string{"", "[]", `{"version": 2`, "{{ template }}"} {
		if _, err := Migrate(config.Parse("krakend.json", []byte(text))); err == nil {
			t.Errorf("%q was migrated", text)
		}
	}
}

func FuzzMigrate(f *testing.F) {
	for _, seed := range []string{`{"version": 2, "tls": {"public_key": "a", "private_key": "b"}}`, `{"allow_insecure_connections": "x", "extra_config": {"router": {"use_h2c": 1}}}`,
		`{"endpoints": {"whitelist": 1, "allow": 2, "backend": [{"whitelist": [], "allow": []}]}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Migrate(config.Parse("krakend.json", []byte(text)))
		if err != nil {
			return
		}
		if m.Document.Broken() && m.Decisions() == 0 {
			t.Errorf("%q became %q", text, m.Document.Source.Text)
		}
	})
}
