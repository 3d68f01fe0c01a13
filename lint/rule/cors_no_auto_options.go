package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var corsNoAutoOptions = Rule{
	ID:       "cors-no-auto-options",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Strict:   true,
	Summary:  "Checks that OPTIONS is answered where other origins may call.",
	Why:      `security/cors answers the question that a browser asks before a call. Any other OPTIONS, as tools and checks of availability send it, is a 405 without auto_options of the router.`,
	Fix:      `set auto_options of router to true`,
	Bad: `{
  "version": 3,
  "extra_config": {"security/cors": {"allow_origins": ["https://shop.org"]}},
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
    "security/cors": {"allow_origins": ["https://shop.org"]},
    "router": {"auto_options": true}
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof:   Proof{Request: "OPTIONS /users"},
	Service: checkCORSNoAutoOptions,
}

func checkCORSNoAutoOptions(p *Pass, s *config.Service) {
	if entry := s.Extra.Entry("security/cors"); entry != nil && !isTrue(s.Extra.Get("router").Get("auto_options")) {
		p.reportAt(entry.Key, entry.Pointer, "an OPTIONS that is no question of a browser is a 405")
	}
}
