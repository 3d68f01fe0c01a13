package project

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestFindReadsTheNearestFileUpward(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	text := `version: 1
config: gateway/krakend.json
services:
  - name: users
    spec: users.yaml
    host: http://users:5000
    prefix: /users
  - spec: https://example.com/openapi.json
lint:
  fail_on: warning
  disable: [noop-*]
  rules: {status-flattened: off}
  profile: strict
  edition: ee
  overrides:
    - files: ["legacy/**"]
      endpoints: ["GET /v1/old/*"]
      rules: {noop-*: off, host-localhost: info}
serve: {listen: "127.0.0.1:9000", strict: true, max_body: 16MB, random_hosts: true, forwarded_prefix: true}
`
	if err := os.WriteFile(filepath.Join(root, Name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	f, findings, err := Find(deep)
	if err != nil || len(findings) > 0 {
		t.Fatal(err, findings)
	}
	want := &File{
		Path:   filepath.Join(root, Name),
		Config: filepath.Join(root, "gateway", "krakend.json"),
		Services: []Service{
			{Name: "users", Spec: filepath.Join(root, "users.yaml"), Host: "http://users:5000", Prefix: "/users"},
			{Spec: "https://example.com/openapi.json"},
		},
		Lint: Lint{
			FailOn: "warning", Profile: "strict", Edition: "ee",
			Disable: []string{"noop-*"}, Severity: map[string]string{"status-flattened": "off"},
			Overrides: []Override{{
				Files: []string{"legacy/**"}, Endpoints: []string{"GET /v1/old/*"},
				Rules: map[string]string{"noop-*": "off", "host-localhost": "info"},
			}},
		},
		Serve: Serve{Listen: "127.0.0.1:9000", Strict: true, MaxBody: 16 << 20, RandomHosts: true, ForwardedPrefix: true},
	}
	if diff := cmp.Diff(want, f, cmpopts.IgnoreFields(Service{}, "Span")); diff != "" {
		t.Error(diff)
	}
}

// TestThePageOfTheProjectFileIsTrue reads the example of docs/project.md.
func TestThePageOfTheProjectFileIsTrue(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "project.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	path := filepath.Join(t.TempDir(), Name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	f, findings, err := Read(path)
	if err != nil || len(findings) > 0 {
		t.Fatal(err, findings)
	}
	if len(f.Services) != 1 || len(f.Policies) != 1 || len(f.Aggregates) != 1 || f.Auth["bearer"].Settings == nil || f.CORS == nil || !f.Generate.ValidateBodies {
		t.Errorf("%+v", f)
	}
	if diff := cmp.Diff([]string{filepath.Join(filepath.Dir(path), "users", "overlay.yaml")}, f.Services[0].Overlays); diff != "" {
		t.Error(diff)
	}
}

func TestFindStopsAtTheRepositorysRoot(t *testing.T) {
	root := t.TempDir()
	repo := filepath.Join(root, "repo")
	if err := os.MkdirAll(filepath.Join(repo, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, Name), []byte("version: 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, _, err := Find(repo)
	if err != nil || f.Path != "" {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestReadReportsMistakesWithTheirPlace(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "servces: []\n", `1:1: error: unknown key "servces"`},
		{"version", "version: 2\n", "1:10: error: version 2"},
		{"value", "lint: {fail_on: always}\n", "1:17: error: always is no value"},
		{"profile", "lint: {profile: strickt}\n", "1:17: error: strickt is no value"},
		{"override", "lint:\n  overrides:\n    - files: [a]\n", "3:7: error: an override needs rules"},
		{"no spec", "services:\n  - name: a\n", "2:5: error: a service needs a spec"},
		{"tabs", "lint:\n\tfail_on: error\n", "2:"},
		{"list", "- a\n", "1:1: error: a mapping is expected"},
		{"port", "generate: {port: 70000}\n", "1:18: error: 70000 is no port"},
		{"validator", "auth: {jwt: {jwk_uri: x}}\n", `1:14: error: unknown key "jwk_uri"`},
		{"kind of a setting", "auth: {jwt: {audience: a}}\n", "1:24: error: audience is string, array is expected"},
		{"algorithm", "auth: {jwt: {alg: rs256}}\n", `1:19: error: the gateway knows no algorithm "rs256"`},
		{"no schemes", "auth: []\n", "a mapping of security schemes"},
		{"no limit", "policies: [{rate_limit: {every: 1s}}]\n", "1:25: error: rate_limit has neither"},
		{"half a breaker", "policies: [{circuit_breaker: {interval: 1, timeout: 1}}]\n", "max_errors is missing"},
		{"duration", "policies: [{timeout: 3}]\n", "1:22: error: 3 is no duration"},
		{"settings", "cors: [a]\n", "1:7: error: a mapping is expected"},
		{"method", "aggregate: [{endpoint: /x, method: HEAD, operations: [{operation: /a}, {operation: /b}]}]\n", "1:36: error: HEAD is no value"},
		{"one operation", "aggregate: [{endpoint: /x, operations: [{operation: /a}]}]\n", "joins at least two"},
		{"no operation", "aggregate: [{endpoint: /x, operations: [{group: a}, {operation: /b}]}]\n", "an operation is missing"},
		{"parameters", "aggregate: [{endpoint: /x, operations: [{operation: /a, params: [b]}, {operation: /b}]}]\n", "1:65: error: a mapping is expected"},
		{"no endpoint", "aggregate: [{operations: []}]\n", "an aggregate needs an endpoint"},
		{"no list", "policies: {}\naggregate: {}\n", "a list of policies is expected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), Name)
			if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, findings, err := Read(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(findings) == 0 || !strings.Contains(findings[0].String(), tt.want) {
				t.Errorf("got %v, want %q", findings, tt.want)
			}
		})
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{
		"1": 1, "65536": 65536, "64KB": 64 << 10, "64 MB": 64 << 20, "2GB": 2 << 30,
		"0": 0, "-1": 0, "MB": 0, "1.5MB": 0, "64M": 0, "9999999999GB": 0, "": 0,
	} {
		got, err := ParseSize(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: got %d, %v", text, got, err)
		}
	}
}
