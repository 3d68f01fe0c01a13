package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

const sample = `{
  "version": 3,
  "host": "http://a",
  "timeout": "3s",
  "@comment": "kept",
  "colour": 1,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [
        { "url_pattern": "/api/users/{id}", "is_collection": "true", "mapping": {"a": 1} }
      ]
    },
    { "endpoint": "x", "METHOD": "post", "timeout": 5, "backend": [null], "extra_config": {"github.com/devopsfaith/krakend/proxy": {"sequential": true}} }
  ]
}
`

func TestServiceReadsAsTheGatewayDoes(t *testing.T) {
	s := Parse("krakend.json", []byte(sample)).Service()
	if s.Version.V != 3 || s.Timeout.V != 3*time.Second || len(s.Host.V) != 1 || s.NumEndpoints() != 2 {
		t.Fatalf("got %+v", s)
	}
	b := s.Endpoint(0).Backends[0]
	if !b.IsCollection.V || b.Mapping.V["a"] != "1" || b.Hosts()[0] != "http://a" || b.HTTPMethod() != "GET" {
		t.Errorf("backend %+v", b)
	}
	e := s.Endpoint(1)
	if e.ID().String() != "POST /x" || e.Timeout.V != 5 || e.Backends[0] != nil {
		t.Errorf("endpoint %+v", e)
	}
	if n := e.Extra.Get("proxy"); n == nil || n.Get("sequential").Text != "true" {
		t.Errorf("the former name of proxy is not honoured: %+v", e.Extra)
	}
	if len(s.Unknown) != 1 || s.Unknown[0].Name != "colour" {
		t.Errorf("unknown %+v", s.Unknown)
	}
	rules := map[string]int{}
	for _, f := range s.Findings() {
		rules[f.Rule]++
		if f.Span.IsZero() || f.Pointer == "" {
			t.Errorf("%s has no place", f)
		}
	}
	if rules[diag.TypeCoerced] != 3 || rules[diag.DurationNumber] != 1 {
		t.Errorf("findings %v", s.Findings())
	}
}

func TestNumbersThatStandForTextsAreWrittenOut(t *testing.T) {
	for text, want := range map[string]string{
		`7`: "7", `-0.50`: "-0.5", `1.0`: "1", `1e3`: "1000", `2.5e-3`: "0.0025", `true`: "1", `null`: "", `"1e3"`: "1e3",
	} {
		e := Parse("krakend.json", []byte(`{"endpoints": [{"endpoint": "/x", "backend": [{"group": `+text+`}]}]}`)).Service().Endpoint(0)
		if got := e.Backends[0].Group.V; got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestExtraConfigAsAListIsOneObject(t *testing.T) {
	s := Parse("krakend.json", []byte(`{
  "extra_config": [{"router": {"a": 1}, "a/b": 1}, [null, [{"router": {"b": 2}}]], {"@c": 1}],
  "endpoints": [{"endpoint": "/x", "backend": [{"extra_config": []}]}]
}`)).Service()
	var got []string
	for _, e := range s.Extra.Entries {
		got = append(got, e.Name+" "+e.Pointer+" "+e.Node.Span.Text())
	}
	want := []string{`router /extra_config/1/1/0/router {"b": 2}`, `a/b /extra_config/0/a~1b 1`}
	if !slices.Equal(got, want) || s.Extra.Get("router").Get("b") == nil {
		t.Errorf("got %q, want %q", got, want)
	}
	var told []string
	for _, f := range append(s.OwnFindings(), s.EndpointAt(0).Endpoint().Findings()...) {
		told = append(told, f.Rule+" "+f.Pointer)
	}
	if want := []string{"type-coerced /extra_config", "type-coerced /endpoints/0/backend/0/extra_config"}; !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
}

func TestEditsLeaveOtherBytesAlone(t *testing.T) {
	d := Parse("krakend.json", []byte(sample))
	apply := func(edits []syntax.Edit, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if d, err = d.Apply(edits...); err != nil {
			t.Fatal(err)
		}
		if len(d.Findings) > 0 {
			t.Fatalf("%v in\n%s", d.Findings, d.Source.Text)
		}
	}
	apply(d.Set("/endpoints/0/output_encoding", `"json-collection"`))
	apply(d.Set("/endpoints/0/backend/0/is_collection", "true"))
	apply(d.Set("/endpoints/0/backend/0/group", `"g"`))
	apply(d.Remove("/colour"))
	apply(d.Insert("/endpoints/1/backend", 0, "{\n  \"url_pattern\": \"/y\"\n}"))
	apply(d.Remove("/endpoints/1/backend/1"))
	apply(d.Move("/endpoints", 1, 0))
	apply(d.Rename("/endpoints/0/METHOD", "method"))
	apply(d.Set("/extra_config", "{}"))
	apply(d.Set("/extra_config/router", "{\n  \"auto_options\": true\n}"))
	want := `{
  "version": 3,
  "host": "http://a",
  "timeout": "3s",
  "@comment": "kept",
  "endpoints": [
    { "endpoint": "x", "method": "post", "timeout": 5, "backend": [{
      "url_pattern": "/y"
    }], "extra_config": {"github.com/devopsfaith/krakend/proxy": {"sequential": true}} },
    {
      "endpoint": "/users/{id}",
      "backend": [
        { "url_pattern": "/api/users/{id}", "is_collection": true, "mapping": {"a": 1}, "group": "g" }
      ],
      "output_encoding": "json-collection"
    }
  ],
  "extra_config": {
    "router": {
      "auto_options": true
    }
  }
}
`
	if d.Source.Text != want {
		t.Errorf("got\n%s", d.Source.Text)
	}
}

func TestEditsKeepLineEndingsAndTabs(t *testing.T) {
	d := Parse("f.json", []byte("{\r\n\t\"a\": {},\r\n\t\"b\": 1\r\n}\r\n"))
	edits, err := d.Set("/a/c", "[\n  1\n]")
	if err != nil {
		t.Fatal(err)
	}
	d, _ = d.Apply(edits...)
	if want := "{\r\n\t\"a\": {\r\n\t\t\"c\": [\r\n\t\t\t1\r\n\t\t]\r\n\t},\r\n\t\"b\": 1\r\n}\r\n"; d.Source.Text != want {
		t.Errorf("got %q", d.Source.Text)
	}
}

func TestQuoteWritesWhatJSONReads(t *testing.T) {
	for _, s := range []string{"", "plain", `a"b\c`, "tab\t", "<&>", "é\u2028", "\x7f", "bad\xff"} {
		var back string
		if err := json.Unmarshal([]byte(Quote(s)), &back); err != nil || back != strings.ToValidUTF8(s, "\uFFFD") {
			t.Errorf("%q becomes %s: %v", s, Quote(s), err)
		}
	}
	if got := Quote("<&>"); got != `"<&>"` {
		t.Errorf("got %s", got)
	}
}

func TestEditsOfAPartGoByItsOwnIndentation(t *testing.T) {
	d := Parse("", []byte("\t\t{\n\t\t\t\"a\": 1,\n\t\t\t\"c\": 2\n\t\t}"))
	edits, err := d.InsertMember("", 1, "b", "[\n  1\n]")
	if err != nil {
		t.Fatal(err)
	}
	d, _ = d.Apply(edits...)
	if want := "\t\t{\n\t\t\t\"a\": 1,\n\t\t\t\"b\": [\n\t\t\t\t1\n\t\t\t],\n\t\t\t\"c\": 2\n\t\t}"; d.Source.Text != want {
		t.Errorf("got %q", d.Source.Text)
	}
}

func TestWriteFileKeepsModeAndLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "krakend.json")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.json")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, _ := os.Stat(path)
	data, _ := os.ReadFile(path)
	entries, _ := os.ReadDir(dir)
	if string(data) != "new" || info.Mode().Perm() != 0o600 || len(entries) != 2 {
		t.Errorf("got %q, %v, %v", data, info.Mode(), entries)
	}
	if err := WriteFile(dir, []byte("x")); err == nil || !strings.Contains(err.Error(), "directory") {
		t.Errorf("a directory: %v", err)
	}
	if err := WriteFile(filepath.Join(dir, "no", "f"), []byte("x")); err == nil {
		t.Error("a missing folder is no error")
	}
}

