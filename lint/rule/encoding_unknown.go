package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var encodingUnknown = Rule{
	ID:       "encoding-unknown",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that the encoding of a backend exists.",
	Why:      `An encoding that the gateway does not know is taken for json, without a message. Whatever is no JSON object fails then.`,
	Fix:      "write json, safejson, xml, rss, string or no-op",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "text"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "string"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Type: "text/plain", Body: "hello"}},
		Good:    Outcome{Status: 200, Body: "hello"},
	},
	Backend: checkEncodingUnknown,
	Agent:   checkEncodingUnknownAgent,
}

// checkEncodingUnknownAgent looks at how the messages of an agent are read.
func checkEncodingUnknownAgent(p *Pass, a *config.AsyncAgent) {
	name := strings.ToLower(a.Encoding.V)
	if _, known := fact.FindEncoding(name); known || a.Node.IsNull() {
		return
	}
	f := p.report(a.Object, "encoding", "there is no encoding %q: it works as \"json\"", a.Encoding.V)
	f.Hint = "it is one of " + strings.Join(encodingNames(), ", ")
	if meant := meantEncoding(name); meant != "" {
		f.Hint = fmt.Sprintf("did you mean %q?", meant)
	}
}

func checkEncodingUnknown(p *Pass, b *config.Backend) {
	name := strings.ToLower(b.Encoding.V)
	if _, known := fact.FindEncoding(name); known || isOutputOnly(name) || passesThrough(b) {
		return
	}
	f := p.report(b.Object, "encoding", "there is no encoding %q: it works as \"json\"", b.Encoding.V)
	f.Hint = "it is one of " + strings.Join(encodingNames(), ", ")
	meant := meantEncoding(name)
	if meant == "" {
		return
	}
	f.Hint = fmt.Sprintf("did you mean %q?", meant)
	if meant != fact.JSON {
		f.Severity = diag.Error
	}
	p.fix(f, meant == fact.JSON, fmt.Sprintf("set \"encoding\" to %q", meant), set(b.Object, "encoding", quote(meant)))
}

// isOutputOnly reports whether a name is an output encoding and no encoding.
func isOutputOnly(name string) bool {
	_, output := fact.FindOutput(name)
	_, known := fact.FindEncoding(name)
	return output && !known
}

// meantEncoding guesses what an unknown encoding was to be, "" for no guess.
func meantEncoding(name string) string {
	switch {
	case strings.HasPrefix(name, "text"), name == "plain", name == "html", name == "csv", name == "raw":
		return fact.String
	case strings.Contains(name, "xml"):
		return fact.XML
	case name == "atom", name == "feed":
		return fact.RSS
	case name == "none", name == "proxy", name == "passthrough", name == "pass-through", name == "noop":
		return fact.NoOp
	case strings.Contains(name, "json"):
		return fact.JSON
	}
	if near := Nearest(name, encodingNames(), 1); len(near) > 0 {
		return near[0]
	}
	return ""
}
