package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var contentEncodingUnsupported = Rule{
	ID:       "content-encoding-unsupported",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that clients cannot choose a compression that the gateway does not read.",
	Why:      `The gateway undoes gzip alone. When Accept-Encoding of the client reaches the backend, a browser gets answers in br or zstd, which cannot be decoded.`,
	Fix:      "list the headers that the backend needs, without Accept-Encoding",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Accept-Encoding"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Accept"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"Accept-Encoding": "br"},
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}},
		Bad:     Outcome{Sent: "Accept-Encoding: br"},
		Good:    Outcome{NotSent: "Accept-Encoding: br"},
	},
	Endpoint: checkContentEncodingUnsupported,
}

func checkContentEncodingUnsupported(p *Pass, e *config.Endpoint) {
	if shape.PassesThrough(e) || !slices.ContainsFunc(answering(e), asksForEncodings) {
		return
	}
	for i, h := range e.InputHeaders.V {
		if strings.EqualFold(h, "Accept-Encoding") || h == "*" {
			p.reportItem(e.Object, "input_headers", i, "%q lets clients ask the backend for br or zstd, which the gateway cannot decode", h)
		}
	}
}

// asksForEncodings reports whether what a backend lets through of the headers
// leaves Accept-Encoding.
func asksForEncodings(b *config.Backend) bool {
	return len(b.InputHeaders.V) == 0 || has(b.InputHeaders.V, "Accept-Encoding")
}
