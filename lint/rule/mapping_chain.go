package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var mappingChain = Rule{
	ID:       "mapping-chain",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that no new name of a mapping is itself renamed.",
	Why:      `The entries of a mapping are applied in random order. When the new name of one is the old name of another, the answer differs from request to request.`,
	Fix:      "rename each field once",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"a": "b", "b": "c"}
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
          "mapping": {"a": "c"}
        }
      ]
    }
  ]
}
`,
	NoProof: "the answer is random",
	Backend: checkMappingChain,
}

func checkMappingChain(p *Pass, b *config.Backend) {
	if passesThrough(b) || !filters(b) || collects(b) {
		return
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		pointer := syntax.Join(b.Field(m.Name), entry.Name)
		to := entry.Value.Str()
		if _, again := b.Mapping.V[to]; again && to != entry.Name {
			p.reportAt(entry.Span(), pointer, "the new name %q is renamed as well: the order is random", to)
		}
	}
}
