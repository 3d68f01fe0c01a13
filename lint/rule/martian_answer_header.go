package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var martianAnswerHeader = Rule{
	ID:       "martian-answer-header",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that headers set on an answer reach the client.",
	Why:      `An answer that is decoded loses the headers of its backend, those that a modifier sets on it too.`,
	Fix:      "write the output no-op, or set the header with modifier/lua-proxy",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "modifier/martian": {
              "header.Modifier": {"scope": ["response"], "name": "X-Area", "value": "eu"}
            }
          }
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
          "extra_config": {
            "modifier/martian": {
              "header.Modifier": {"scope": ["response"], "name": "X-Area", "value": "eu"}
            }
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Header: "X-Area: "},
		Good:    Outcome{Status: 200, Header: "X-Area: eu"},
	},
	Backend: checkMartianAnswerHeader,
}

func checkMartianAnswerHeader(p *Pass, b *config.Backend) {
	if b.Endpoint == nil || passesThrough(b) {
		return
	}
	for _, m := range martianModifiers(b) {
		switch m.name {
		case "header.Modifier", "header.Append", "header.Copy", "cookie.Modifier":
		default:
			continue
		}
		if problem, _, _ := m.scopeProblem(); problem == "" && m.responses() && !m.requests() {
			p.reportAt(m.key, m.pointer, "%q changes headers of an answer that is decoded: no client sees them", m.name)
		}
	}
}
