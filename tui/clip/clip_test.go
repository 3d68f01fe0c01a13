package clip

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

func TestWhatIsCopiedReadsBackTheSame(t *testing.T) {
	t.Parallel()
	doc := config.Parse("krakend.json", []byte("{\r\n\t\"endpoints\": [\r\n\t\t{\r\n\t\t\t\"endpoint\": \"/a\",\r\n\t\t\t\"n\": 1.0\r\n\t\t},\r\n\t\t{\"endpoint\": \"/b\"}\r\n\t]\r\n}\r\n"))
	list := doc.Root.At("/endpoints").Items()
	want := []string{"{\n  \"endpoint\": \"/a\",\n  \"n\": 1.0\n}", `{"endpoint": "/b"}`}
	for n, nodes := range map[int][]*syntax.Node{1: list[:1], 2: list} {
		text, err := Text(nodes)
		if err != nil {
			t.Fatal(err)
		}
		kind, items, err := Read(text)
		if err != nil || kind != Endpoints {
			t.Fatalf("%v, %v", kind, err)
		}
		if diff := cmp.Diff(want[:n], items); diff != "" {
			t.Error(diff)
		}
	}
}

func TestReadTellsWhatIsPasted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		kind       Kind
		n          int
		problem    string
	}{
		{"an endpoint", `{"endpoint": "/a", "backend": [{"host": []}]}`, Endpoints, 1, ""},
		{"old spelling", `{"Endpoint": "/a"}`, Endpoints, 1, ""},
		{"a backend", "{\r\"url_pattern\": \"/a\"\r}", Backends, 1, ""},
		{"a backend by its host", `[{"host": ["http://a"]}]`, Backends, 1, ""},
		{"a configuration", `{"version": 3, "endpoints": [{"endpoint": "/a"}, {"endpoint": "/b"}]}`, Endpoints, 2, ""},
		{"nothing", " \n", 0, 0, "nothing to paste"},
		{"an empty list", "[]", 0, 0, "no endpoint and no backend"},
		{"no JSON", "hello", 0, 0, "no JSON"},
		{"half of it", `{"endpoint": "/a"`, 0, 0, "no JSON"},
		{"something else", `{"timeout": "2s"}`, 0, 0, "neither"},
		{"a null", `[{"endpoint": "/a"}, null]`, 0, 0, "neither"},
		{"both", `[{"endpoint": "/a"}, {"host": []}]`, 0, 0, "side by side"},
	} {
		kind, items, err := Read(c.text)
		switch {
		case c.problem == "" && (err != nil || kind != c.kind || len(items) != c.n):
			t.Errorf("%s: %v %q, %v", c.name, kind, items, err)
		case c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem)):
			t.Errorf("%s: got %v, want %q", c.name, err, c.problem)
		}
	}
}

func TestT23TheSequenceHoldsTheText(t *testing.T) {
	t.Parallel()
	text := `{"endpoint": "/日本"}`
	body := strings.TrimSuffix(strings.TrimPrefix(Sequence(text), "\x1b]52;c;"), "\a")
	if got, err := base64.StdEncoding.DecodeString(body); err != nil || string(got) != text {
		t.Errorf("%q, %v", got, err)
	}
	if Sequence(strings.Repeat("x", Largest+1)) != "" {
		t.Error("a terminal gets more than it takes")
	}
}

func TestTextHasTwoBlanksALevelWhateverTheFileHas(t *testing.T) {
	want := "{\n  \"endpoint\": \"/a\",\n  \"backend\": [\n    {\"host\": []}\n  ]\n}"
	for name, unit := range map[string]string{"two": "  ", "four": "    ", "a tab": "\t", "three": "   "} {
		t.Run(name, func(t *testing.T) {
			text := strings.ReplaceAll("[\n"+strings.ReplaceAll("  "+want, "\n", "\n  ")+"\n]", "  ", unit)
			root, _ := syntax.ParseJSON(syntax.NewSource("", []byte(text)))
			if diff := cmp.Diff(want, Outdented(root.Items()[0])); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("no levels", func(t *testing.T) {
		text := "{\n   \"a\": {\n     \"b\": 1}\n}"
		root, _ := syntax.ParseJSON(syntax.NewSource("", []byte(text)))
		if got, want := Outdented(root), text; got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func TestYAMLStandsForItselfWithoutTheIndentationOfItsList(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"by two":      {"endpoints:\n  - endpoint: /a # first\n    backend:\n      - host: [x]\n        url_pattern: /b\n", "endpoint: /a # first\nbackend:\n  - host: [x]\n    url_pattern: /b"},
		"by four":     {"endpoints:\n    -   endpoint: /a\r\n        backend:\r\n        -   url_pattern: /b\r\n", "endpoint: /a\nbackend:\n-   url_pattern: /b"},
		"an anchor":   {"endpoints:\n- &one\n  endpoint: /a\n  backend:\n  - url_pattern: /b\n", "\nendpoint: /a\nbackend:\n- url_pattern: /b"},
		"flow style":  {"endpoints: [{endpoint: /a,\n  backend: []}]\n", "{endpoint: /a,\n  backend: []}"},
		"a line less": {"endpoints:\n    - endpoint: /a\n\n  # why\n      method: GET\n", "endpoint: /a\n\n# why\nmethod: GET"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := config.Parse("krakend.yaml", []byte(c.text))
			if diff := cmp.Diff(c.want, Outdented(doc.Root.At("/endpoints/0"))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsCopiedOfYAMLIsJSON(t *testing.T) {
	doc := config.Parse("krakend.yaml", []byte("endpoints:\n  - endpoint: /a # first\n    n: 1.0\n    on: true\n    none: ~\n    backend:\n      - host: ['http://a', \"b\\u00e9\"]\n        url_pattern: \"/\\\"\"\n      - {}\n"))
	text, err := Text(doc.Root.At("/endpoints").Items())
	want := "{\n  \"endpoint\": \"/a\",\n  \"n\": 1.0,\n  \"on\": true,\n  \"none\": null,\n  \"backend\": [\n    {\n      \"host\": [\n        \"http://a\",\n        \"bé\"\n      ],\n      \"url_pattern\": \"/\\\"\"\n    },\n    {}\n  ]\n}"
	if diff := cmp.Diff(want, text); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if kind, items, err := Read(text); err != nil || kind != Endpoints || len(items) != 1 || items[0] != want {
		t.Errorf("it reads back as %v %q: %v", kind, items, err)
	}
}
