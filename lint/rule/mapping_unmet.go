package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var mappingUnmet = Rule{
	ID:       "mapping-unmet",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the fields of a mapping get past the filters.",
	Why:      `Filters run before the mapping. A field that allow does not name, or that deny takes away, is gone when it should be renamed.`,
	Fix:      "name the field in allow, take it out of deny, or delete it from the mapping",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "allow": ["name"],
          "mapping": {"id": "key"}
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
          "allow": ["name", "id"],
          "mapping": {"id": "key"}
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "name": "A"}`}},
		Bad:     Outcome{Status: 200, Body: `{"name": "A"}`},
		Good:    Outcome{Status: 200, Body: `{"key": 1, "name": "A"}`},
	},
	Backend: checkMappingUnmet,
}

func checkMappingUnmet(p *Pass, b *config.Backend) {
	m := b.Member("mapping")
	if m == nil || m.Value == nil || passesThrough(b) || !filters(b) || collects(b) {
		return
	}
	for _, entry := range m.Value.Members() {
		name := entry.Name
		if config.IsComment(name) || strings.Contains(name, ".") {
			continue
		}
		list := ""
		switch {
		case len(b.Allow.V) > 0:
			if !slices.ContainsFunc(b.Allow.V, func(path string) bool { return root(path) == name }) {
				list = "allow does not name it"
			}
		case slices.Contains(b.Deny.V, name):
			list = "deny takes it away"
		case name == b.Target.V && !p.answersKey(b, name+"."+name):
			list = "it is the target, which is taken off"
		}
		if list == "" || slices.Contains(b.Allow.V, entry.Value.Str()) {
			continue // allow-mapped-name says what is wrong with the latter
		}
		p.reportAt(entry.Key, syntax.Join(b.Field(m.Name), name), "%q is not renamed: %s", name, list)
	}
}
