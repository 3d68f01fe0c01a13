package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var corsMaxAgeType = Rule{
	ID:       "cors-max-age-type",
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that max_age of CORS is a duration.",
	Why:      `A number in place of the text stops the gateway with a panic.`,
	Fix:      `write a duration, such as "12h"`,
	Bad: `{
  "version": 3,
  "extra_config": {"security/cors": {"max_age": 3600}},
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
  "extra_config": {"security/cors": {"max_age": "1h"}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Service: checkCORSMaxAgeType,
}

func checkCORSMaxAgeType(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/cors")
	if entry == nil {
		return
	}
	age := entry.Node.Get("max_age")
	if age == nil || age.Kind == syntax.String || age.Kind == syntax.Null {
		return
	}
	p.reportAt(age.Span, syntax.Join(entry.Pointer, "max_age"), "max_age is %s, it must be a duration", age.Kind)
}
