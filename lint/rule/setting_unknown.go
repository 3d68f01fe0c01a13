package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var settingUnknown = Rule{
	ID:       diag.SettingUnknown,
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that components have no settings that they do not know.",
	Why:      `What a component does not know it passes over without a message. A misspelt limit limits nothing. A name that comes near one that guards or shapes something, or its former name, is an error.`,
	Fix:      "correct the name, or delete the setting",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "qos/ratelimit/router": {
          "max_rate": 50,
          "capacity": 50,
          "clientMaxRate": 1,
          "client_capacity": 1,
          "strategy": "ip"
        }
      },
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
      "extra_config": {
        "qos/ratelimit/router": {
          "max_rate": 50,
          "capacity": 50,
          "client_max_rate": 1,
          "client_capacity": 1,
          "strategy": "ip"
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Calls: 3},
		Good:    Outcome{Status: 429, Calls: 1},
		Repeat:  3,
	},
}
