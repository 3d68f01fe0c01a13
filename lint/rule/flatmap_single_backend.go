package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var flatmapSingleBackend = Rule{
	ID:       "flatmap-single-backend",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a flatmap_filter of an endpoint has answers to merge.",
	Why:      `At an endpoint a flatmap_filter works on merged answers. With one backend nothing is merged, and it is ignored.`,
	Fix:      "move it to the backend",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"proxy": {"flatmap_filter": [{"type": "del", "args": ["password"]}]}},
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "proxy": {"flatmap_filter": [{"type": "del", "args": ["password"]}]}
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "password": "x"}`}},
		Bad:     Outcome{Status: 200, Body: `{"id": 1, "password": "x"}`},
		Good:    Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Endpoint: checkFlatmapSingleBackend,
}

func checkFlatmapSingleBackend(p *Pass, e *config.Endpoint) {
	ops := flatmap(e.Extra)
	if len(ops) == 0 || len(e.Backends) != 1 || shape.PassesThrough(e) {
		return
	}
	entry := e.Extra.Entry("proxy")
	p.reportAt(entry.Node.Get("flatmap_filter").Span, syntax.Join(entry.Pointer, "flatmap_filter"),
		"the flatmap_filter of an endpoint with one backend is ignored")
}
