package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var hostMissing = Rule{
	ID:       diag.HostMissing,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that every backend has a host.",
	Why:      `A backend without a host, where the service has none either, cannot be called: every request fails with an empty 500, though the gateway starts.`,
	Fix:      `add "host" to the backend or to the service`,
	Bad: `{
  "version": 3,
  "endpoints": [{"endpoint": "/users", "backend": [{"url_pattern": "/users"}]}]
}
`,
	Good: `{
  "version": 3,
  "host": ["http://backend:8080"],
  "endpoints": [{"endpoint": "/users", "backend": [{"url_pattern": "/users"}]}]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Backend: checkHostMissing,
}

func checkHostMissing(p *Pass, b *config.Backend) {
	if len(b.Hosts()) > 0 || notHTTP(b) {
		return
	}
	p.report(b.Object, "host", "the backend has no host, and the service has none either")
}
