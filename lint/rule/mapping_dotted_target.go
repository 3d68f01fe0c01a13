package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var mappingDottedTarget = Rule{
	ID:       "mapping-dotted-target",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a mapping gives names without dots.",
	Why:      `A new name is cut at its first dot: nothing is put into objects.`,
	Fix:      "use a flatmap_filter with move",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"name": "person.name"}
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
              "flatmap_filter": [{"type": "move", "args": ["name", "person.name"]}]
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
		Answers: map[string]Answer{"/users": {Body: `{"name": "A"}`}},
		Bad:     Outcome{Status: 200, Body: `{"person": "A"}`},
		Good:    Outcome{Status: 200, Body: `{"person": {"name": "A"}}`},
	},
	Backend: checkMappingDottedTarget,
}

func checkMappingDottedTarget(p *Pass, b *config.Backend) {
	if passesThrough(b) || !filters(b) || collects(b) {
		return
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		pointer := syntax.Join(b.Field(m.Name), entry.Name)
		if to := entry.Value.Str(); strings.Contains(to, ".") {
			p.reportAt(entry.Value.Span, pointer, "the new name %q is cut at its dot: it becomes %q", to, root(to))
		}
	}
}
