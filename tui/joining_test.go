package tui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// calls are the backends of an endpoint in a line each.
func calls(e *config.Endpoint) []string {
	var list []string
	for _, b := range e.Backends {
		line := b.URLPattern.V
		if b.Group.V != "" {
			line += " in " + b.Group.V
		}
		list = append(list, line)
	}
	return list
}

func TestPickedOperationsBecomeOneEndpoint(t *testing.T) {
	t.Parallel()
	d := newDriver(t, nil, 120, 40, loading)
	empty := d.text()
	d.press("I", " products.yaml", "enter", "m").sees("POST /api/products may change something")
	d.press("a", "m").sees("pick the operations that one endpoint shall call")
	d.press("g", "space", "G", "k", "space", "m").sees("GET /api/products/{productId}/overview", "endpoint of 2 operations")
	d.press("enter").sees("1 of 5 picked", ">[x] GET /api/products + GET /api/products/{prod", "the keys of GET /api/products stand at the top")
	if d.text() != empty {
		t.Fatal("the draft has changed before it was agreed to")
	}
	d.press("m").sees("is joined already").press("enter").sees("import 1 endpoint").press("enter")
	e := d.m.draft.Doc().Service().Endpoints()
	if len(e) != 1 || e[0].ID().String() != "GET /api/products/{productId}/overview" || strings.Contains(d.text(), "@gatewright") {
		t.Fatalf("got\n%s", d.text())
	}
	if diff := cmp.Diff([]string{"/api/products", "/api/products/{productId}"}, calls(e[0])); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"page", "sort"}, e[0].InputQueryStrings.V); diff != "" {
		t.Error(diff)
	}
	for _, f := range d.m.found {
		if f.Severity.String() == "error" {
			t.Error(f)
		}
	}
	if d.press("u"); d.text() != empty {
		t.Errorf("undo gives\n%s", d.text())
	}
}

func TestTheJointEndpointGetsThePathThatIsTyped(t *testing.T) {
	t.Parallel()
	to := func(path string) *driver {
		d := newDriver(t, []byte(met), 120, 40, loading)
		return d.press("I", " products.yaml", "enter", "a", "a", "g", "space", "G", "k", "space", "m", "ctrl+u", " "+path, "enter")
	}
	to("/x").sees("needs the parameter {productId}, which /x lacks", "2 of 4 picked")
	to("FETCH /x").sees("knows no method FETCH", "2 of 4 picked")
	to("x").sees(`"x" is no path`, "2 of 4 picked")
	to("").sees("GET /api/products/{productId}/overview", "1 of 5 picked")
	d := to("post /p/{productId}").sees("-> POST /p/{productId}", "2 backends").press("p", " /v1", "enter")
	d.sees("-> GET /v1/api/products", "1 of 5 picked").press("enter", "enter")
	if e := d.m.draft.Doc().Service().Endpoints(); len(e) != 2 || e[1].ID().String() != "POST /p/{productId}" || e[1].Backends[0].Method.V != "GET" {
		t.Errorf("got\n%s", d.text())
	}
}

func TestAJointEndpointMeetsOneOfTheDraft(t *testing.T) {
	t.Parallel()
	const file = `{"version": 3, "endpoints": [{"endpoint": "/api/products/{id}", "@owner": "shop", "backend": [{"url_pattern": "/own/{id}", "host": ["http://own:80"]}]}]}`
	d := newDriver(t, []byte(file), 120, 40, loading).press("I", " products.yaml", "enter", "a", "a", "g", "space", "G", "k", "space", "m", "ctrl+u", " /api/products/{productId}", "enter")
	d.sees("! merged with the draft's GET /api/products/{id}").press("enter", "enter")
	e := d.m.draft.Doc().Service().Endpoints()
	if len(e) != 1 || !strings.Contains(d.text(), "@owner") {
		t.Fatalf("got\n%s", d.text())
	}
	if diff := cmp.Diff([]string{"/own/{id}", "/api/products", "/api/products/{id}"}, calls(e[0])); diff != "" {
		t.Error(diff)
	}
}

