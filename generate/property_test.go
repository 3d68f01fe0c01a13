package generate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// randomDocument makes a document of odd but possible paths and answers. The
// keys of its objects stand in an order of the second source's.
func randomDocument(r, order *rand.Rand) string {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	paths := map[string][]string{}
	for range 1 + r.IntN(12) {
		path := ""
		for range r.IntN(5) {
			path += "/" + pick("users", "{id}", "{name}", "{Id}", "me", "{id}:cancel", "a:b", "{a}.{b}", "x({k})", "__health", "v{v}", "{user.id}", "", "%20", "*")
		}
		path = pick(path, path+"/", strings.TrimPrefix(path, "/"))
		if paths[path] != nil {
			continue // a key that stands twice counts once
		}
		for _, method := range []string{"get", "put", "post", "delete", "head", "patch"} {
			if r.IntN(3) == 0 {
				paths[path] = append(paths[path], fmt.Sprintf(`%q: {"responses": {%q: {"description": "d", "content": {%q: {"schema": %s}}}}, "parameters": [{"in": %q, "name": "n%d", "schema": {}}]}`,
					method, pick("200", "201", "204", "2XX", "default", "404"), pick("application/json", "text/plain", "*/*"),
					pick(`{"type": "object"}`, `{"type": "array"}`, "{}", `{"$ref": "#/none"}`, "true"), pick("query", "header", "cookie", "nowhere"), r.IntN(3)))
			}
		}
	}
	var items []string
	for _, path := range slices.Sorted(func(yield func(string) bool) {
		for path := range paths {
			if !yield(path) {
				return
			}
		}
	}) {
		operations := paths[path]
		order.Shuffle(len(operations), func(i, j int) { operations[i], operations[j] = operations[j], operations[i] })
		items = append(items, fmt.Sprintf("%q: {%s}", path, strings.Join(operations, ", ")))
	}
	order.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	return `{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "http://api:8080/base"}], "paths": {` + strings.Join(items, ",\n") + `}}`
}

func TestRandomDocumentsAreAccountedForStartAndLintClean(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		var texts [2][]byte
		for i := range texts {
			var services []*spec.Service
			total := 0
			for j := range 2 {
				r := rand.New(rand.NewPCG(seed, uint64(j)))
				svc := load(t, fmt.Sprintf("s%d", j), randomDocument(r, rand.New(rand.NewPCG(seed, uint64(i)))))
				services = append(services, svc)
				total += len(svc.Operations)
			}
			res, err := generate.Run(t.Context(), services, generate.Options{})
			if total == 0 {
				if err == nil {
					t.Errorf("seed %d: no operations are no error", seed)
				}
				continue
			}
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if len(res.Report.Entries) != total {
				t.Errorf("seed %d: %d of %d operations are in the report", seed, len(res.Report.Entries), total)
			}
			for _, e := range res.Report.Entries {
				if (e.Outcome == generate.Skipped) != (e.Endpoint == nil) || e.Outcome != generate.Emitted && len(e.Why) == 0 {
					t.Errorf("seed %d: %s %s is %s, because %q", seed, e.Op.Method, e.Op.Path, e.Outcome, e.Why)
				}
			}
			mustLintClean(t, mustStart(t, res.Config), services)
			texts[i] = res.Config
		}
		if !bytes.Equal(texts[0], texts[1]) {
			t.Errorf("seed %d: the order of the document shows", seed)
		}
		if t.Failed() {
			return
		}
	}
}

// mustLintClean checks that lint, with the same documents, has no error and no
// warning about a generated configuration.
func mustLintClean(t *testing.T, doc *config.Document, services []*spec.Service) {
	t.Helper()
	result, err := lint.Run(t.Context(), doc, lint.Options{Services: services})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Findings {
		// A document may well have a path with an empty segment.
		if f.Severity != diag.Info && f.Rule != "url-pattern-form" {
			t.Errorf("lint finds: %s", f)
		}
	}
}

// FuzzPaths checks that a path is skipped or becomes an endpoint with which the
// gateway starts, whatever it looks like.
func FuzzPaths(f *testing.F) {
	for _, path := range []string{"/users/{id}", "/a/{b}.{c}", "/x({k})/{k}", "/{a:[0-9]{2}}", "/{**p}", "/a%20b/%2f", "//", "{;m}{.l}", "/:id", "/{é}/{É}", "/a;b=c,d"} {
		f.Add(path, "/users/{name}/x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		quote := func(s string) string {
			data, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
		svc := load(t, "api", `{"openapi": "3.0.3", "servers": [{"url": "http://h"}], "paths": {`+quote(a)+`: {"get": {}, "head": {}}, `+quote(b)+`: {"get": {}}}}`)
		res, err := generate.Run(t.Context(), []*spec.Service{svc}, generate.Options{Prefix: "/p"})
		if err != nil {
			return
		}
		mustStart(t, res.Config)
	})
}

func TestReportOfRandomDocumentsIsJSON(t *testing.T) {
	svc := load(t, "api", randomDocument(rand.New(rand.NewPCG(7, 7)), rand.New(rand.NewPCG(7, 7))))
	res := run(t, generate.Options{}, svc)
	var b bytes.Buffer
	if err := res.Report.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var report struct {
		Operations []struct {
			Outcome string
			Place   struct{ Line int }
		}
		Counts map[string]int
	}
	if err := json.Unmarshal(b.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Operations) != len(svc.Operations) || report.Operations[0].Place.Line == 0 || report.Counts["emitted"] != res.Report.Count(generate.Emitted) {
		t.Errorf("%+v", report)
	}
}

// largeDocument has that many operations, with answers behind references.
func largeDocument(operations int) string {
	var b strings.Builder
	b.WriteString(`{"openapi": "3.0.3", "info": {"title": "large", "version": "1"}, "servers": [{"url": "http://api:8080"}], "paths": {`)
	for i := range operations / 2 {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `"/group%d/items%d/{id}": {`, i%100, i)
		for j, method := range []string{"get", "post"} {
			if j > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, `%q: {"operationId": "op%d%s", "summary": "An operation of many", "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}, {"name": "page", "in": "query", "schema": {"type": "integer"}}],
  "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/S%d"}}}}, "404": {"description": "none"}}}`, method, i, method, i%1000)
		}
		b.WriteString("}")
	}
	b.WriteString(`}, "components": {"schemas": {`)
	for i := range 1000 {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, `"S%d": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"$ref": "#/components/schemas/S%d"}}}`, i, (i+1)%1000)
	}
	b.WriteString("}}}")
	return b.String()
}

func BenchmarkLargeDocument(b *testing.B) {
	for _, n := range []int{5000, 10000, 20000} {
		text := largeDocument(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				svc, err := openapi.Load(b.Context(), "-", openapi.Options{Stdin: strings.NewReader(text)})
				if err != nil {
					b.Fatal(err)
				}
				res, err := generate.Run(b.Context(), []*spec.Service{svc}, generate.Options{})
				if err != nil || len(res.Endpoints) != n {
					b.Fatal(err)
				}
			}
		})
	}
}
