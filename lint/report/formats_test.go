package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xeipuuv/gojsonschema"
	"golang.org/x/tools/txtar"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/schemas"
)

// fixedRules are the rules of the golden outputs, so that a new rule changes
// none of them.
var fixedRules = []string{
	"syntax-error", "json-*", "version-unsupported", "duration-invalid", "debug-endpoint", "unknown-field",
	"noop-*", "client-tls-insecure", "jwt-jwk-http",
}

// formatCases are what every format is held against: nothing found, one
// finding, all severities, two files, a path that is not ASCII, a name with a
// comma and a percent sign, CRLF, a minified file, a byte order mark, and
// findings that are ignored.
func formatCases(t *testing.T) []struct {
	name    string
	results []*lint.Result
} {
	t.Helper()
	fixed := func(name, text string) *lint.Result {
		return check(t, name, text, lint.Options{Only: fixedRules})
	}
	none := fixed("krakend.json", "{\n  \"version\": 3,\n  \"endpoints\": []\n}\n")
	one := fixed("gateway/krakend.json", "{\n  \"version\": 2,\n  \"endpoints\": []\n}\n")
	several := fixed("krakend.json", `{
  "version": 3,
  "debug_endpoint": true,
  "client_tls": {"allow_insecure_connections": true},
  "endpoints": [
    {
      "endpoint": "/v1/users/{id}",
      "tiemout": "3s",
      "timeout": "1x",
      "backend": [
        {"host": ["http://users:5000"], "url_pattern": "/users/{id}", "encoding": "no-op"}
      ]
    }
  ]
}
`)
	return []struct {
		name    string
		results []*lint.Result
	}{
		{"none", []*lint.Result{none}},
		{"one", []*lint.Result{one}},
		{"several", []*lint.Result{several}},
		{"two", []*lint.Result{several, one}},
		{"path", []*lint.Result{fixed("./漢字/𐐀 gateway.json", "{\"名前𐐀\": 1, \"version\": 2}\n")}},
		{"name", []*lint.Result{fixed("a,b 50%: <c>&|`*.json", "{\"version\": 2, \"x,%:|<&\": 1}\n")}},
		{"crlf", []*lint.Result{fixed("krakend.json", "{\r\n  \"version\": 2,\r\n  \"endpoints\": [],\r\n}\r\n")}},
		{"minified", []*lint.Result{fixed("krakend.json", `{"version":3,"endpoints":[],"@long":"`+strings.Repeat("漢", 900)+`","tiemout":1,"@more":"`+strings.Repeat("x", 900)+`"}`)}},
		{"mark", []*lint.Result{fixed("krakend.json", "\ufeff{\"version\": 2,}")}},
		{"steer", []*lint.Result{fixed("krakend.json", "{\"version\": 3, \"\\n::error::]]>\\u0001\\u202e<script>\": 1}")}},
		{"ignored", []*lint.Result{fixed("krakend.json", `{"version": 2, "@lint-ignore": {"version-unsupported": "goes in May"}, "debug_endpoint": true}`)}},
	}
}

// formatOptions have what formats need besides: a template, and a version.
func formatOptions() report.Options {
	return report.Options{
		Version: "1.2.3", ShowIgnored: true,
		Template: "{{range .Files}}{{$path := .Path}}{{range .Findings}}{{$path}}|{{with .Range}}{{.Start.Line}}{{end}}|{{upper (print .Severity)}}|{{line .Message}}|{{json .Pointer}}\n{{end}}{{end}}",
	}
}

