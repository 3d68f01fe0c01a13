package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// loading reads the documents of testdata by their name.
func loading(o *Options) {
	o.Load = func(ctx context.Context, name string) ([]*spec.Service, error) {
		s, err := openapi.Load(ctx, filepath.Join("testdata", name), openapi.Options{})
		if err != nil {
			return nil, err
		}
		return []*spec.Service{s}, nil
	}
}

func TestT17ImportShowsEveryDecisionBeforeItIsPutIn(t *testing.T) {
	t.Parallel()
	d := newDriver(t, nil, 120, 30, loading)
	empty := d.text()
	d.press("I").sees("the OpenAPI document").press(" products.yaml", "enter")
	d.sees("4 of 4 picked", "[x] GET /api/products ", "-> GET /api/products", "no-op")
	if d.text() != empty {
		t.Fatal("the draft has changed before anything was decided")
	}
	d.press("space").sees("3 of 4 picked").press("c", "enter").sees("+").press("esc").sees("4 of 4 picked")
	if d.text() != empty {
		t.Fatal("the draft has changed though the diff was refused")
	}
	d.press("enter", "enter").sees("(4)", "import 4 endpoints from products.yaml")
	if len(d.m.overlays) != 0 {
		t.Error("the review is still open")
	}
	if worst := d.m.found; len(worst) > 0 && worst[0].Severity.String() == "error" {
		t.Errorf("what was imported is refused: %v", worst)
	}
	imported := d.text()
	d.press("I", " products.yaml", "enter").sees("0 of 4 picked", "as in the draft")
	if d.press("a", "enter").sees("nothing is picked").press("esc"); d.text() != imported {
		t.Error("importing again changes something")
	}
	if d.press("u"); d.text() != empty {
		t.Error("undo does not give the same bytes")
	}
}

func TestT17AClashIsReplacedOnlyWhenItIsPicked(t *testing.T) {
	t.Parallel()
	mine := `{"version": 3, "endpoints": [{"endpoint": "/api/products", "timeout": "9s", "backend": []}]}`
	d := newDriver(t, []byte(mine), 120, 30, loading)
	d.press("I", " products.yaml", "enter").sees("3 of 4 picked", "the draft has another")
	d.press("enter", "enter")
	if e := d.m.draft.Doc().Service().Endpoints(); len(e) != 4 || !e[0].Timeout.Set() {
		t.Fatalf("got\n%s", d.text())
	}
	d.press("I", " products.yaml", "enter", "a").sees("1 of 4 picked").press("enter", "enter")
	if e := d.m.draft.Doc().Service().Endpoints(); len(e) != 4 || e[0].Timeout.Set() || len(e[0].Backends) != 1 {
		t.Errorf("got\n%s", d.text())
	}
}

func TestImportAsksWhereAServiceListensThatDoesNotSay(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "products.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "nowhere.yaml")
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), "servers:\n  - url: http://products:5001\n", "", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	d := newDriver(t, nil, 120, 30, func(o *Options) {
		o.Load = func(ctx context.Context, _ string) ([]*spec.Service, error) {
			s, err := openapi.Load(ctx, path, openapi.Options{})
			return []*spec.Service{s}, err
		}
	})
	d.press("I", " nowhere.yaml", "enter").sees("host of what to import").press(" http://p:1", "enter", "enter", "enter")
	svc := d.m.draft.Doc().Service()
	if svc.NumEndpoints() != 4 || svc.Endpoint(0).Backends[0].Host.V[0] != "http://p:1" {
		t.Errorf("got\n%s", d.text())
	}
}

func TestImportTellsWhatKeepsItFromReading(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30, func(o *Options) {
		o.Load = func(_ context.Context, name string) ([]*spec.Service, error) {
			if name == "panic" {
				panic("odd")
			}
			return nil, errors.New("no such document")
		}
	})
	d.press("I", " x.yaml", "enter").sees("import: no such document")
	d.press("I", " panic", "enter").sees("reading the document failed: odd")
	d.press("I", " -", "enter").sees("standard input")
	d.press("I", "enter", "I", "esc", "j")
	if len(d.m.overlays) != 0 || d.text() != string(shop(t)) {
		t.Error("a dialog is open, or the draft has changed")
	}
	locked := newDriver(t, shop(t), 120, 30, loading, func(o *Options) { o.ReadOnly = true })
	locked.press("I").sees("read only")
	without := newDriver(t, shop(t), 120, 30)
	without.press("I")
	if len(without.m.overlays) != 0 || config.Parse("k.json", []byte(without.text())).Broken() {
		t.Error("an import is offered that cannot be done")
	}
}

