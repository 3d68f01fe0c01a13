package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var mappingNestedSource = Rule{
	ID:       "mapping-nested-source",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a mapping names keys of the first level.",
	Why:      `A mapping does not lead into objects: a name with a dot meets nothing.`,
	Fix:      `use a flatmap_filter, such as {"type": "move", "args": ["address.city", "city"]}`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"address.city": "city"}
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
              "flatmap_filter": [{"type": "move", "args": ["address.city", "city"]}]
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
		Answers: map[string]Answer{"/users": {Body: `{"address": {"city": "X"}}`}},
		Bad:     Outcome{Status: 200, Body: `{"address": {"city": "X"}}`},
	},
	Backend: checkMappingNestedSource,
}

func checkMappingNestedSource(p *Pass, b *config.Backend) {
	if passesThrough(b) || !filters(b) || collects(b) {
		return
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		pointer := syntax.Join(b.Field(m.Name), entry.Name)
		if strings.Contains(entry.Name, ".") && !p.answersKey(b, entry.Name) {
			p.reportAt(entry.Key, pointer, "a mapping does not lead into objects: %q meets nothing", entry.Name)
		}
	}
}
