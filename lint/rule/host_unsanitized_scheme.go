package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var hostUnsanitizedScheme = Rule{
	ID:       "host-unsanitized-scheme",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that hosts that are taken as they are have a scheme.",
	Why:      `With disable_host_sanitize nothing is put in front of a host. Without a scheme it cannot be called, and every request fails.`,
	Fix:      "write the scheme",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["backend:8080"],
          "url_pattern": "/users",
          "disable_host_sanitize": true
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
          "disable_host_sanitize": true
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Backend: checkHostUnsanitizedScheme,
}

func checkHostUnsanitizedScheme(p *Pass, b *config.Backend) {
	if !b.DisableHostSanitize.V || notHTTP(b) || b.SD.V != "" && b.SD.V != "static" {
		return
	}
	for i, h := range b.Host.V {
		if !strings.Contains(h, "://") {
			p.reportItem(b.Object, "host", i, "with disable_host_sanitize the host %q needs a scheme", h)
		}
	}
}
