package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var emptyBodyPossible = Rule{
	ID:       "empty-body-possible",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Summary:  "Checks that a DELETE that is decoded has a body to decode.",
	Why:      `Many backends answer a DELETE with 204 and no body, which cannot be decoded: the deletion works, and the client gets a 500. A specification of the backend tells for sure.`,
	Fix:      `if the backend answers 204, set "encoding" and "output_encoding" to "no-op"`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "method": "DELETE",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "method": "DELETE",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users/{id}",
          "encoding": "no-op"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "DELETE /users/7",
		Answers: map[string]Answer{"/users/7": {Status: 204, Body: ""}},
		Good:    Outcome{Status: 204, Empty: true},
	},
	Backend: checkEmptyBodyPossible,
}

func checkEmptyBodyPossible(p *Pass, b *config.Backend) {
	if method := b.HTTPMethod(); method != "DELETE" && method != "OPTIONS" || encoding(b) == fact.NoOp || isShadow(b) || recoded(b) || notHTTP(b) || handsOnStatus(b) {
		return
	}
	if len(p.successes(b)) > 0 {
		return
	}
	p.report(b.Object, "encoding", "if the backend answers this %s without a body, %q cannot decode it", b.HTTPMethod(), written(b))
}