func TestTheConversationJoinsOperations(t *testing.T) {
	t.Parallel()
	said, disk, err := talk(t, shop(t), []string{
		"import products.yaml", "1+2", "1+9", "1+3=nowhere", "1+3=/x", "1+3", "", "5", "yes",
		"import products.yaml", "1+3=/mine/{productId}", "99", "5, 4", "yes", "save", "yes", "quit",
	}, loading)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"1+2 makes one endpoint of both", "Not joined: POST /api/products may change something", `Not joined: "9" is no number of an operation`,
		`Not joined: "nowhere" is no path`, "which /x lacks", "path of the endpoint, empty is GET /api/products/{productId}/overview",
		"5: GET /api/products + GET /api/products/{productId}, new GET /api/products/{productId}/overview, 2 backends",
		"Still wrong after this save: 3 errors (", `Not done: there is no "99"`,
	} {
		if !strings.Contains(said, text) {
			t.Errorf("it does not say %q:\n%s", text, said)
		}
	}
	var got []string
	for _, e := range config.Parse("k.json", []byte(disk)).Service().Endpoints()[4:] {
		got = append(got, e.ID().String()+": "+strings.Join(calls(e), ", "))
	}
	want := []string{
		"GET /api/products/{productId}/overview: /api/products, /api/products/{productId}",
		"DELETE /api/products/{productId}: /api/products/{productId}", "GET /mine/{productId}: /api/products, /api/products/{productId}",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOperationsOfSeveralDocumentsAreJoined(t *testing.T) {
	t.Parallel()
	const stock = `{"openapi": "3.0.3", "info": {"title": "stock", "version": "1"}, "servers": [{"url": "http://stock:5003"}], "paths": {
"/levels/{product}": {"get": {"parameters": [{"name": "product", "in": "path", "required": true, "schema": {"type": "string"}}],
  "responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "string"}, "level": {"type": "integer"}}}}}}}}}}}`
	path := filepath.Join(t.TempDir(), "stock.json")
	if err := os.WriteFile(path, []byte(stock), 0o600); err != nil {
		t.Fatal(err)
	}
	both := func(o *Options) {
		loading(o)
		own := o.Load
		o.Load = func(ctx context.Context, name string) ([]*spec.Service, error) {
			if name != path {
				return own(ctx, name)
			}
			s, err := openapi.Load(ctx, name, openapi.Options{})
			return []*spec.Service{s}, err
		}
	}
	d := newDriver(t, nil, 140, 40, both).press("I", " products.yaml "+path, "enter").sees("5 of 5 picked", "products: GET /api/products/{productId}", "stock: GET /levels/{product}", "http://products:5001, http://stock:5003")
	d.press("h").sees("each of the documents has a host of its own")
	d.press("a", "/", " get", "enter", "g", "j", "space", "space", "m").sees("GET /levels/{product}/{productId}/overview").press("ctrl+u", " /about/{product}/{productId}", "enter")
	d.sees("1 of 6 picked", "answers under the key").press("enter", "enter")
	e := d.m.draft.Doc().Service().Endpoints()
	if len(e) != 1 || len(e[0].Backends) != 2 || e[0].Backends[0].Host.V[0] == e[0].Backends[1].Host.V[0] {
		t.Fatalf("got\n%s", d.text())
	}
	if got := len(calls(e[0])); got != 2 || e[0].Backends[0].Group.V != "" || e[0].Backends[1].Group.V == "" {
		t.Errorf("the key that both have is lost: %q", calls(e[0]))
	}
	past := d.m.draft.Past()
	if past[len(past)-1].Command != "" {
		t.Errorf("the log says that %q does the same", past[len(past)-1].Command)
	}
}

func TestTheConversationMakesOperationsOtherwise(t *testing.T) {
	t.Parallel()
	said, disk, err := talk(t, []byte(met), []string{
		"import products.yaml", "host=what is this", "host=http://other:80", "prefix=/{id}", "prefix=/v9", "encoding=nothing", "import products.yaml", "host=http://other:80", "prefix=/v9", "encoding=no-op", "3", "yes", "save", "yes", "quit",
	}, loading)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Not done: ", "is no plain segment", "1: GET /api/products, the draft has another GET /api/products", "1: GET /api/products, new GET /v9/api/products, no-op", `there is no "encoding"`} {
		if !strings.Contains(said, text) {
			t.Errorf("it does not say %q:\n%s", text, said)
		}
	}
	e := config.Parse("k.json", []byte(disk)).Service().Endpoints()
	if len(e) != 2 || e[1].Path.V != "/v9/api/products/{productId}" || e[1].Backends[0].Host.V[0] != "http://other:80" || e[1].Backends[0].Encoding.V != "no-op" {
		t.Errorf("got\n%s", disk)
	}
}
