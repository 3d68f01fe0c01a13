package rule

import (
	"cmp"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var timeoutWrite = Rule{
	ID:       "timeout-write",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the server waits as long as its endpoints.",
	Why:      `write_timeout covers the whole answer. An endpoint whose timeout is longer is cut: the client gets nothing at all.`,
	Fix:      "make write_timeout longer than the longest timeout",
	Bad: `{
  "version": 3,
  "write_timeout": "5s",
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "10s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "write_timeout": "15s",
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "10s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "it needs the gateway to listen on a port",
	Endpoint: checkTimeoutWrite,
}

func checkTimeoutWrite(p *Pass, e *config.Endpoint) {
	if h := e.Service.ResponseHeaderTimeout.V; h > 0 && e.Timeout.V > h {
		f := p.report(e.Object, "timeout", "the service's response_header_timeout of %s ends calls before the timeout of %s", h, e.Timeout.V)
		f.Severity, f.Hint = diag.Info, "make response_header_timeout longer, or the timeout shorter"
	}
	w := e.Service.WriteTimeout.V
	if t := patience(e); w <= 0 || t <= w {
		return
	}
	f := p.report(e.Object, "timeout", "the timeout of %s is longer than the service's write_timeout of %s", patience(e), w)
	f.Related = []diag.Related{{Label: "limit", Message: "write_timeout", Span: e.Service.Place("write_timeout")}}
}

// usualTimeout is how long the gateway waits where nothing is said.
const usualTimeout = 2 * time.Second

// patience is how long an endpoint waits: its own timeout, that of the service,
// or the default.
func patience(e *config.Endpoint) time.Duration {
	return cmp.Or(e.Timeout.V, e.Service.Timeout.V, usualTimeout)
}
