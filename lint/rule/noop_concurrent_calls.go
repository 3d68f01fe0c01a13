package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var noopConcurrentCalls = Rule{
	ID:       "noop-concurrent-calls",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a no-op endpoint calls its backend once.",
	Why:      `With concurrent_calls the body of the call that wins is closed before it is passed on: clients get empty answers with a 200.`,
	Fix:      "set concurrent_calls to 1",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
      "concurrent_calls": 3,
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
      "output_encoding": "no-op",
      "concurrent_calls": 1,
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "which bodies come out empty is a race in the reference, that serve does not repeat",
	Endpoint: checkNoopConcurrentCalls,
}

func checkNoopConcurrentCalls(p *Pass, e *config.Endpoint) {
	if !shape.PassesThrough(e) || e.ConcurrentCalls.V < 2 {
		return
	}
	f := p.report(e.Object, "concurrent_calls", "concurrent_calls empties the bodies of an endpoint that passes through")
	p.fix(f, true, `set "concurrent_calls" to 1`, set(e.Object, "concurrent_calls", "1"))
}
