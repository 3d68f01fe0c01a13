package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var mappingSelf = Rule{
	ID:       "mapping-self",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a mapping gives other names.",
	Why:      `A mapping of a key to itself deletes it.`,
	Fix:      "take the entry out of the mapping",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"id": "id"}
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "name": "A"}`}},
		Bad:     Outcome{Status: 200, Body: `{"name": "A"}`},
		Good:    Outcome{Status: 200, Body: `{"id": 1, "name": "A"}`},
	},
	Backend: checkMappingSelf,
}

func checkMappingSelf(p *Pass, b *config.Backend) {
	if passesThrough(b) || !filters(b) || collects(b) {
		return
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		pointer := syntax.Join(b.Field(m.Name), entry.Name)
		if entry.Value.Str() == entry.Name {
			f := p.reportAt(entry.Span(), pointer, "a mapping of %q to itself deletes it", entry.Name)
			p.fix(f, false, "take it out of the mapping", removeAt(pointer))
		}
	}
}
