package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var headerHostForward = Rule{
	ID:       "header-host-forward",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that Host is not asked to be forwarded.",
	Why:      `The gateway calls a backend by the backend's own host name. Host in input_headers has no effect; the client's is in X-Forwarded-Host.`,
	Fix:      "remove Host, and read X-Forwarded-Host",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Host"],
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
      "input_headers": ["Accept"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "nothing happens, which is the same with and without it",
	Endpoint: checkHeaderHostForward,
}

func checkHeaderHostForward(p *Pass, e *config.Endpoint) {
	for i, h := range e.InputHeaders.V {
		if strings.EqualFold(h, "Host") {
			p.reportItem(e.Object, "input_headers", i, "Host is not forwarded: backends get their own name, and the client's in X-Forwarded-Host")
		}
	}
}
