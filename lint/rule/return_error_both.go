package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var returnErrorBoth = Rule{
	ID:       "return-error-both",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that an error is shown in one way.",
	Why:      `return_error_details wins over return_error_code: clients get a 200 with the error in it, and never the status.`,
	Fix:      "leave one of the two",
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
            "backend/http": {"return_error_details": "users", "return_error_code": true}
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/http": {"return_error_code": true}}
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 404, Body: `{"id": 1}`}},
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 404},
	},
	Backend: checkReturnErrorBoth,
}

func checkReturnErrorBoth(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("backend/http")
	if entry == nil || passesThrough(b) || entry.Node.Get("return_error_details").Str() == "" || !isTrue(entry.Node.Get("return_error_code")) {
		return
	}
	p.reportAt(entry.Node.Member("return_error_code").Key, syntax.Join(entry.Pointer, "return_error_code"),
		"beside return_error_details it has no effect")
}
