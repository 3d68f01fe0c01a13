package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var noopEncodingMismatch = Rule{
	ID:       "noop-encoding-mismatch",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that the backend of a no-op endpoint does not name another encoding.",
	Why:      `Under the output no-op the backend's encoding is no-op, whatever it says. Another word there misleads the reader.`,
	Fix:      `set "encoding": "no-op"`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "json"
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
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "no-op"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Backend: checkNoopEncodingMismatch,
}

func checkNoopEncodingMismatch(p *Pass, b *config.Backend) {
	if !passesThrough(b) || b.Encoding.V == "" || strings.EqualFold(b.Encoding.V, fact.NoOp) {
		return
	}
	f := p.report(b.Object, "encoding", "encoding %q is not used: the endpoint passes the answer through", b.Encoding.V)
	p.fix(f, true, `set "encoding" to "no-op"`, set(b.Object, "encoding", quote(fact.NoOp)))
}
