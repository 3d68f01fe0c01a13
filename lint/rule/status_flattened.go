package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var statusFlattened = Rule{
	ID:       "status-flattened",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that clients do not need the status 201.",
	Why:      `Decoding makes every success a 200: clients do not see that something was created, nor its Location.`,
	Fix:      "pass the answer through with no-op where clients need it",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
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
      "method": "POST",
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
	Spec: `{
  "openapi": "3.0.3",
  "info": {"title": "Backend", "version": "1"},
  "servers": [{"url": "http://backend:8080"}],
  "paths": {
    "/users": {
      "post": {
        "responses": {
          "201": {
            "description": "answer",
            "content": {"application/json": {"schema": {"type": "object"}}}
          }
        }
      }
    }
  }
}`,
	NoProof: "both answers are right, only their status differs",
	Backend: checkStatusFlattened,
}

func checkStatusFlattened(p *Pass, b *config.Backend) {
	if encoding(b) == fact.NoOp || p.unjudged(b) {
		return
	}
	for _, a := range p.successes(b) {
		if a.Status == 201 {
			f := p.report(b.Object, "encoding", "%s answers 201, clients get 200", p.who(b))
			p.relate(f, b, a)
			return
		}
	}
}
