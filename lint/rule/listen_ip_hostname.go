package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var listenIpHostname = Rule{
	ID:       diag.ListenIPInvalid,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that listen_ip is an IP address.",
	Why:      `The gateway listens on the address that is written here and resolves no names. It does not start with localhost.`,
	Fix:      "write an address, such as 127.0.0.1 or ::",
	Bad: `{
  "version": 3,
  "listen_ip": "localhost",
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
  "listen_ip": "127.0.0.1",
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
}
