package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var emptyBodyDecoded = Rule{
	ID:       diag.EmptyBodyDecoded,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that an answer without a body is not decoded.",
	Why:      `Every encoding but no-op needs a status of 200 or 201, and every one but string and no-op a body. A 204, an empty 200, and whatever a HEAD answers fail with an empty 500.`,
	Fix:      `set "encoding" and "output_encoding" to "no-op"`,
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
	Spec: `{
  "openapi": "3.0.3",
  "info": {"title": "Backend", "version": "1"},
  "servers": [{"url": "http://backend:8080"}],
  "paths": {
    "/users/{id}": {
      "parameters": [
        {
          "name": "id",
          "in": "path",
          "required": true,
          "schema": {"type": "string"}
        }
      ],
      "delete": {"responses": {"204": {"description": "answer"}}}
    }
  }
}`,
	Proof: Proof{
		Request: "DELETE /users/7",
		Answers: map[string]Answer{"/users/7": {Status: 204, Body: ""}},
		Good:    Outcome{Status: 204, Empty: true},
	},
	Backend: checkEmptyBodyDecoded,
}

func checkEmptyBodyDecoded(p *Pass, b *config.Backend) {
	name := encoding(b)
	if name == fact.NoOp || isShadow(b) || recoded(b) || notHTTP(b) {
		return
	}
	if b.HTTPMethod() == "HEAD" && b.Method.V != "" {
		p.report(b.Object, "method", "HEAD has no body, %q cannot decode it", written(b))
		return
	}
	if handsOnStatus(b) {
		return
	}
	for _, a := range p.successes(b) {
		if a.Body != fact.EmptyBody {
			continue
		}
		decoded := a.Status == 0 || fact.Decoded(a.Status)
		if decoded && name == fact.String || !decoded && a.Status != 204 && a.Status != 205 {
			continue
		}
		f := p.report(b.Object, "encoding", "%s answers %s without a body, %q cannot decode it", p.who(b), a.Code, written(b))
		p.relate(f, b, a)
		p.offerNoop(f, b)
		return
	}
}
