package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var noopRootDefault = Rule{
	ID:       "noop-root-default",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that the service does not pass everything through.",
	Why:      `With no-op at the service every endpoint without an output_encoding of its own passes through, and one with two backends keeps the gateway from starting.`,
	Fix:      "set output_encoding on the endpoints that need it",
	Bad: `{
  "version": 3,
  "output_encoding": "no-op",
  "endpoints": [
    {
      "endpoint": "/users",
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
      "output_encoding": "no-op",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Service: checkNoopRootDefault,
}

func checkNoopRootDefault(p *Pass, s *config.Service) {
	if s.OutputEncoding.V == fact.NoOp {
		p.report(s.Object, "output_encoding", "every endpoint without an output_encoding of its own passes through")
	}
}
