package graph_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/graph"
)

const text = `{"version": 3, "name": "shop", "host": ["http://all:80"], "endpoints": [
  {"endpoint": "/a", "backend": [{"url_pattern": "/x"}, {"url_pattern": "/y", "host": ["http://b:1", "http://c:2"], "method": "POST", "extra_config": {"proxy": {"shadow": true}}}]},
  {"endpoint": "/b/{id}", "method": "PUT", "output_encoding": "no-op", "backend": [{"url_pattern": "/z/{id}", "host": ["http://b:1"]}, null]}
]}`

func shop() *graph.Graph {
	return graph.New(config.Parse("krakend.json", []byte(text)).Service(), []diag.Finding{
		{Pointer: "/endpoints/0/backend/1/host", Severity: diag.Error},
		{Pointer: "/endpoints/0", Severity: diag.Warning},
		{Pointer: "/endpoints/0", Severity: diag.Info},
		{Pointer: "/endpoints/1/backend", Severity: diag.Warning},
		{Pointer: "/endpoints/1/backend", Severity: diag.Warning},
		{Pointer: "", Severity: diag.Error},
	})
}

func write(t *testing.T, g *graph.Graph, format graph.Format) string {
	t.Helper()
	var b bytes.Buffer
	if err := g.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFormats(t *testing.T) {
	tests := map[graph.Format]string{
		graph.Tree: `shop (1 error)
├── GET /a (1 error, 1 warning)
│   ├── GET /x at http://all:80
│   └── POST /y [shadow] at http://b:1, http://c:2
└── PUT /b/{id} [no-op] (2 warnings)
    └── PUT /z/{id} [no-op] at http://b:1
`,
		graph.Mermaid: `flowchart LR
  r1["GET /a (1 error, 1 warning)"]
  r2["PUT /b/{id} (2 warnings)"]
  r1b1("GET /x")
  r1b2("POST /y [shadow]")
  r2b1("PUT /z/{id} [no-op]")
  h1(["http://all:80"])
  h2(["http://b:1"])
  h3(["http://c:2"])
  r1 --> r1b1
  r1b1 --> h1
  r1 --> r1b2
  r1b2 --> h2
  r1b2 --> h3
  r2 --> r2b1
  r2b1 --> h2
  classDef error stroke:#c62828
  class r1 error
  classDef warning stroke:#ef6c00
  class r2 warning
`,
		graph.DOT: `digraph "shop" {
  rankdir=LR;
  node [shape=box, fontname="sans-serif"];
  r1 [label="GET /a (1 error, 1 warning)", color="#c62828"];
  r2 [label="PUT /b/{id} (2 warnings)", color="#ef6c00"];
  r1b1 [label="GET /x", style=rounded];
  r1b2 [label="POST /y [shadow]", style=rounded];
  r2b1 [label="PUT /z/{id} [no-op]", style=rounded];
  h1 [label="http://all:80", shape=ellipse];
  h2 [label="http://b:1", shape=ellipse];
  h3 [label="http://c:2", shape=ellipse];
  r1 -> r1b1;
  r1b1 -> h1;
  r1 -> r1b2;
  r1b2 -> h2;
  r1b2 -> h3;
  r2 -> r2b1;
  r2b1 -> h2;
}
`,
	}
	for format, want := range tests {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, write(t, shop(), format)); diff != "" {
				t.Errorf("drawn (-want +got):\n%s", diff)
			}
		})
	}
}

func TestJSONIsTheGraph(t *testing.T) {
	var back graph.Graph
	if err := json.Unmarshal([]byte(write(t, shop(), graph.JSON)), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shop(), &back); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
}

// odd are texts that mean something to one of the formats.
const odd = `{"name": "<a>&\"\\\n\u001b[31m", "endpoints": [{"endpoint": "/\"]--><script>;#quot; ` + "`" + `", "backend": [{"url_pattern": "/\\\" end", "host": ["http://x<y"]}]}]}`

func TestSVGIsWellFormed(t *testing.T) {
	for _, config := range []*graph.Graph{shop(), graph.New(parse(odd), nil), graph.New(parse("{}"), nil), graph.New(parse(""), nil)} {
		d := xml.NewDecoder(strings.NewReader(write(t, config, graph.SVG)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestTextsCannotBreakOut(t *testing.T) {
	g := graph.New(parse(odd), nil)
	if s := write(t, g, graph.Tree); strings.Contains(s, "\x1b") {
		t.Errorf("the tree steers the terminal: %q", s)
	}
	if s := write(t, g, graph.Mermaid); strings.Contains(s, "<") || strings.Contains(s, `"]-->`) || strings.Contains(s, "`") {
		t.Errorf("Mermaid gets %q", s)
	}
	if s := write(t, g, graph.DOT); !strings.Contains(s, `\"]--><script>`) || strings.Count(s, "\n") != 9 || strings.Contains(s, "\x1b") {
		t.Errorf("Graphviz gets %q", s)
	}
}

func TestUnknownFormatIsAnError(t *testing.T) {
	if err := shop().Write(io.Discard, "png"); err == nil {
		t.Error("no error")
	}
}

func parse(s string) *config.Service { return config.Parse("krakend.json", []byte(s)).Service() }
