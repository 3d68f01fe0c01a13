package rule

import (
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var hostSelfLoop = Rule{
	ID:       "host-self-loop",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that the gateway does not call itself.",
	Why:      `A backend at the gateway's own port whose path is one of its endpoints calls the gateway again and again, until the timeout.`,
	Fix:      "write the host of the backend",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://localhost:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://localhost:8081"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it needs the gateway to listen on a port",
	Backend: checkHostSelfLoop,
}

func checkHostSelfLoop(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil {
		return
	}
	port := b.Service.Port.V
	if port == 0 {
		port = fact.DefaultPort
	}
	path, _, _ := strings.Cut(b.URLPattern.V, "?")
	if path != e.Route() || b.HTTPMethod() != e.HTTPMethod() {
		return
	}
	for _, h := range b.Hosts() {
		if name := hostName(h); (name == "localhost" || name == "127.0.0.1") && hostPort(h) == strconv.Itoa(port) {
			p.report(b.Object, "host", "the endpoint calls itself at %s%s", h, path)
			return
		}
	}
}

func hostPort(host string) string {
	_, rest, ok := strings.Cut(host, "://")
	if !ok {
		rest = host
	}
	rest, _, _ = strings.Cut(rest, "/")
	if i := strings.LastIndexByte(rest, ':'); i >= 0 {
		return rest[i+1:]
	}
	if strings.HasPrefix(host, "https://") {
		return "443"
	}
	return "80"
}
