package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var settingMissing = Rule{
	ID:       diag.SettingMissing,
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that components have the settings that they need.",
	Why:      `A component that lacks a setting it needs does not run, or runs with a value that nobody chose.`,
	Fix:      "add the setting",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"qos/ratelimit/proxy": {"max_rate": 10}}
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"qos/ratelimit/proxy": {"max_rate": 10, "capacity": 10}}
        }
      ]
    }
  ]
}
`,
	NoProof: "the effect is that of the component",
}
