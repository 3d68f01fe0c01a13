package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var duplicateJSONKey = Rule{
	ID:       diag.DuplicateJSONKey,
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that no object has the same key twice.",
	Why:      `Of a key that stands twice in JSON the gateway takes the last value, silently. What the first one says is lost: often that is a whole list of endpoints. A YAML or TOML file with such a key it refuses at start: there the finding is an error. Letter case does not count in the gateway's own fields: Timeout and timeout are one.`,
	Fix:      "merge the two, or delete the one that is not meant",
	Bad: `{
  "version": 3,
  "timeout": "3s",
  "timeout": "5s",
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "timeout": "5s",
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
	Service:  func(p *Pass, s *config.Service) { p.sameInOtherCase(s.Object) },
	Endpoint: func(p *Pass, e *config.Endpoint) { p.sameInOtherCase(e.Object) },
	Backend:  func(p *Pass, b *config.Backend) { p.sameInOtherCase(b.Object) },
}

// sameInOtherCase reports keys that differ in letter case alone, which are one
// to the gateway. What stands twice letter by letter the reader of the file has
// reported.
func (p *Pass) sameInOtherCase(o config.Object) {
	if o.Node == nil || o.Node.Kind != syntax.Object {
		return
	}
	members := o.Node.Members()
	for i, m := range members {
		for _, first := range members[:i] {
			if len(first.Name) == len(m.Name) && first.Name != m.Name && strings.EqualFold(first.Name, m.Name) && !config.IsComment(m.Name) {
				p.reportAt(m.Key, o.Field(m.Name), "key %q is %q in other letters, which do not count: the gateway reads one of them", m.Name, first.Name)
			}
		}
	}
}
