package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var sequentialSingle = Rule{
	ID:       "sequential-single",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that a sequence has steps.",
	Why:      `sequential calls backends one after the other. With one backend it does nothing.`,
	Fix:      "remove sequential",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"proxy": {"sequential": true}},
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Endpoint: checkSequentialSingle,
}

func checkSequentialSingle(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("proxy")
	if entry == nil || !isTrue(entry.Node.Get("sequential")) || len(e.Backends) != 1 {
		return
	}
	pointer := syntax.Join(entry.Pointer, "sequential")
	f := p.reportAt(entry.Node.Member("sequential").Span(), pointer, "\"sequential\" has no effect with one backend")
	p.fix(f, true, `remove "sequential"`, removeAt(pointer))
}
