package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var mappingCollision = Rule{
	ID:       "mapping-collision",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a mapping gives each field a name of its own.",
	Why:      `Two fields that get one name overwrite each other in random order.`,
	Fix:      "give them different names",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"a": "c", "b": "c"}
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
          "mapping": {"a": "c", "b": "d"}
        }
      ]
    }
  ]
}
`,
	NoProof: "the answer is random",
	Backend: checkMappingCollision,
}

func checkMappingCollision(p *Pass, b *config.Backend) {
	seen := map[string]string{}
	if passesThrough(b) || !filters(b) || collects(b) {
		return
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		pointer := syntax.Join(b.Field(m.Name), entry.Name)
		to := root(entry.Value.Str())
		if first, ok := seen[to]; ok {
			p.reportAt(entry.Span(), pointer, "%q gets the name %q, which %q has already", entry.Name, to, first)
		}
		seen[to] = entry.Name
	}
}
