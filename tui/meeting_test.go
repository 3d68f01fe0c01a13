package tui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
)

// met has one endpoint that the document of testdata has another of.
const met = `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/api/products",
      "timeout": "9s",
      "Input_Headers": ["X-Own"],
      "@owner": "shop",
      "backend": [
        {"url_pattern": "/api/products", "host": ["http://products:5001"], "allow": ["id"]},
        {"url_pattern": "/api/levels", "host": ["http://stock:5003"], "group": "stock"}
      ]
    }
  ]
}
`

// meeting goes as far as the operations of the document.
func meeting(t *testing.T) *driver {
	t.Helper()
	return newDriver(t, []byte(met), 120, 40, loading).press("I", " products.yaml", "enter").sees("! the draft has another")
}

func TestAnOperationMeetsAnEndpointInTheWayThatIsChosen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys []string // on the operation
		sees string
		want func(t *testing.T, list []*config.Endpoint, text string)
	}{
		"replace": {[]string{"space"}, "! replaces the draft's", func(t *testing.T, list []*config.Endpoint, text string) {
			if len(list) != 1 || len(list[0].Backends) != 1 || strings.Contains(text, "@owner") {
				t.Errorf("got\n%s", text)
			}
		}},
		"merge": {[]string{"r", "r"}, "! merged", func(t *testing.T, list []*config.Endpoint, text string) {
			e := list[0]
			if len(list) != 1 || len(e.Backends) != 2 || !strings.Contains(text, `"timeout": "9s"`) || !strings.Contains(text, "@owner") {
				t.Fatalf("got\n%s", text)
			}
			first := e.Backends[0]
			if !first.IsCollection.V || len(first.Allow.V) != 1 || e.Backends[1].Group.V != "stock" {
				t.Errorf("got\n%s", text)
			}
			if strings.Contains(text, "input_headers") || e.InputHeaders.V[0] != "X-Own" {
				t.Errorf("a key is there twice:\n%s", text)
			}
			if diff := cmp.Diff([]string{"page", "sort"}, e.InputQueryStrings.V); diff != "" {
				t.Error(diff)
			}
		}},
		"backend": {[]string{"r", "r", "r"}, "! new backends for", func(t *testing.T, list []*config.Endpoint, text string) {
			if len(list) != 1 || len(list[0].Backends) != 1 || !list[0].Backends[0].IsCollection.V || list[0].InputHeaders.V[0] != "X-Own" || strings.Contains(text, "stock") {
				t.Errorf("got\n%s", text)
			}
		}},
		"another path": {[]string{"n", "ctrl+u", " /api/v2/products", "enter"}, "-> /api/v2/products, the draft's stays", func(t *testing.T, list []*config.Endpoint, text string) {
			if len(list) != 2 || list[1].Path.V != "/api/v2/products" || list[1].Backends[0].URLPattern.V != "/api/products" || !strings.Contains(text, "http://stock:5003") {
				t.Errorf("got\n%s", text)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := meeting(t).press("a", "a", "g").press(c.keys...).sees(c.sees).press("enter", "enter")
			if len(d.m.overlays) != 0 {
				t.Fatalf("a dialog is open:\n%s", d.frame())
			}
			c.want(t, d.m.draft.Doc().Service().Endpoints(), d.text())
			if d.press("u"); d.text() != met {
				t.Errorf("undo gives\n%s", d.text())
			}
		})
	}
}

func TestAMergeAgainChangesNothing(t *testing.T) {
	t.Parallel()
	d := meeting(t).press("a", "a", "g", "r", "r", "enter", "enter")
	once := d.text()
	if d.press("I", " products.yaml", "enter", "a", "a", "g", "r", "r", "enter", "enter"); d.text() != once || once == met {
		t.Errorf("got\n%s\nwant\n%s", d.text(), once)
	}
}

func TestAPathThatIsTakenIsRefused(t *testing.T) {
	t.Parallel()
	meeting(t).press("g", "n", "enter").sees("the draft has GET /api/products already")
	meeting(t).press("g", "n", "ctrl+u", " /api/products/{id}", "enter").sees("another operation of the document has GET /api/products/{productId}")
	d := meeting(t).press("g", "n", "ctrl+u", " nothing", "enter")
	if d.sees("endpoint of GET /api/products"); len(d.m.overlays) != 2 {
		t.Errorf("a path without a slash is taken:\n%s", d.frame())
	}
	if d.press("esc", "j", "n").sees("only what meets an endpoint"); len(d.m.overlays) != 1 {
		t.Errorf("%d dialogs are open", len(d.m.overlays))
	}
}

func TestTheConversationChoosesHowOperationsMeetEndpoints(t *testing.T) {
	t.Parallel()
	said, disk, err := talk(t, []byte(met), []string{
		"import products.yaml", "2=merge", "import products.yaml", "1=what", "import products.yaml", "1=/api/products",
		"import products.yaml", "1=merge 2", "yes", "save", "yes", "quit",
	}, loading)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"3=merge adds to it", "2 meets no endpoint of the draft", `"what" is none of merge, backend and a path`, "the draft has GET /api/products already"} {
		if !strings.Contains(said, text) {
			t.Errorf("it does not say %q:\n%s", text, said)
		}
	}
	list := config.Parse("k.json", []byte(disk)).Service().Endpoints()
	if len(list) != 2 || len(list[0].Backends) != 2 || !list[0].Backends[0].IsCollection.V {
		t.Errorf("got\n%s", disk)
	}
}
