package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"
	"github.com/xeipuuv/gojsonschema"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/schemas"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs, rewrite it with -update (-want +got):\n%s", file, diff)
	}
}

// cases are what every format is held against: nothing found, one finding, all
// severities, several files, and files that are hard to print.
func cases(t *testing.T) map[string][]*lint.Result {
	t.Helper()
	clean := parse(t, "clean.json", `{"version": 3, "endpoints": []}`)
	mixed := parse(t, "gateway/krakend.json", `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/v1/users/{id}",
      "method": "delete",
      "timeout": "1m30s",
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users/{id}", "encoding": "no-op"}
      ]
    }
  ]
}
`)
	hard := parse(t, "gw,50%: 漢字.json", "{\n\t\"version\": 3,\r\n\t\"名前\t漢字\": \"\u202eevil\", \"endpoints\": [{\"endpoint\": \"/漢字\", \"methd\": 1, \"backend\": [{\"url_pattern\": \"/\", \"host\": [\"http://h:80\"]}]}]\n}")
	long := parse(t, "minified.json", `{"version":3,"endpoints":[{"endpoint":"/a","backend":[{"url_pattern":"/a","host":["http://h:80"],"`+
		strings.Repeat("x", 300)+`":1,"enconding":"json"}],"@long":"`+strings.Repeat("漢", 5000)+`"}],"`+strings.Repeat("y", 400)+`":2}`)
	broken := parse(t, "broken.json", "\ufeff{\"version\": 3,\n}")
	return map[string][]*lint.Result{
		"none": {clean}, "one": {mixed}, "two": {mixed, clean}, "hard": {hard}, "long": {long}, "broken": {broken},
		"spec": {withSpec(t)}, "ignored": {parse(t, "ignored.json", `{"version": 3, "@lint-ignore": {"*": "old"}, "endpoints": [{"endpoint": "a", "backend": [{"url_pattern": "/"}]}]}`)},
	}
}

func parse(t *testing.T, name, text string) *lint.Result {
	t.Helper()
	return check(t, name, text, lint.Options{})
}

func check(t *testing.T, name, text string, opts lint.Options) *lint.Result {
	t.Helper()
	r, err := lint.Run(context.Background(), config.Parse(name, []byte(text)), opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func withSpec(t *testing.T) *lint.Result {
	t.Helper()
	r, _ := rule.Find("empty-body-decoded")
	svc, err := openapi.Load(context.Background(), "-", openapi.Options{Name: "users", Stdin: strings.NewReader(r.Spec)})
	if err != nil {
		t.Fatal(err)
	}
	return check(t, "krakend.json", r.Bad, lint.Options{Services: []*spec.Service{svc}})
}

func TestTextLooksAsItDid(t *testing.T) {
	t.Parallel()
	for name, results := range cases(t) {
		var b bytes.Buffer
		if err := report.Text(&b, results, report.Options{}); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b.Bytes(), []byte("\x1b")) {
			t.Errorf("%s: there is colour that nobody asked for", name)
		}
		golden(t, name+".txt", b.Bytes())
	}
}

func TestTextHasColourOnRequestOnly(t *testing.T) {
	t.Parallel()
	results := cases(t)["one"]
	var plain, colored bytes.Buffer
	if err := report.Text(&plain, results, report.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := report.Text(&colored, results, report.Options{Color: true}); err != nil {
		t.Fatal(err)
	}
	stripped := colored.String()
	for _, code := range []string{"0", "1", "2", "31", "33", "34", "36"} {
		stripped = strings.ReplaceAll(stripped, "\x1b["+code+"m", "")
	}
	if stripped == colored.String() {
		t.Error("there is no colour")
	}
	if diff := cmp.Diff(plain.String(), stripped); diff != "" {
		t.Errorf("colour changes the text (-plain +coloured):\n%s", diff)
	}
}

func TestTextMarksThePlaceInCellsAndCutsLongLines(t *testing.T) {
	t.Parallel()
	for name, results := range cases(t) {
		var b bytes.Buffer
		if err := report.Text(&b, results, report.Options{}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		for i, line := range lines {
			if !strings.Contains(line, "| ") {
				continue
			}
			if w := runewidth.StringWidth(line); w > 180 {
				t.Errorf("%s: a line is %d cells wide", name, w)
			}
			mark := strings.TrimLeft(line[strings.Index(line, "| ")+2:], " ")
			if mark == "" || strings.Trim(mark, "^") != "" {
				continue
			}
			if above := runewidth.StringWidth(lines[i-1]); runewidth.StringWidth(line) > above {
				t.Errorf("%s: the mark reaches beyond the line\n%s\n%s", name, lines[i-1], line)
			}
		}
	}
}

func TestJSONMeetsItsSchemaAndLooksAsItDid(t *testing.T) {
	t.Parallel()
	data, err := schemas.Bundle("lint-report")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(data))
	if err != nil {
		t.Fatal(err)
	}
	for name, results := range cases(t) {
		var b bytes.Buffer
		if err := report.JSON(&b, results, report.Options{Version: "1.2.3"}); err != nil {
			t.Fatal(err)
		}
		result, err := schema.Validate(gojsonschema.NewBytesLoader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if !result.Valid() {
			t.Errorf("%s: %v", name, result.Errors())
		}
		golden(t, name+".json", b.Bytes())
	}
}

func TestWriteNamesTheFormatsThatThereAre(t *testing.T) {
	t.Parallel()
	err := report.Write(&bytes.Buffer{}, "yaml", nil, report.Options{})
	if err == nil || !strings.Contains(err.Error(), "text, compact, json") {
		t.Errorf("the error is %v", err)
	}
	for _, f := range report.Formats() {
		if err := report.Write(&bytes.Buffer{}, f, nil, report.Options{}); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestExplainLooksAsItDid(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"empty-body-decoded", "json-byte-order-mark", "namespace-not-run"} {
		r, ok := rule.Find(id)
		if !ok {
			t.Fatal(id)
		}
		var b bytes.Buffer
		if err := report.Explain(&b, r); err != nil {
			t.Fatal(err)
		}
		golden(t, "explain-"+id+".txt", b.Bytes())
	}
}

func TestRulesListEveryRuleInEveryFormat(t *testing.T) {
	t.Parallel()
	for _, format := range report.RuleFormats() {
		var b bytes.Buffer
		if err := report.Rules(&b, format); err != nil {
			t.Fatal(err)
		}
		for _, r := range rule.All() {
			if !strings.Contains(b.String(), r.ID) {
				t.Errorf("%s does not list %s", format, r.ID)
			}
		}
		if format != "json" {
			continue
		}
		var list []struct{ ID, Severity, Effect, Summary string }
		if err := json.Unmarshal(b.Bytes(), &list); err != nil || len(list) != len(rule.All()) {
			t.Errorf("%d rules: %v", len(list), err)
		}
	}
	if err := report.Rules(&bytes.Buffer{}, "xml"); err == nil {
		t.Error("there is a format xml")
	}
}
