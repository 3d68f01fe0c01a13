package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var settingInvalid = Rule{
	ID:       diag.SettingInvalid,
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the settings of components have values that they can read.",
	Why:      `Components in extra_config read their settings one by one. A value of a wrong type or an unknown word is passed over without a message, and what it was to switch on is off: a limit, a check, a filter.`,
	Fix:      "write a value that the setting takes",
	Bad: `{
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
          "strategy": "address"
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
	NoProof: "the effect is that of the component, as a limit that is off",
}
