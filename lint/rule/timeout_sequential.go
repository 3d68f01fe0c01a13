package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var timeoutSequential = Rule{
	ID:       "timeout-sequential",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Summary:  "Checks that a sequence has time for its steps.",
	Why:      `The steps of a sequence are called one after the other and share 85% of the endpoint's timeout, 2 seconds by default.`,
	Fix:      "give the endpoint a timeout for all steps together",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/orders",
      "extra_config": {"proxy": {"sequential": true}},
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users"},
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/orders/{resp0_id}"
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
      "endpoint": "/orders",
      "timeout": "5s",
      "extra_config": {"proxy": {"sequential": true}},
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users"},
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/orders/{resp0_id}"
        }
      ]
    }
  ]
}
`,
	NoProof:  "it shows only with backends that are slow",
	Endpoint: checkTimeoutSequential,
}

func checkTimeoutSequential(p *Pass, e *config.Endpoint) {
	if len(e.Backends) < 2 || !isTrue(e.Extra.Get("proxy").Get("sequential")) || e.Timeout.V > 0 || e.Service.Timeout.V > 0 {
		return
	}
	p.report(e.Object, "timeout", "%d steps share the default timeout of 2 seconds", len(e.Backends))
}
