package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var flatmapIgnoresFilters = Rule{
	ID:       "flatmap-ignores-filters",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that filters do not stand beside a flatmap_filter.",
	Why:      `A flatmap_filter on a backend switches allow, deny and mapping of the same backend off. What they were to hide is shown.`,
	Fix:      "write them as operations of the flatmap_filter",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "deny": ["password"],
          "extra_config": {"proxy": {"flatmap_filter": [{"type": "del", "args": ["note"]}]}}
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
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "proxy": {
              "flatmap_filter": [
                {"type": "del", "args": ["note"]},
                {"type": "del", "args": ["password"]}
              ]
            }
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "password": "x", "note": "y"}`}},
		Bad:     Outcome{Status: 200, Body: `{"id": 1, "password": "x"}`},
		Good:    Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Backend: checkFlatmapIgnoresFilters,
}

func checkFlatmapIgnoresFilters(p *Pass, b *config.Backend) {
	if filters(b) || passesThrough(b) {
		return
	}
	for _, field := range []struct {
		name string
		set  bool
	}{{"allow", len(b.Allow.V) > 0}, {"deny", len(b.Deny.V) > 0}, {"mapping", len(b.Mapping.V) > 0}} {
		if field.set {
			p.report(b.Object, field.name, "the flatmap_filter switches %q off", field.name)
		}
	}
}
