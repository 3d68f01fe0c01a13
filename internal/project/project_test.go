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
serve: {listen: "127.0.0.1:9000", strict: true}
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
		Serve: Serve{Listen: "127.0.0.1:9000", Strict: true},
	}
	if diff := cmp.Diff(want, f, cmpopts.IgnoreFields(Service{}, "Span")); diff != "" {
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
