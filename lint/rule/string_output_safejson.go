package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var stringOutputSafejson = Rule{
	ID:       "string-output-safejson",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the output string is not written from safejson.",
	Why:      `Of what safejson reads only a JSON string comes under content as a text. Objects, lists and numbers give an empty answer with a 200.`,
	Fix:      `use "encoding": "string", or the output json`,
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
          "encoding": "safejson"
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
		Answers: map[string]Answer{"/users": {Body: `{"id":1}`}},
		Bad:     Outcome{Status: 200, Empty: true},
		Good:    Outcome{Status: 200, Body: `{"id":1}`},
	},
	Endpoint: checkStringOutputSafejson,
}

func checkStringOutputSafejson(p *Pass, e *config.Endpoint) {
	backends := answering(e)
	if !renders(e, fact.String) || rewritten(e) || len(backends) != 1 || encoding(backends[0]) != fact.SafeJSON || recoded(backends[0]) {
		return
	}
	if puts(e, backends[0], fact.ContentKey) {
		return
	}
	at(p.report(backends[0].Object, "encoding", "with output_encoding \"string\" only a JSON string comes out of \"safejson\", all else is lost"), e, backends[0])
}
