package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var settingMissing = Rule{
	ID:       diag.SettingMissing,
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that components have the settings that they need.",
	Why:      `A component that lacks a setting it needs does not run, or runs with a value that nobody chose: a circuit breaker without max_errors opens at the first error. Without what it is for, such as the rate of a limit, it is an error.`,
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
          "extra_config": {"qos/circuit-breaker": {"interval": 60, "timeout": 10}}
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
            "qos/circuit-breaker": {"interval": 60, "timeout": 10, "max_errors": 3}
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
		Bad:     Outcome{Calls: 1},
		Good:    Outcome{Calls: 4},
		Repeat:  8,
	},
}
