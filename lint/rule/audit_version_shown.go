package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditVersionShown = Rule{
	ID:       "audit-version-shown",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.2.1"}, Level: Medium},
	Summary:  "Checks that the gateway does not tell its version.",
	Why:      `The X-Krakend header names product and version in every answer, and with them the known weaknesses.`,
	Fix:      "set hide_version_header in router",
	Bad: `{
  "version": 3,
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
  "extra_config": {"router": {"hide_version_header": true}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Service: checkAuditVersionShown,
}

func checkAuditVersionShown(p *Pass, s *config.Service) {
	if !isTrue(s.Extra.Get("router").Get("hide_version_header")) {
		p.ask(s.Object, "extra_config", "every answer tells the version: \"hide_version_header\" in \"router\" is not set")
	}
}
