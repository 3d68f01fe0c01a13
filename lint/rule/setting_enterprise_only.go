package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var settingEnterpriseOnly = Rule{
	ID:       diag.SettingEnterprise,
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that no setting of the Enterprise Edition is relied on.",
	Why:      `The Community Edition passes over settings that only the Enterprise Edition has, without a message.`,
	Fix:      "delete the setting, or run the Enterprise Edition",
	Bad: `{
  "version": 3,
  "extra_config": {"router": {"max_payload": 1000}},
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
  "extra_config": {"router": {"return_error_msg": true}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "the effect is that nothing happens",
}
