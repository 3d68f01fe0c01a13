package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditFormerClientPlugin = Rule{
	ID:       "audit-former-client-plugin",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"7.1.5", "7.1.6", "7.1.7"}, Level: High},
	Summary:  "Checks that no plugin of the client is loaded that a namespace has replaced.",
	Why:      `http-proxy, static-filesystem and no-redirect were plugins of the client. They will go.`,
	Fix:      "use the namespace that replaced it",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "extra_config": {"plugin/http-client": {"name": "no-redirect"}}}]
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
	Backend: checkAuditFormerClientPlugin,
}

func checkAuditFormerClientPlugin(p *Pass, b *config.Backend) {
	p.formerPlugins(b.Extra, "plugin/http-client", "http-proxy", "static-filesystem", "no-redirect")
}