func TestWithEnvironTakesTheFieldsPlace(t *testing.T) {
	d := Parse("krakend.json", []byte(`{"version": 3, "Timeout": "2s"}`))
	s := d.WithEnviron([]string{"KRAKEND_TIMEOUT=50ms", "KRAKEND_PORT=9000", "KRAKEND_DEBUG_ENDPOINT=1", "KRAKEND_NOPE=1", "krakend_cache_ttl=9s", "PATH=/"}).Service()
	if s.Timeout.V != 50*time.Millisecond || s.Port.V != 9000 || !s.DebugEndpoint.V || s.CacheTTL.V != 0 || len(s.Findings()) > 0 {
		t.Errorf("got %+v", s)
	}
	s = d.WithEnviron([]string{"KRAKEND_TIMEOUT=soon"}).Service()
	if len(s.Findings()) != 1 || s.Findings()[0].File() != "environment variable KRAKEND_TIMEOUT" {
		t.Errorf("got %v", s.Findings())
	}
	if d.WithEnviron([]string{"HOME=/"}) != d {
		t.Error("a document without overrides is not itself")
	}
}

func TestAKeyThatStandsTwiceIsRefusedButInJSON(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file, text, first, second string
		broken                    bool
	}{
		"JSON":               {"f.json", "{\"a\": 1,\n\"a\": 2}", "1:2", "2:1", false},
		"YAML":               {"f.yaml", "a: 1\nb:\n  c: 1\na: 2\n", "1:1", "4:1", true},
		"YAML, nested":       {"f.yaml", "a:\n  - b: 1\n    c: 2\n    'b': 3\n", "2:5", "4:5", true},
		"YAML, in flow":      {"f.yaml", "a: {b: 1, b: 2}\n", "1:5", "1:11", true},
		"YAML, merge keys":   {"f.yaml", "a: &x {b: 1}\nc:\n  <<: *x\n  <<: *x\n", "3:3", "4:3", true},
		"TOML":               {"f.toml", "a = 1\na = 2\n", "1:1", "2:1", true},
		"TOML, tables":       {"f.toml", "[a]\nb = 1\n[a]\nc = 1\n", "1:2", "3:2", true},
		"TOML, inner tables": {"f.toml", "[[e]]\na = 1\n[[e]]\nb = 1\nb = 2\n", "4:1", "5:1", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Parse(c.file, []byte(c.text))
			if len(d.Findings) != 1 {
				t.Fatalf("got %v", d.Findings)
			}
			f := d.Findings[0]
			want := diag.Finding{Severity: diag.Warning, Effect: diag.Untidy}
			if c.broken {
				want = diag.Finding{Severity: diag.Error, Effect: diag.Refused}
			}
			if f.Rule != diag.DuplicateJSONKey || f.Severity != want.Severity || f.Effect != want.Effect || d.Broken() != c.broken {
				t.Errorf("got %v, %v, broken: %t", f, f.Effect, d.Broken())
			}
			if f.Span.String() != c.file+":"+c.second || len(f.Related) != 1 || f.Related[0].Span.String() != c.file+":"+c.first {
				t.Errorf("got %v with %v", f, f.Related)
			}
		})
	}
}
