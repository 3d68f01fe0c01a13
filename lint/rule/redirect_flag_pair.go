package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var redirectFlagPair = Rule{
	ID:       "redirect-flag-pair",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that redirects are switched off as meant.",
	Why:      `disable_redirect_trailing_slash works only together with disable_redirect_fixed_path: the second redirect does the work of the first.`,
	Fix:      "set disable_redirect_fixed_path too",
	Bad: `{
  "version": 3,
  "extra_config": {"router": {"disable_redirect_trailing_slash": true}},
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
  "extra_config": {
    "router": {
      "disable_redirect_trailing_slash": true,
      "disable_redirect_fixed_path": true
    }
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/",
		Bad:     Outcome{Status: 301},
		Good:    Outcome{Status: 404},
	},
	Service: checkRedirectFlagPair,
}

func checkRedirectFlagPair(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("router")
	if entry == nil || !isTrue(entry.Node.Get("disable_redirect_trailing_slash")) || isTrue(entry.Node.Get("disable_redirect_fixed_path")) {
		return
	}
	p.reportAt(entry.Node.Member("disable_redirect_trailing_slash").Key, syntax.Join(entry.Pointer, "disable_redirect_trailing_slash"),
		"it has no effect without disable_redirect_fixed_path")
}
