package openapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// referring is a document whose one answer has the schema that ref names.
func referring(ref string) string {
	return `{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "ok",
		"content": {"application/json": {"schema": {"$ref": "` + ref + `"}}}}}}}}}`
}

func outcome(t *testing.T, svc *spec.Service, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	op := svc.Operations[0]
	if op.Fault != nil {
		return op.Fault.Message
	}
	return op.Answers()[0].Body.String()
}

func TestReferencesIntoOtherFiles(t *testing.T) {
	list := `{"User": {"type": "object"}, "Users": {"type": "array", "items": {"$ref": "#/User"}}, "Up": {"$ref": "sub/deep.yaml#/Deep"}, "Back": {"$ref": "main.json#/paths/~1a/get/x"}}`
	files := map[string]string{
		"api/schemas.json":       list,
		"api/sub/deep.yaml":      "Deep:\n  $ref: '../schemas.json#/Users'\n",
		"api/with space.json":    `{"type": "array"}`,
		"api/broken.json":        `{"type": `,
		"api/circle.json":        `{"$ref": "circle.json"}`,
		"outside/secret.json":    `{"type": "array"}`,
		"api/folder/placeholder": "",
	}
	tests := []struct{ name, ref, root, want string }{
		{"V132 beside", "schemas.json#/Users", "", fact.ArrayBody.String()},
		{"with a dot", "./schemas.json#/User", "", fact.ObjectBody.String()},
		{"from file to file", "schemas.json#/Up", "", fact.ArrayBody.String()},
		{"whole file with an escape", "with%20space.json", "", fact.ArrayBody.String()},
		{"missing file", "none.json#/X", "", "cannot be read: no such file or directory"},
		{"missing place", "schemas.json#/None", "", "has nothing there"},
		{"broken file", "broken.json", "", "the file ends in the middle"},
		{"folder", "folder", "", "is a directory"},
		{"circle", "circle.json", "", "leads back to itself"},
		{"anchor", "#User", "", "is no JSON pointer"},
		{"above", "../outside/secret.json", "", "lies outside of"},
		{"above, allowed", "../outside/secret.json", "..", fact.ArrayBody.String()},
		{"V132 absolute", "/etc/hostname", "", "lies outside of"},
		{"by a link", "link.json", "", "cannot be read"},
		{"remote", "http://127.0.0.1:1/x.json", "", "may not reach the host 127.0.0.1:1"},
		{"other scheme", "file:///etc/hostname", "", "files and the web alone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" && tt.name == "by a link" {
				t.Skip("links need rights")
			}
			dir := write(t, files)
			main := filepath.Join(dir, "api", "main.json")
			if err := os.WriteFile(main, []byte(referring(tt.ref)), 0o644); err != nil {
				t.Fatal(err)
			}
			if tt.name == "by a link" {
				if err := os.Symlink(filepath.Join(dir, "outside", "secret.json"), filepath.Join(dir, "api", "link.json")); err != nil {
					t.Fatal(err)
				}
			}
			opts := openapi.Options{}
			if tt.root != "" {
				opts.RefRoot = filepath.Join(dir, "api", tt.root)
			}
			svc, err := openapi.Load(t.Context(), main, opts)
			if got := outcome(t, svc, err); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	t.Run("from a stream", func(t *testing.T) {
		svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(referring("schemas.json#/Users"))})
		if got := outcome(t, svc, err); !strings.Contains(got, "has no folder") {
			t.Error(got)
		}
	})
}

func TestReferencesToOtherHostsNeedLeave(t *testing.T) {
	schemas := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"Users": {"type": "array"}}`) })
	other := httptest.NewServer(schemas)
	defer other.Close()
	host := strings.TrimPrefix(other.URL, "http://")
	mux := http.NewServeMux()
	mux.Handle("/schemas.json", schemas)
	mux.HandleFunc("/same.json", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, referring("schemas.json#/Users")) })
	mux.HandleFunc("/other.json", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, referring(other.URL+"/schemas.json#/Users"))
	})
	mux.HandleFunc("/leads", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) })
	mux.HandleFunc("/redirected.json", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, referring("leads#/Users")) })
	mux.HandleFunc("/local.json", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, referring("file:///etc/hostname")) })
	s := httptest.NewServer(mux)
	defer s.Close()
	tests := []struct {
		name, path string
		allow      []string
		want       string
	}{
		{"the document's host", "/same.json", nil, fact.ArrayBody.String()},
		{"another host", "/other.json", nil, "may not reach the host " + host},
		{"another host, allowed", "/other.json", []string{host}, fact.ArrayBody.String()},
		{"another host by a redirect", "/redirected.json", nil, "references may not reach"},
		{"a file of this machine", "/local.json", nil, "may not reach the host"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			svc, err := openapi.Load(t.Context(), s.URL+tt.path, openapi.Options{AllowRefHosts: tt.allow})
			if got := outcome(t, svc, err); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
