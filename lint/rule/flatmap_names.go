package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var flatmapNames = Rule{
	ID:       "flatmap-names",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that the flatmap_filter of an endpoint names what its backends give.",
	Why:      `The flatmap_filter of an endpoint works on the merged answer, in which the fields of a backend with a group stand in that group. A path that starts with neither a group nor what an earlier step made meets nothing.`,
	Fix:      "start the path with the group",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"proxy": {"flatmap_filter": [{"type": "del", "args": ["password"]}]}},
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users", "group": "user"},
        {"host": ["http://backend:8080"], "url_pattern": "/orders", "group": "orders"}
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
      "extra_config": {"proxy": {"flatmap_filter": [{"type": "del", "args": ["user.password"]}]}},
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users", "group": "user"},
        {"host": ["http://backend:8080"], "url_pattern": "/orders", "group": "orders"}
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "password": "x"}`}, "/orders": {Body: `{"n": 2}`}},
		Bad:     Outcome{Body: `{"user": {"id": 1, "password": "x"}, "orders": {"n": 2}}`},
		Good:    Outcome{Body: `{"user": {"id": 1}, "orders": {"n": 2}}`},
	},
	Endpoint: checkFlatmapNames,
}

func checkFlatmapNames(p *Pass, e *config.Endpoint) {
	steps := flatmap(e.Extra)
	if len(steps) == 0 || len(e.Backends) < 2 || shape.PassesThrough(e) || rewritten(e) {
		return
	}
	names, whole := givenNamesOf(e)
	if !whole {
		return
	}
	for _, op := range steps {
		from := op.args
		if op.kind != "del" {
			if len(op.args) < 2 {
				continue // flatmap-args says it
			}
			from = op.args[:1]
			names = append(names, root(op.args[1]))
		}
		for i, path := range from {
			if first := root(path); first != "*" && path != "" && !slices.Contains(names, first) {
				f := p.reportAt(op.node.Get("args").Items()[i].Span, syntax.Index(syntax.Join(op.pointer, "args"), i), "the merged answer has no %q: %q meets nothing", first, path)
				f.Hint = "it has " + oneOf(names)
			}
		}
	}
}
