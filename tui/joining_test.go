package tui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
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
		"import products.yaml", "1+3=/mine/{productId}", "5, 4", "yes", "save", "yes", "quit",
	}, loading)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"1+2 makes one endpoint of both", "Not joined: POST /api/products may change something", `Not joined: "9" is no number of an operation`,
		`Not joined: "nowhere" is no path`, "which /x lacks", "path of the endpoint, empty is GET /api/products/{productId}/overview",
		"5: GET /api/products + GET /api/products/{productId}, new GET /api/products/{productId}/overview, 2 backends",
		"Still wrong after this save: 3 errors (",
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
