package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var portPrivileged = Rule{
	ID:       "port-privileged",
	Severity: diag.Info,
	Effect:   diag.Refused,
	Strict:   true,
	Summary:  "Checks that the gateway may listen on its port without rights.",
	Why:      `Ports below 1024 are for processes with rights. Where the gateway runs as an ordinary user, as in its image, it may not be let to listen there; containers differ in that.`,
	Fix:      `listen on 8080 or another port above 1023, and map it outside`,
	Bad: `{
  "version": 3,
  "port": 80,
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
  "port": 8080,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it depends on whose process it is",
	Service: checkPortPrivileged,
}

func checkPortPrivileged(p *Pass, s *config.Service) {
	if port := s.Port.V; port > 0 && port < 1024 {
		p.report(s.Object, "port", "port %d is for processes with rights", port)
	}
}
