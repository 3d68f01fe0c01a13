package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var settingInvalid = Rule{
	ID:       diag.SettingInvalid,
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the settings of components have values that they can read.",
	Why:      `Components in extra_config read their settings one by one. A value of a wrong type or an unknown word is passed over without a message, and what it was to switch on is off: a limit, a check, a filter. A validator or a signer with a value of a wrong type refuses every request. Where that opens what was guarded, or changes what clients get, it is an error.`,
	Fix:      "write a value that the setting takes",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "qos/circuit-breaker": {"interval": "60s", "timeout": "10s", "max_errors": "1"}
          }
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
          "extra_config": {
            "qos/circuit-breaker": {"interval": 60, "timeout": 10, "max_errors": 1}
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 500, Body: ""}},
		Bad:     Outcome{Calls: 5},
		Good:    Outcome{Calls: 2},
		Repeat:  5,
	},
}
