package mock_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/internal/mock"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// documents are real ones, where they are at hand.
func documents(t *testing.T) []string {
	t.Helper()
	var files []string
	root := filepath.Join("..", "..", "..", "shared", "samples", "openapi")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "petstore-separate" {
			return fs.SkipDir
		}
		if ext := filepath.Ext(path); ext == ".json" || ext == ".yaml" || ext == ".yml" {
			files = append(files, path)
		}
		return nil
	})
	if err != nil || len(files) == 0 {
		t.Skip("no samples here")
	}
	return files
}

var parameter = regexp.MustCompile(`\{[^}]+\}`)

// TestGeneratedGatewaysFitTheirMocks calls every endpoint that is generated
// from a real document, with a mock of the same document behind it: no answer
// of success that a document declares may break in the gateway.
func TestGeneratedGatewaysFitTheirMocks(t *testing.T) {
	for _, file := range documents(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			svc, err := openapi.Load(t.Context(), file, openapi.Options{})
			if err != nil {
				t.Fatal(err)
			}
			svc.Hosts = []string{"http://backend:8080"}
			services := []*spec.Service{svc}
			res, err := generate.Run(t.Context(), services, generate.Options{})
			if err != nil {
				t.Fatal(err)
			}
			g, err := serve.Build(config.Parse("krakend.json", res.Config), serve.Options{Transport: mock.New(services, mock.Options{})})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range res.Endpoints {
				check(t, g, e)
			}
		})
	}
}

func check(t *testing.T, g http.Handler, e *generate.Endpoint) {
	t.Helper()
	w := httptest.NewRecorder()
	path := strings.ReplaceAll(parameter.ReplaceAllString(e.Path, "1"), " ", "%20")
	g.ServeHTTP(w, httptest.NewRequest(e.Method, path, nil))
	if w.Code >= http.StatusBadRequest && !declared(e.Operation, w.Code) {
		t.Errorf("%s: %s %s answers %d %s (%s)", e.Operation.Span, e.Method, e.Path, w.Code, w.Body, e.Output)
	}
	if body := w.Body.String(); e.IsCollection && (!strings.HasPrefix(body, "[") || body == "[]" && len(e.Operation.Answers()) == 0) {
		t.Errorf("%s: %s %s is a list and answers %s", e.Operation.Span, e.Method, e.Path, body)
	}
}

// declared reports whether the document has no answer but errors.
func declared(op *spec.Operation, status int) bool {
	return len(op.Answers()) == 0 && status != http.StatusInternalServerError
}
