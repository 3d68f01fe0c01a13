package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var staticMasksError = Rule{
	ID:       "static-masks-error",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that static data does not make errors look like answers.",
	Why:      `With the strategies errored, incomplete and always static data is added when backends fail as well: a total failure is a 200 with the static data in it.`,
	Fix:      "use the strategy success, or mind that clients see a 200",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "proxy": {"static": {"data": {"kind": "none"}, "strategy": "errored"}}
      },
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
      "extra_config": {
        "proxy": {"static": {"data": {"kind": "user"}, "strategy": "success"}}
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 500, Body: ""}},
		Bad:     Outcome{Status: 200, Body: `{"kind": "none"}`},
		Good:    Outcome{Status: 500},
	},
	Endpoint: checkStaticMasksError,
}

func checkStaticMasksError(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("proxy")
	if entry == nil || shape.PassesThrough(e) {
		return
	}
	static := entry.Node.Get("static")
	strategy := static.Get("strategy")
	if static.Get("data") == nil {
		return
	}
	switch strategy.Str() {
	case "success", "complete":
		return
	case "", "always", "errored", "incomplete":
	default:
		return // an unknown word is reported as such
	}
	span, pointer := static.Span, syntax.Join(entry.Pointer, "static")
	if strategy != nil {
		span, pointer = strategy.Span, syntax.Join(pointer, "strategy")
	}
	p.reportAt(span, pointer, "when every backend fails clients get a 200 with the static data")
}
