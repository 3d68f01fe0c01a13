package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var endpointCaseVariant = Rule{
	ID:       "endpoint-case-variant",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that no two paths differ in letter case alone.",
	Why:      `Both work, but clients that mix letter cases up are redirected to one of them, and people mix them up too.`,
	Fix:      "keep one of the two, unless they are meant to differ",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    },
    {
      "endpoint": "/Users",
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
	NoProof: "both paths work",
	Service: checkEndpointCaseVariant,
}

func checkEndpointCaseVariant(p *Pass, s *config.Service) {
	p.variants(s, func(e *config.Endpoint) string {
		// Names of parameters are no part of what clients send.
		return strings.ToLower(fact.RouterPath(e.Route(), s.DisableREST.V))
	}, "the same path stands in other letter case")
}
