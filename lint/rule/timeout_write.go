package rule

import (
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
	w := e.Service.WriteTimeout.V
	if w <= 0 || e.Timeout.V <= w {
		return
	}
	f := p.report(e.Object, "timeout", "the timeout of %s is longer than the service's write_timeout of %s", e.Timeout.V, w)
	f.Related = []diag.Related{{Label: "limit", Message: "write_timeout", Span: e.Service.Place("write_timeout")}}
}
