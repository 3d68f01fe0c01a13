package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var textShaped = Rule{
	ID:       "text-shaped",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a text is not shaped as if it were an object.",
	Why:      `With the encoding string the whole body is the one field content. A target or an allow that names anything else leaves an empty answer; a deny or a mapping of anything else does nothing.`,
	Fix:      `name content, or read the body as what it is with encoding`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "string",
          "allow": ["id"]
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
          "encoding": "string",
          "allow": ["content"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"*": {Type: "text/plain", Body: "ada"}},
		Bad:     Outcome{Status: 200, Body: `{}`},
		Good:    Outcome{Status: 200, Body: `{"content": "ada"}`},
	},
	Backend: checkTextShaped,
}

func checkTextShaped(p *Pass, b *config.Backend) {
	if encoding(b) != fact.String || passesThrough(b) || isShadow(b) || recoded(b) {
		return
	}
	if b.Target.V != "" {
		p.report(b.Object, "target", "a text has no target %q: the answer is empty", b.Target.V)
		return
	}
	if !filters(b) {
		return
	}
	if len(b.Allow.V) > 0 {
		if !slices.Contains(b.Allow.V, fact.ContentKey) {
			p.report(b.Object, "allow", "a text is the one field \"content\", which \"allow\" does not name: the answer is empty")
		}
	} else {
		for i, name := range b.Deny.V {
			if name != fact.ContentKey {
				p.reportItem(b.Object, "deny", i, "a text is the one field \"content\": %q drops nothing", name).Severity = diag.Warning
			}
		}
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		if entry.Name != fact.ContentKey && !config.IsComment(entry.Name) {
			p.reportAt(entry.Key, syntax.Join(b.Field(m.Name), entry.Name), "a text is the one field \"content\": there is no %q to rename", entry.Name).Severity = diag.Warning
		}
	}
}
