package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditFormerModifierPlugin = Rule{
	ID:       "audit-former-modifier-plugin",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"7.1.8", "7.1.9"}, Level: High},
	Summary:  "Checks that no modifier plugin is loaded that a namespace has replaced.",
	Why:      `content-replacer and response-schema-validator were plugins. They will go.`,
	Fix:      "use the namespace that replaced it",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"plugin/req-resp-modifier": {"name": ["content-replacer"]}},
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
	NoProof:  "plugins are built for one version of the gateway",
	Endpoint: checkAuditFormerModifierPluginEndpoint,
	Backend:  checkAuditFormerModifierPluginBackend,
}

func checkAuditFormerModifierPluginEndpoint(p *Pass, e *config.Endpoint) {
	p.formerPlugins(e.Extra, "plugin/req-resp-modifier", "content-replacer", "response-schema-validator")
}

func checkAuditFormerModifierPluginBackend(p *Pass, b *config.Backend) {
	p.formerPlugins(b.Extra, "plugin/req-resp-modifier", "content-replacer", "response-schema-validator")
}