func render(t *testing.T, format string, results []*lint.Result, opts report.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, format, results, opts); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFormatsLookAsTheyDid(t *testing.T) {
	t.Parallel()
	for _, format := range report.Formats() {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join("testdata", "formats", format+".txtar")
			got := &txtar.Archive{}
			for _, c := range formatCases(t) {
				data := render(t, format, c.results, formatOptions())
				if again := render(t, format, c.results, formatOptions()); !bytes.Equal(data, again) {
					t.Errorf("%s: two runs differ", c.name)
				}
				if bytes.Contains(data, []byte("\x1b")) {
					t.Errorf("%s: there is colour that nobody asked for", c.name)
				}
				got.Files = append(got.Files, txtar.File{Name: c.name, Data: data})
			}
			text := txtar.Format(got)
			if *update {
				if err := os.WriteFile(file, text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(text)); diff != "" {
				t.Errorf("%s differs, rewrite it with -update (-want +got):\n%s", file, diff)
			}
		})
	}
}

func schemaOf(t *testing.T, file string) *gojsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if file == "lint-report" {
		data, err = schemas.Bundle(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(data))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestJSONFormatsMeetTheirSchemas(t *testing.T) {
	t.Parallel()
	for format, file := range map[string]string{
		"json": "lint-report", "sarif": "sarif.schema.json", "rdjson": "rdjson.schema.json", "gitlab": "gitlab.schema.json",
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			schema := schemaOf(t, file)
			for _, c := range formatCases(t) {
				result, err := schema.Validate(gojsonschema.NewBytesLoader(render(t, format, c.results, formatOptions())))
				if err != nil {
					t.Fatal(err)
				}
				if !result.Valid() {
					t.Errorf("%s: %v", c.name, result.Errors())
				}
			}
		})
	}
}

func TestXMLFormatsParse(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"junit", "checkstyle"} {
		for _, c := range formatCases(t) {
			dec := xml.NewDecoder(bytes.NewReader(render(t, format, c.results, formatOptions())))
			for {
				_, err := dec.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s, %s: %v", format, c.name, err)
				}
			}
		}
	}
}

func TestRDJSONLHasOneDiagnosticALine(t *testing.T) {
	t.Parallel()
	for _, c := range formatCases(t) {
		var whole struct{ Diagnostics []json.RawMessage }
		if err := json.Unmarshal(render(t, "rdjson", c.results, formatOptions()), &whole); err != nil {
			t.Fatal(err)
		}
		text := strings.TrimSuffix(string(render(t, "rdjsonl", c.results, formatOptions())), "\n")
		lines := strings.Split(text, "\n")
		if text == "" {
			lines = nil
		}
		if len(lines) != len(whole.Diagnostics) {
			t.Errorf("%s: %d lines for %d diagnostics", c.name, len(lines), len(whole.Diagnostics))
		}
		for _, line := range lines {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s: no JSON: %s", c.name, line)
			}
		}
	}
}

func TestHTMLNeedsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	for _, c := range formatCases(t) {
		page := string(render(t, "html", c.results, formatOptions()))
		for _, no := range []string{"<script", "<link", "@import", "url(", " src="} {
			if strings.Contains(page, no) {
				t.Errorf("%s: the page has %q", c.name, no)
			}
		}
	}
}

func TestGitHubAnnotatesTheGravestAndCountsTheRest(t *testing.T) {
	t.Parallel()
	var keys strings.Builder
	for i := range 15 {
		keys.WriteString(`, "x` + strings.Repeat("y", i) + `": 1`)
	}
	results := []*lint.Result{check(t, "krakend.json", `{"version": 2`+keys.String()+`}`, lint.Options{Only: []string{"version-unsupported", "unknown-field"}})}
	out := string(render(t, "github", results, report.Options{}))
	if n := strings.Count(out, "\n::warning "); n != 10 {
		t.Errorf("%d warnings are annotated", n)
	}
	if !strings.Contains(out, "\n5 warnings more in the log above\n") {
		t.Error("the rest is not counted")
	}
	if e, w := strings.Index(out, "\n::error "), strings.Index(out, "\n::warning "); e < 0 || w < e {
		t.Error("the error is not first")
	}
	if n := strings.Count(out, "[unknown-field]"); n != 15 {
		t.Errorf("the log has %d findings", n)
	}
}