func TestT17ImportBringsWhatHoldsForTheWholeGateway(t *testing.T) {
	t.Parallel()
	cors := config.Parse("cors.json", []byte(`{"allow_origins": ["https://shop.example"]}`))
	with := func(o *Options) {
		loading(o)
		o.Generate = generate.Options{
			Timeout: "7s", Extra: generate.SettingsOf(map[string]*syntax.Node{"security/cors": cors.Root}),
			Policies: []generate.Policy{{Methods: []string{"DELETE"}, Timeout: "9s"}},
		}
	}
	mine := `{"version": 3, "name": "mine", "timeout": "1s", "endpoints": [], "extra_config": {"telemetry/logging": {}}}`
	d := newDriver(t, []byte(mine), 120, 40, with)
	d.press("I", " products.yaml", "enter")
	d.sees("service", "-> timeout  ! the draft has another", "[x] service", "-> security/cors").press("enter", "enter").sees("4 endpoints and 1 setting")
	svc := d.m.draft.Doc().Service()
	if svc.Name.V != "mine" || svc.Timeout.V != time.Second || svc.Extra.Get("telemetry/logging") == nil {
		t.Errorf("what the draft had has changed:\n%s", d.text())
	}
	if svc.Extra.Get("security/cors").Get("allow_origins").Items()[0].Str() != "https://shop.example" || !strings.Contains(d.text(), `"9s"`) {
		t.Errorf("got\n%s", d.text())
	}
	imported := d.text()
	d.press("I", " products.yaml", "enter").sees("0 of").press("a", "enter", "enter")
	if want := strings.Replace(imported, `"1s"`, `"7s"`, 1); d.text() != want {
		t.Errorf("got\n%s\nwant\n%s", d.text(), want)
	}
}

func TestAnImportIsNarrowedAndGetsAPrefix(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40, loading).press("I", " products.yaml", "enter", "/", " get", "enter").sees("/ get", "GET /api/products")
	if strings.Contains(d.frame(), "POST /api/products") {
		t.Errorf("the filter lets all through:\n%s", d.frame())
	}
	d.press("esc").sees("POST /api/products")
	d.press("p", " /v9", "enter").sees("-> GET /v9/api/products").press("enter", "enter")
	if !strings.Contains(d.text(), `"/v9/api/products"`) {
		t.Errorf("the draft is\n%s", d.text())
	}
	newDriver(t, shop(t), 120, 40, loading).press("I", " products.yaml", "enter", "p", " /{id}", "enter").sees("is no plain segment", "-> GET /api/products")
	d = newDriver(t, shop(t), 120, 40, loading).press("I", " products.yaml", "enter", "p", "esc").sees("-> GET /api/products")
	if d.press("p", "ctrl+u", "enter").sees("-> GET /api/products"); len(d.m.overlays) != 1 {
		t.Errorf("there are %d dialogs", len(d.m.overlays))
	}
}

func TestAnImportCallsAnotherHostAndReadsAnswersOtherwise(t *testing.T) {
	t.Parallel()
	d := newDriver(t, nil, 120, 40, loading).press("I", " products.yaml", "enter").sees("host http://products:5001 [h]   prefix (none) [p]   encoding smart [e]")
	d.press("h", " http://other:80", "enter").sees("host http://other:80 [h]", "4 of 4 picked")
	d.press("h", " what is this", "enter").sees("import:", "host http://other:80 [h]")
	d.press("p", " /v9", "enter").sees("host http://other:80 [h]   prefix /v9 [p]", "-> GET /v9/api/products  json")
	d.press("e").sees("encoding no-op [e]", "-> GET /v9/api/products  no-op").press("space").sees("3 of 4 picked")
	d.press("e").sees("encoding json [e]", "3 of 4 picked").press("e", "e").sees("encoding no-op [e]").press("enter", "enter")
	for _, e := range d.m.draft.Doc().Service().Endpoints() {
		if b := e.Backends[0]; b.Host.V[0] != "http://other:80" || b.Encoding.V != "no-op" || !strings.HasPrefix(e.Path.V, "/v9/") {
			t.Errorf("got\n%s", d.text())
		}
	}
	past := d.m.draft.Past()
	if got, want := past[len(past)-1].Command, "gatewright generate products.yaml --host http://other:80 --prefix /v9 --encoding no-op -o "; !strings.HasPrefix(got, want) {
		t.Errorf("the log has %q, want %s", got, want)
	}
	again := newDriver(t, nil, 120, 40, loading).press("I", " products.yaml", "enter", "h", " http://other:80", "enter", "h", "enter")
	again.sees("host http://products:5001 [h]").press("esc", "I", " products.yaml", "enter").sees("encoding smart [e]")
	for i := range 6 {
		again.m.Update(tea.WindowSizeMsg{Width: 60, Height: 16 + i})
		if fault := frameFault(again.frame(), 60, 16+i); fault != "" {
			t.Error(fault)
		}
	}
}

