package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var returnErrorCodeMerged = Rule{
	ID:       "return-error-code-merged",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that return_error_code has one backend to speak of.",
	Why:      `The status of a backend is handed on only where it is the only one. With several the client gets a partial 200, or a 500.`,
	Fix:      "use return_error_details",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/http": {"return_error_code": true}}
        },
        {"host": ["http://backend:8080"], "url_pattern": "/news"}
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
          "extra_config": {"backend/http": {"return_error_details": "users"}}
        },
        {"host": ["http://backend:8080"], "url_pattern": "/news"}
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /home",
		Answers: map[string]Answer{"/users": {Status: 404, Body: `{"id": 1}`}, "/news": {Body: `{"n": 1}`}},
		Bad:     Outcome{Status: 200, Body: `{"n": 1}`},
		Good:    Outcome{Status: 200},
	},
	Backend: checkReturnErrorCodeMerged,
}

func checkReturnErrorCodeMerged(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("backend/http")
	if entry == nil || b.Endpoint == nil || len(answering(b.Endpoint)) < 2 || isTrue(b.Endpoint.Extra.Get("proxy").Get("sequential")) {
		return
	}
	if isTrue(entry.Node.Get("return_error_code")) && entry.Node.Get("return_error_details") == nil {
		p.reportAt(entry.Node.Member("return_error_code").Key, syntax.Join(entry.Pointer, "return_error_code"),
			"with several backends the status is not handed on")
	}
}
