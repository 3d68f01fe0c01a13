package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var stringOutputMulti = Rule{
	ID:       "string-output-multi",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the output string has one backend.",
	Why:      `The output string writes one text. With several backends the text of one of them comes out, and which is a matter of timing.`,
	Fix:      "write the output json and give each backend a group",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/home",
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "string"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
          "encoding": "string"
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
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "string",
          "group": "users"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
          "encoding": "string",
          "group": "news"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /home",
		Answers: map[string]Answer{"/users": {Type: "text/plain", Body: "n"}, "/news": {Type: "text/plain", Body: "n"}},
		Bad:     Outcome{Status: 200, Body: "n"},
		Good:    Outcome{Status: 200, Body: `{"users": {"content": "n"}, "news": {"content": "n"}}`},
	},
	Endpoint: checkStringOutputMulti,
}

func checkStringOutputMulti(p *Pass, e *config.Endpoint) {
	backends := answering(e)
	if !renders(e, fact.String) || len(backends) < 2 || rewritten(e) || isTrue(e.Extra.Get("proxy").Get("sequential")) {
		return
	}
	p.report(e.Object, "output_encoding", "output_encoding \"string\" writes one text, %d backends are called", len(backends))
}
