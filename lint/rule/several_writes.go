package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var severalWrites = Rule{
	ID:       "several-writes",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a request changes things at one backend only.",
	Why:      `Backends of one endpoint are called side by side, or one after the other. When one of them fails, what the others have written stays: nothing is taken back, and the client may get a 200 with a part of the answer.`,
	Fix:      "let one backend do the writing, or let clients make two requests",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "user"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/mails",
          "group": "mail"
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
      "method": "POST",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "user"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/mails",
          "group": "mail",
          "method": "GET"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "POST /users",
		Answers: map[string]Answer{"/mails": {Status: 500}, "/users": {Body: `{"id": 1}`}},
		Bad:     Outcome{Status: 200, Sent: "POST /mails"},
		Good:    Outcome{Status: 200, Sent: "GET /mails"},
	},
	Endpoint: checkSeveralWrites,
}

func checkSeveralWrites(p *Pass, e *config.Endpoint) {
	var writes []*config.Backend
	for _, b := range answering(e) {
		switch b.HTTPMethod() {
		case "POST", "PUT", "PATCH", "DELETE":
			if b.Extra.Get("backend/graphql").Get("type").Str() != "query" {
				writes = append(writes, b)
			}
		}
	}
	if len(writes) < 2 {
		return
	}
	f := p.report(e.Object, "method", "%d backends are written to: when one fails, the others keep what they were sent", len(writes))
	for _, b := range writes[1:] {
		f.Related = append(f.Related, diag.Related{Label: "also", Message: b.HTTPMethod() + " " + b.ID(), Span: b.Place("url_pattern")})
	}
}
