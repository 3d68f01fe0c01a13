package document

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// TestGeneratedGatewaysAnswerAsTheirDocumentsSay generates a gateway from each
// document, in the styles of many frameworks, and calls every operation with
// all that is declared, and more, for every answer of success. What arrives
// and what comes back is held against a reading of the document that shares
// nothing with the code that is judged.
func TestGeneratedGatewaysAnswerAsTheirDocumentsSay(t *testing.T) {
	t.Parallel()
	for name, file := range documents(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			judgeDocuments(t, generate.Options{}, file).complain(t)
		})
	}
}

// TestOneGatewayAnswersForAllDocuments joins all documents, with what they have
// alike: paths, and parameters that are called differently.
func TestOneGatewayAnswersForAllDocuments(t *testing.T) {
	t.Parallel()
	all := documents(t)
	var files []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		files = append(files, all[name])
	}
	judgeDocuments(t, generate.Options{OnConflict: generate.PrefixLater}, files...).complain(t)
}

// documents are the documents of this package, by their names.
func documents(t *testing.T) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("testdata", "documents"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		file := filepath.Join("testdata", "documents", e.Name())
		if e.IsDir() {
			file = filepath.Join(file, "openapi.yaml")
		}
		all[strings.TrimSuffix(e.Name(), filepath.Ext(e.Name()))] = file
	}
	return all
}

// TestGatewaysOfRealDocumentsAnswer does the same with real documents, where
// they are at hand.
func TestGatewaysOfRealDocumentsAnswer(t *testing.T) {
	t.Parallel()
	var files []string
	err := filepath.WalkDir(filepath.Join("..", "..", "..", "..", "shared", "samples", "openapi"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && slices.Contains([]string{".json", ".yaml", ".yml"}, filepath.Ext(path)) {
			files = append(files, path)
		}
		return nil
	})
	if err != nil || len(files) == 0 {
		t.Skip("there are no samples here")
	}
	for _, file := range files {
		if strings.Contains(file, "separate") && filepath.Base(file) != "swagger.json" {
			continue // parts of another document
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			judgeDocuments(t, generate.Options{}, file).complain(t)
		})
	}
}

// verdict is what became of the operations of a document.
type verdict struct {
	total, served    int
	decodable, plain int // operations that can be decoded, and those that are not
	problems         []string
}

func (v *verdict) add(op fmt.Stringer, problems ...string) {
	for _, p := range problems {
		v.problems = append(v.problems, fmt.Sprintf("%s: %s", op, p))
	}
}

func (v *verdict) complain(t *testing.T) {
	t.Helper()
	t.Logf("%d of %d operations answered, %d of %d decoded", v.served, v.total, v.decodable-v.plain, v.decodable)
	if v.total == 0 {
		t.Error("the document has no operations")
	}
	for i, p := range v.problems {
		if i == 20 {
			t.Errorf("and %d more", len(v.problems)-i)
			break
		}
		t.Error(p)
	}
}

// judgeDocuments generates one gateway from documents, lints, serves and calls.
func judgeDocuments(t *testing.T, opts generate.Options, files ...string) *verdict {
	t.Helper()
	var services []*spec.Service
	for i, file := range files {
		svc, err := openapi.Load(t.Context(), file, openapi.Options{Name: fmt.Sprintf("s%d", i)})
		if err != nil {
			t.Fatal(err)
		}
		svc.Hosts = []string{fmt.Sprintf("http://s%d:8080", i)}
		services = append(services, svc)
	}
	res, err := generate.Run(t.Context(), services, opts)
	if err != nil {
		t.Fatal(err)
	}
	v := &verdict{}
	doc := config.Parse("krakend.json", res.Config)
	linted, err := lint.Run(t.Context(), doc, lint.Options{Services: services})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(linted.Findings, res.Findings...) {
		if f.Severity == diag.Error {
			t.Error(f)
		}
	}
	backend := &stub{}
	g, err := serve.Build(doc, serve.Options{Transport: backend})
	if err != nil {
		t.Fatalf("the gateway does not start: %v\n%s", err, res.Config)
	}
	defer g.Close()
	routes := routesOf(t, res)
	for i, file := range files {
		for _, op := range openDocument(t, file).operations() {
			v.total++
			before := len(v.problems)
			r, ok := routes[services[i].Name+" "+op.String()]
			if !ok {
				v.add(op, "it has no endpoint")
				continue
			}
			r.judge(v, op, g, backend)
			if len(v.problems) == before {
				v.served++
			}
		}
	}
	return v
}

