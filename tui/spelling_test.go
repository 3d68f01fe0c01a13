package tui

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
	"github.com/gatewright/gatewright/tui/intake"
)

// spelled has an endpoint that the document of testdata has too, with another name
// for its parameter; below it the document has none.
const spelled = `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/api/products/{id}",
      "timeout": "9s",
      "backend": [{"url_pattern": "/old/{id}", "host": ["http://old:80"], "group": "old"}]
    }
  ]
}
`

func TestOneRouteIsMetWhateverItsParametersAreCalled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys []string // on the operation
		sees string
		want []string // the endpoints, each with what it calls
	}{
		"left alone":   {[]string{"k", "k", "space"}, "-> GET /api/products/{id}  ! the draft has another", []string{"GET /api/products/{id}: /old/{id} in old", "GET /api/products: /api/products"}},
		"replaced":     {[]string{"r"}, "! replaces the draft's GET /api/products/{id}", []string{"GET /api/products/{id}: /api/products/{id}"}},
		"merged":       {[]string{"r", "r"}, "! merged with the draft's GET /api/products/{id}", []string{"GET /api/products/{id}: /old/{id} in old, /api/products/{id}"}},
		"backends":     {[]string{"r", "r", "r"}, "! new backends for the draft's GET /api/products/{id}", []string{"GET /api/products/{id}: /api/products/{id}"}},
		"another path": {[]string{"n", "ctrl+u", " /v2/products/{nr}", "enter"}, "-> /v2/products/{nr}, the draft's stays", []string{"GET /api/products/{id}: /old/{id} in old", "GET /v2/products/{nr}: /api/products/{nr}"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, []byte(spelled), 120, 40, loading).press("I", " products.yaml", "enter", "a", "a", "g", "j", "j")
			d.sees(">[ ] GET /api/products/{productId}", "{productId} is called {id}, as in the endpoint written by hand at").press(c.keys...).sees(c.sees).press("enter", "enter")
			var got []string
			for _, e := range d.m.draft.Doc().Service().Endpoints() {
				got = append(got, e.ID().String()+": "+strings.Join(calls(e), ", "))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s\n%s", diff, d.text())
			}
			if d.press("u"); d.text() != spelled {
				t.Errorf("undo gives\n%s", d.text())
			}
		})
	}
}

func TestAnotherPathHasTheParametersOfTheBackend(t *testing.T) {
	t.Parallel()
	d := newDriver(t, []byte(spelled), 120, 40, loading).press("I", " products.yaml", "enter", "a", "a", "g", "j", "j", "n", "ctrl+u", " /v2/products", "enter")
	d.sees("/v2/products lacks the parameter {id}, which the backend needs")
	said, _, err := talk(t, []byte(spelled), []string{"import products.yaml", "3=/v2/{a}/{b}", "quit"}, loading)
	if err != nil || !strings.Contains(said, "/v2/{a}/{b} lacks the parameter {id}") {
		t.Errorf("%v:\n%s", err, said)
	}
}

func TestWhatIsNewTakesTheNamesOfWhatIsThere(t *testing.T) {
	t.Parallel()
	const above = `{"version": 3, "endpoints": [{"endpoint": "/api/products/{id}/parts", "backend": [{"url_pattern": "/p/{id}", "host": ["http://p:80"]}],
    "@gatewright": {"from": {"format": "openapi", "service": "parts", "pointer": "/paths/x/get"}}}]}`
	d := newDriver(t, []byte(above), 120, 40, loading).press("I", " products.yaml", "enter").sees("-> GET /api/products/{id}  json").press("enter", "enter")
	if refused := start.Refusals(d.m.draft.Doc().Service()); len(refused) > 0 || d.m.draft.Doc().Service().NumEndpoints() != 5 {
		t.Errorf("the gateway refuses it: %v\n%s", refused, d.text())
	}
}

// TestRealDocumentsAreMetAfterTheirParametersWereRenamed imports a document, calls
// every parameter otherwise in the draft, and imports it again.
func TestRealDocumentsAreMetAfterTheirParametersWereRenamed(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "shared", "samples", "openapi")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the documents of others are not here: " + folder)
	}
	for _, name := range []string{"petstore3.openapi3.yaml", "spring-petclinic.openapi3.yml", "eshop-catalog.aspnetcore-openapi.json", "twilio-verify-v2.openapi3.yaml", "goswag-celler.swagger2.yaml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from := func(o *Options) {
				o.Load = func(ctx context.Context, _ string) ([]*spec.Service, error) {
					s, err := openapi.Load(ctx, filepath.Join(folder, name), openapi.Options{})
					return []*spec.Service{s}, err
				}
				o.Generate.Host = "http://backend:80"
			}
			first := newDriver(t, nil, 140, 50, from).press("I", " document", "enter")
			if strings.Contains(first.frame(), "host of what to import") {
				first.press(" http://backend:80", "enter")
			}
			first.press("enter", "enter")
			renamed := parameter.ReplaceAllStringFunc(first.text(), func(p string) string { return "{x_" + p[1:] })
			// The notes keep the places of the operations.
			renamed = regexp.MustCompile(`"pointer": "[^"]*"`).ReplaceAllStringFunc(renamed, func(p string) string { return strings.ReplaceAll(p, "{x_", "{") })
			if renamed == first.text() {
				t.Fatalf("nothing has a parameter:\n%s", renamed)
			}
			again := newDriver(t, []byte(renamed), 140, 50, from).press("I", " document", "enter")
			if strings.Contains(again.frame(), "host of what to import") {
				again.press(" http://backend:80", "enter")
			}
			again.sees("0 of ")
			for _, e := range again.m.intake.entries {
				if e.State != intake.Same && e.State != intake.Skipped {
					t.Errorf("%s is not as in the draft: %s", e.Operation, e.Endpoint)
				}
			}
			if n := config.Parse("k.json", []byte(renamed)).Service().NumEndpoints(); n == 0 {
				t.Error("nothing was imported")
			}
		})
	}
}
