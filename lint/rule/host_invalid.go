package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var hostInvalid = Rule{
	ID:       diag.HostInvalid,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that hosts are a scheme, a name and a port.",
	Why:      `The gateway checks every host against a narrow pattern and does not start with one that has a path, a user, an IPv6 address, another scheme or nothing in it. disable_host_sanitize lifts the check.`,
	Fix:      "write scheme, name and port, and move a path into url_pattern",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080/v1"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/v1/users"}]
    }
  ]
}
`,
}
