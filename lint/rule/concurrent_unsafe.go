package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var concurrentUnsafe = Rule{
	ID:       "concurrent-unsafe",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that writes are not repeated.",
	Why:      `concurrent_calls sends the request several times at once. A POST is then done several times by the backend.`,
	Fix:      "set concurrent_calls to 1",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
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
      "method": "POST",
      "concurrent_calls": 1,
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "how many of the calls arrive before the first answer is a race",
	Endpoint: checkConcurrentUnsafe,
}

func checkConcurrentUnsafe(p *Pass, e *config.Endpoint) {
	if e.ConcurrentCalls.V < 2 {
		return
	}
	for _, b := range e.Backends {
		if b == nil {
			continue
		}
		switch m := b.HTTPMethod(); m {
		case "POST", "PUT", "PATCH", "DELETE":
			f := at(p.report(e.Object, "concurrent_calls", "concurrent_calls sends every %s %d times", m, e.ConcurrentCalls.V), e, b)
			if m == "PUT" || m == "DELETE" {
				f.Severity = diag.Warning
			}
			return
		}
	}
}