func TestAnImportSaysWhatOperationsAnswer(t *testing.T) {
	t.Parallel()
	for want, responses := range map[string]string{
		"200 array<Pet>":        `{"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}}}}`,
		"201 Pet":               `{"400": {}, "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}}`,
		"200 object":            `{"200": {"content": {"application/problem+json": {"schema": {"properties": {"a": {}}}}}}}`,
		"200 array<array<Pet>>": `{"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}}}}}`,
		"200 array<JSON>":       `{"200": {"content": {"application/json": {"schema": {"type": "array", "items": {}}}}}}`,
		"200 array":             `{"200": {"content": {"application/json": {"schema": {"type": "array"}}}}}`,
		"200 scalar":            `{"200": {"content": {"application/json": {"schema": {"type": "string"}}}}}`,
		"200 JSON":              `{"200": {"content": {"application/json": {}}}}`,
		"201 array<JSON>":       `{"201": {"content": {"text/plain": {}, "text/json": {"schema": {"type": "array", "items": {}}}}}}`,
		"2XX text/plain":        `{"2XX": {"content": {"text/plain; charset=utf-8": {}}}}`,
		"204 empty":             `{"204": {"description": "gone"}}`,
		"":                      `{"404": {}}`,
	} {
		path := filepath.Join(t.TempDir(), "d.json")
		document := `{"openapi": "3.0.3", "info": {"title": "d", "version": "1"}, "components": {"schemas": {"Pet": {"type": "object"}}}, "paths": {"/a": {"get": {"responses": ` + responses + `}}}}`
		if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := openapi.Load(t.Context(), path, openapi.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := answerOf(s.Operations[0]); got != want {
			t.Errorf("%s: got %q, want %q", responses, got, want)
		}
	}
}

func TestAnImportAsksForHostsInItsOwnWords(t *testing.T) {
	t.Parallel()
	d := newDriver(t, nil, 160, 30, func(o *Options) {
		o.Load = func(_ context.Context, name string) ([]*spec.Service, error) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, []byte(`{"openapi": "3.0.3", "info": {"title": "`+name+`", "version": "1"}, "paths": {"/a": {"get": {"responses": {"204": {"description": "done"}}}}}}`), 0o600); err != nil {
				return nil, err
			}
			s, err := openapi.Load(t.Context(), path, openapi.Options{})
			return []*spec.Service{s}, err
		}
	})
	d.press("I", " a.json b.json", "enter").sees("names no server", "http://HOST:PORT=FILE")
	if strings.Contains(d.frame(), "--host") {
		t.Errorf("an option is named where there is none:\n%s", d.frame())
	}
}

func TestReasonsStandOnce(t *testing.T) {
	t.Parallel()
	s, err := openapi.Load(t.Context(), filepath.Join("testdata", "products.yaml"), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	res, err := generate.Run(t.Context(), []*spec.Service{s}, generate.Options{Host: "http://products:5002"})
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, i := range importedFrom(res, config.Parse("k.json", []byte("{}")).Service(), nil, generate.Options{}) {
		seen := map[string]bool{}
		for _, reason := range i.Reasons {
			said++
			if seen[reason] {
				t.Errorf("%s: twice: %s", i.Operation, reason)
			}
			seen[reason] = true
		}
	}
	if said == 0 {
		t.Error("nothing is said of any operation")
	}
}
