package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var filterIncludesGroup = Rule{
	ID:       "filter-includes-group",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that filters do not start with the group.",
	Why:      `group comes last: allow, deny and the flatmap_filter of a backend see its answer before there is a group around it. A path that starts with the group meets nothing.`,
	Fix:      "leave the group out of the path",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "user",
          "deny": ["user.password"]
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
          "group": "user",
          "deny": ["password"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "password": "x"}`}},
		Bad:     Outcome{Status: 200, Body: `{"user": {"id": 1, "password": "x"}}`},
		Good:    Outcome{Status: 200, Body: `{"user": {"id": 1}}`},
	},
	Backend: checkFilterIncludesGroup,
}

func checkFilterIncludesGroup(p *Pass, b *config.Backend) {
	group := b.Group.V
	if group == "" || passesThrough(b) || collects(b) || p.answersKey(b, group) {
		return
	}
	if encoding(b) == fact.XML {
		return // the root element may well be called as the group
	}
	below := func(path string) (string, bool) { return strings.CutPrefix(path, group+".") }
	report := func(at syntax.Span, pointer, path string) {
		rest, _ := below(path)
		f := p.reportAt(at, pointer, "%q starts with the group, which comes last: it meets nothing", path)
		p.fix(f, false, fmt.Sprintf("write %q", rest), setAt(pointer, quote(rest)))
	}
	steps := flatmap(b.Extra)
	for _, op := range steps {
		for i, path := range op.args {
			if _, starts := below(path); starts && (op.kind == "del" || i == 0) {
				report(op.node.Get("args").Items()[i].Span, syntax.Index(syntax.Join(op.pointer, "args"), i), path)
			}
		}
	}
	if len(steps) > 0 {
		return
	}
	field, paths := "allow", b.Allow.V
	if len(paths) == 0 {
		field, paths = "deny", b.Deny.V
	}
	m := b.Member(field)
	for i, path := range paths {
		if _, starts := below(path); !starts {
			continue
		}
		at, pointer := m.Value.Span, b.Field(m.Name)
		if m.Value.Kind == syntax.Array {
			at, pointer = m.Value.Items()[i].Span, syntax.Index(pointer, i)
		}
		report(at, pointer, path)
	}
}
