package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var stringOutputContentLost = Rule{
	ID:       "string-output-content-lost",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  `Checks that the text which output_encoding "string" writes is still there.`,
	Why:      `output_encoding "string" writes what stands under content at the root, and nothing else. A group around it, a mapping that renames it, a deny that drops it or a flatmap_filter that moves it leaves clients an empty 200.`,
	Fix:      "leave content where it is",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/terms",
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/terms.txt",
          "encoding": "string",
          "group": "terms"
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
      "endpoint": "/terms",
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/terms.txt",
          "encoding": "string"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /terms",
		Answers: map[string]Answer{"*": {Type: "text/plain", Body: "be kind"}},
		Bad:     Outcome{Status: 200, Empty: true},
		Good:    Outcome{Status: 200, Body: "be kind"},
	},
	Backend: checkStringOutputContentLost,
}

func checkStringOutputContentLost(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || !renders(e, fact.String) || encoding(b) != fact.String || isShadow(b) || recoded(b) || rewritten(e) {
		return
	}
	if g := b.Group.V; g != "" {
		f := p.report(b.Object, "group", "the text is in the group %q, where \"string\" does not find it: the answer is empty", g)
		p.fix(f, false, `remove "group"`, remove(b.Object, "group"))
		return
	}
	if steps := flatmap(b.Extra); len(steps) > 0 {
		if op := takenAway(steps, fact.ContentKey); op != nil {
			p.reportAt(op.node.Span, op.pointer, "the step takes \"content\" away, and \"string\" does not find it: the answer is empty")
		}
		return
	}
	if to, renamed := b.Mapping.V[fact.ContentKey]; renamed && keeps(b, fact.ContentKey) {
		p.report(b.Object, "mapping", "the mapping renames \"content\" to %q, and \"string\" does not find it: the answer is empty", to)
		return
	}
	if i := slices.Index(b.Deny.V, fact.ContentKey); i >= 0 && len(b.Allow.V) == 0 {
		p.reportItem(b.Object, "deny", i, "%q is all that there is of a text: the answer is empty", fact.ContentKey)
	}
}
