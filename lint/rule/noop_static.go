package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var noopStatic = Rule{
	ID:       "noop-static",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a no-op endpoint has no static data.",
	Why:      `Static data is put among the fields of a decoded answer. Under no-op there are none: the body stays as it is, and only headers change.`,
	Fix:      "remove static, or decode the answer",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
      "extra_config": {
        "proxy": {"static": {"data": {"kind": "user"}, "strategy": "always"}}
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
        "proxy": {"static": {"data": {"kind": "user"}, "strategy": "always"}}
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Body: `{"id": 1}`},
		Good:    Outcome{Status: 200, Body: `{"id": 1, "kind": "user"}`},
	},
	Endpoint: checkNoopStatic,
}

func checkNoopStatic(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("proxy")
	if !shape.PassesThrough(e) || entry == nil || entry.Node.Get("static") == nil {
		return
	}
	p.reportAt(entry.Node.Get("static").Span, syntax.Join(entry.Pointer, "static"), "static data is not added: the endpoint passes the answer through")
}
