package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var returnErrorMsg = Rule{
	ID:       "return-error-msg",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Summary:  "Checks that errors do not show the inside to clients.",
	Why:      `return_error_msg writes the reason of a failure into the answer: addresses of backends and what they answered.`,
	Fix:      "remove return_error_msg outside of tests",
	Bad: `{
  "version": 3,
  "extra_config": {"router": {"return_error_msg": true}},
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 404, Body: ""}},
		Bad:     Outcome{Status: 500, Type: "text/plain"},
		Good:    Outcome{Status: 500, Empty: true},
	},
	Service: checkReturnErrorMsg,
}

func checkReturnErrorMsg(p *Pass, s *config.Service) {
	if e := s.Extra.Entry("router"); e != nil && isTrue(e.Node.Get("return_error_msg")) {
		p.reportAt(e.Node.Member("return_error_msg").Key, syntax.Join(e.Pointer, "return_error_msg"), "clients see the reason of failures, addresses included")
	}
}