// served is an endpoint of the generated configuration.
type served struct {
	Endpoint string   `json:"endpoint"`
	Method   string   `json:"method"`
	Output   string   `json:"output_encoding"`
	Query    []string `json:"input_query_strings"`
	Headers  []string `json:"input_headers"`
}

// routesOf finds the endpoint of each operation, by the method and the path of
// the document.
func routesOf(t *testing.T, res *generate.Result) map[string]served {
	t.Helper()
	var cfg struct {
		Endpoints []served `json:"endpoints"`
	}
	if err := json.Unmarshal(res.Config, &cfg); err != nil {
		t.Fatal(err)
	}
	routes := map[string]served{}
	for _, e := range res.Report.Entries {
		if e.Endpoint == nil {
			t.Logf("%s %s: %s", e.Op.Method, e.Op.Path, strings.Join(e.Why, "; "))
			continue
		}
		i := slices.IndexFunc(cfg.Endpoints, func(s served) bool { return s.Endpoint == e.Endpoint.Path && s.Method == e.Endpoint.Method })
		if i < 0 {
			t.Fatalf("%s %s is not in the configuration", e.Op.Method, e.Op.Path)
		}
		routes[e.Service+" "+e.Op.Method+" "+e.Op.Path] = cfg.Endpoints[i]
	}
	return routes
}

// judge calls an operation for each of its answers, and for each media type of
// its body.
func (s served) judge(v *verdict, op *operation, g *serve.Gateway, backend *stub) {
	client, at, ok := targets(op, s.Endpoint)
	if !ok {
		v.add(op, fmt.Sprintf("endpoint %s has other parameters than its path", s.Endpoint))
		return
	}
	m := messageOf(op)
	if !m.open && (slices.Contains(s.Query, "*") || slices.Contains(s.Headers, "*")) {
		v.add(op, "everything is let through, although the document lists the names")
	}
	call := func(a answer, b body, contentType string) {
		data := []byte("{\"größe\": [1, 2.50]}\r\n--x--\r\n")
		backend.load(a, b)
		rec := httptest.NewRecorder()
		g.ServeHTTP(rec, m.request(op, client, b.mime, contentType, data))
		if len(backend.seen) == 0 {
			v.add(op, fmt.Sprintf("%s did not reach the backend: %d %s", client, rec.Code, strings.TrimSpace(rec.Body.String())))
			return
		}
		first := backend.seen[0]
		sent := backend.sent
		if len(backend.seen) > 1 {
			sent = data // it is not sent along with what is followed
		}
		v.add(op, m.arrived(first, at, contentType, data, sent)...)
		v.add(op, answered(rec, a, b, len(backend.seen) > 1)...)
		if len(a.media) > 1 && !sameSchemas(a.media) && first.Header.Get("Accept") != b.mime {
			v.add(op, "clients choose the media type, but Accept does not arrive")
		}
	}
	for _, a := range op.answers {
		for _, b := range a.bodies() {
			call(a, b, "")
		}
	}
	for _, contentType := range op.bodies {
		if strings.Contains(contentType, "*") {
			contentType = "application/vnd.any+json"
		}
		call(op.answers[0], op.answers[0].bodies()[0], contentType)
	}
	if op.decodable() {
		v.decodable++
		if s.Output == "no-op" {
			v.plain++
			v.add(op, "its answers can be decoded, but are passed through")
		}
	}
}

// decodable reports whether every answer is JSON of one kind that a gateway can
// take apart, and nothing of it would be lost.
func (o *operation) decodable() bool {
	arrays, objects := 0, 0
	for _, a := range o.answers {
		if a.status != 200 && a.status != 201 || a.needsHeaders() || len(a.media) == 0 {
			return false
		}
		for _, b := range a.bodies() {
			switch {
			case !isJSON(b.mime):
				return false
			case string(b.data) == "null":
			case b.data[0] == '{':
				objects++
			case b.data[0] == '[':
				arrays++
			default:
				return false
			}
		}
	}
	return arrays == 0 != (objects == 0)
}
