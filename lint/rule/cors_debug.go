package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var corsDebug = Rule{
	ID:       "cors-debug",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that CORS does not log what it is for finding mistakes.",
	Why:      `With debug every request leaves lines in the log about what was allowed to it.`,
	Fix:      `remove debug`,
	Bad: `{
  "version": 3,
  "extra_config": {"security/cors": {"allow_origins": ["https://shop.org"], "debug": true}},
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
  "extra_config": {"security/cors": {"allow_origins": ["https://shop.org"]}},
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
		Header:  map[string]string{"Origin": "https://shop.org"},
	},
	Service: checkCORSDebug,
}

func checkCORSDebug(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/cors")
	if entry == nil || !isTrue(entry.Node.Get("debug")) {
		return
	}
	pointer := syntax.Join(entry.Pointer, "debug")
	f := p.reportAt(entry.Node.Get("debug").Span, pointer, "what is allowed is logged with every request")
	p.fix(f, true, `remove "debug"`, removeAt(pointer))
}
