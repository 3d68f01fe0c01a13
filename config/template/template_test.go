package template

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config/syntax"
)

// files writes a folder of files and returns its path.
func files(t *testing.T, list map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range list {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const gateway = `{
  "version": 3,
  {{/* a comment */}}
  "timeout": "{{ .service.timeout }}",
  "name": "{{ .service.name | upper }}",
  "extra_config": {{ marshal .extra }},
  "endpoints": [
    {{- range $i, $p := .service.paths }}{{ if $i }},{{ end }}
    {{ template "endpoint.tmpl" $p }}
    {{- end }},
    {{ include "health.json" }}
  ],
  "port": {{ env "PORT" }}
}
`

func render(t *testing.T) (*Result, *syntax.Node) {
	t.Helper()
	dir := files(t, map[string]string{
		"settings/service.json":   `{"timeout": "3s", "name": "shop", "paths": ["/a", "/b"]}`,
		"settings/extra.json":     `{"router": {"auto_options": true}}`,
		"settings/note.txt":       "ignored",
		"templates/endpoint.tmpl": `{"endpoint": "{{ . }}", "output_encoding": "no-op"}`,
		"partials/health.json":    "{\n  \"endpoint\": \"/up\", \"method\": \"GET\"\n}",
	})
	res, err := Render(syntax.NewSource("gateway.tmpl", []byte(gateway)), Options{
		Settings: filepath.Join(dir, "settings"), Partials: filepath.Join(dir, "partials"),
		Templates: filepath.Join(dir, "templates"), Environ: []string{"PORT=9000"},
	})
	if err != nil {
		t.Fatal(err)
	}
	root, problems := syntax.ParseJSON(res.Source)
	if len(problems) > 0 || len(res.Findings) > 0 {
		t.Fatalf("%v %v in\n%s", problems, res.Findings, res.Source.Text)
	}
	return res, root
}

func TestRenderRemembersWhereEverythingCameFrom(t *testing.T) {
	res, root := render(t)
	tests := []struct{ pointer, value, file, text string }{
		{"/version", "3", "gateway.tmpl", "3"},
		{"/timeout", "3s", "service.json", `"3s"`},
		{"/name", "SHOP", "gateway.tmpl", "{{ .service.name | upper }}"},
		{"/extra_config/router/auto_options", "true", "extra.json", `{"router": {"auto_options": true}}`},
		{"/endpoints/0/output_encoding", "no-op", "endpoint.tmpl", `"no-op"`},
		{"/endpoints/1/endpoint", "/b", "endpoint.tmpl", "{{ . }}"},
		{"/endpoints/2/method", "GET", "health.json", `"GET"`},
		{"/port", "9000", "gateway.tmpl", `{{ env "PORT" }}`},
	}
	for _, tt := range tests {
		n := root.At(tt.pointer)
		if n == nil || n.Text != tt.value {
			t.Errorf("%s is %+v, want %q", tt.pointer, n, tt.value)
			continue
		}
		at := res.Origin(n.Span)
		if filepath.Base(at.Source.Name) != tt.file || at.Text() != tt.text {
			t.Errorf("%s came from %s %q, want %s %q", tt.pointer, at.Source.Name, at.Text(), tt.file, tt.text)
		}
	}
	if len(res.Files) != 5 {
		t.Errorf("files %v", res.Files)
	}
}

func TestRenderFailsAsTheReferenceDoes(t *testing.T) {
	dir := files(t, map[string]string{"settings/bad.json": "{oops", "settings/list.json": "[]", "ok/x.json": "{}"})
	src := func(s string) *syntax.Source { return syntax.NewSource("g.tmpl", []byte(s)) }

	var se *SettingsError
	if _, err := Render(src("{}"), Options{Settings: filepath.Join(dir, "settings")}); !errors.As(err, &se) || len(se.Findings) != 2 {
		t.Errorf("broken settings: %v", err)
	}
	if _, err := Render(src("{}"), Options{Settings: filepath.Join(dir, "none")}); err == nil {
		t.Error("a missing settings folder is no error")
	}
	tests := []struct{ name, text, rule, place, rendered string }{
		{"does not parse", "{\n  \"a\": {{ nope }}\n}", RuleRawFallback, "g.tmpl:2:1", "{\n  \"a\": {{ nope }}\n}"},
		{"does not run", `{"a": {{ index .x 3 }}}`, RuleRawFallback, "g.tmpl:1:10", `{"a": {{ index .x 3 }}}`},
		{"no partial", `{{ include "none.txt" }}{}`, RuleMissingPartial, "g.tmpl:1:13", "{}"},
		{"no value", `{"a": "{{ .x.nope }}"}`, RuleNoValue, "g.tmpl:1:8", `{"a": "<no value>"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res, err := Render(src(tt.text), Options{Settings: filepath.Join(dir, "ok"), Partials: dir})
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Findings) != 1 || res.Findings[0].Rule != tt.rule || res.Findings[0].Span.String() != tt.place {
				t.Errorf("got %v, want %s at %s", res.Findings, tt.rule, tt.place)
			}
			if res.Source.Text != tt.rendered {
				t.Errorf("rendered %q", res.Source.Text)
			}
		})
	}
}

func TestRenderWithoutAMapWhereMarksChangeTheResult(t *testing.T) {
	dir := files(t, map[string]string{"p.txt": "x"})
	text := `{"a": {{ if eq (include "p.txt") "x" }}1{{ else }}2{{ end }}}`
	res, err := Render(syntax.NewSource("g.tmpl", []byte(text)), Options{Partials: dir})
	if err != nil {
		t.Fatal(err)
	}
	if res.Source.Text != `{"a": 1}` {
		t.Errorf("rendered %q", res.Source.Text)
	}
	if at := res.Origin(syntax.Span{Source: res.Source, Start: 6, End: 7}); !strings.HasPrefix(at.String(), "g.tmpl:1:1") {
		t.Errorf("placed at %s", at)
	}
}
