package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditFormerServerPlugin = Rule{
	ID:       "audit-former-server-plugin",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"7.1.1", "7.1.2", "7.1.3", "7.1.4"}, Level: High},
	Summary:  "Checks that no plugin of the server is loaded that a namespace has replaced.",
	Why:      `virtualhost, static-filesystem, basic-auth and wildcard were plugins of the server. They will go.`,
	Fix:      "use the namespace that replaced it",
	Bad: `{
  "version": 3,
  "extra_config": {"plugin/http-server": {"name": ["wildcard"]}},
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
	NoProof: "plugins are built for one version of the gateway",
	Service: checkAuditFormerServerPlugin,
}

func checkAuditFormerServerPlugin(p *Pass, s *config.Service) {
	p.formerPlugins(s.Extra, "plugin/http-server", "virtualhost", "static-filesystem", "basic-auth", "wildcard")
}