func TestMaxFindingsKeepsTheGravestAndCountsAll(t *testing.T) {
	t.Parallel()
	results := []*lint.Result{check(t, "krakend.json", `{"x": 1, "y": 1, "version": 2}`, lint.Options{Only: []string{"version-unsupported", "unknown-field"}})}
	for _, format := range report.Formats() {
		out := string(render(t, format, results, report.Options{MaxFindings: 1, Template: "{{range .Files}}{{range .Findings}}{{.Rule}}{{end}}{{end}}"}))
		if !strings.Contains(out, "version-unsupported") || strings.Contains(out, "unknown-field") {
			t.Errorf("%s:\n%s", format, out)
		}
	}
	if out := string(render(t, "text", results, report.Options{MaxFindings: 1})); !strings.Contains(out, "1 error, 2 warnings in 1 file, 0 endpoints; 2 more not shown") {
		t.Error(out)
	}
}

func TestIgnoredAreShownOnRequestOnly(t *testing.T) {
	t.Parallel()
	text := `{"version": 2, "@lint-ignore": {"version-unsupported": "goes in May"}}`
	results := []*lint.Result{check(t, "krakend.json", text, lint.Options{Only: fixedRules})}
	for _, format := range []string{"text", "compact", "json", "sarif", "junit", "markdown", "html"} {
		if out := string(render(t, format, results, report.Options{})); strings.Contains(out, "goes in May") && !strings.Contains(out, "@lint-ignore") {
			t.Errorf("%s shows what is ignored", format)
		}
		if out := string(render(t, format, results, report.Options{ShowIgnored: true})); !strings.Contains(out, "goes in May") {
			t.Errorf("%s does not show what is ignored", format)
		}
	}
}

func TestPathsAreAsCIWantsThem(t *testing.T) {
	t.Parallel()
	results := []*lint.Result{check(t, "./sub/../krakend.json", `{"version": 2}`, lint.Options{Only: fixedRules})}
	opts := report.Options{Path: func(name string) string { return "gateway/" + name }}
	for _, format := range []string{"sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "rdjsonl", "markdown", "html"} {
		if out := string(render(t, format, results, opts)); !strings.Contains(out, "gateway/krakend.json") {
			t.Errorf("%s:\n%s", format, out)
		}
	}
	if out := string(render(t, "compact", results, opts)); !strings.HasPrefix(out, "./sub/../krakend.json:1:") {
		t.Errorf("compact:\n%s", out)
	}
}

func TestSameMistakeInTwoFilesIsTwoFindings(t *testing.T) {
	t.Parallel()
	text := `{"version": 2}`
	results := []*lint.Result{
		check(t, "a.json", text, lint.Options{Only: fixedRules}), check(t, "b.json", text, lint.Options{Only: fixedRules}),
	}
	var issues []struct{ Fingerprint string }
	if err := json.Unmarshal(render(t, "gitlab", results, report.Options{}), &issues); err != nil {
		t.Fatal(err)
	}
	if len(issues) != 2 || issues[0].Fingerprint == issues[1].Fingerprint {
		t.Errorf("got %v", issues)
	}
}

func TestTemplateNamesItsMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{{range .Files}}":                "reading the template",
		"{{.Fils}}":                       "Fils",
		"{{range .Files}}{{.Nme}}{{end}}": "Nme",
	} {
		err := report.Write(io.Discard, "template", []*lint.Result{parse(t, "a.json", "{}")}, report.Options{Template: text})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v", text, err)
		}
	}
}

func TestMarkdownStaysBelowTheLimitOfJobSummaries(t *testing.T) {
	t.Parallel()
	result := &lint.Result{Document: config.Parse("krakend.json", []byte("{}"))}
	for i := range 3000 {
		result.Findings = append(result.Findings, diag.Finding{Rule: "unknown-field", Message: fmt.Sprint(i, strings.Repeat("<", 200))})
	}
	out := render(t, "markdown", []*lint.Result{result}, report.Options{})
	if len(out) > 1<<20 || !bytes.Contains(out, []byte("more findings not shown")) {
		t.Errorf("%d bytes", len(out))
	}
}
