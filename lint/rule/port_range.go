package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var portRange = Rule{
	ID:       diag.PortRange,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that the port is between 0 and 65535.",
	Why:      `There are no other ports: the gateway cannot listen and serves nothing. 0 stands for the default, 8080.`,
	Fix:      "write a port between 1 and 65535",
	Bad: `{
  "version": 3,
  "port": 70000,
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
  "port": 7000,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
}
