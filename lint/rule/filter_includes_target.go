package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var filterIncludesTarget = Rule{
	ID:       "filter-includes-target",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that filters start below the target.",
	Why:      `target comes first: filters see what it leads to. A path that repeats the target meets nothing, be it in allow, deny or a flatmap_filter.`,
	Fix:      "leave the target out of the path",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "target": "data",
          "allow": ["data.id"]
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
          "target": "data",
          "allow": ["id"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"data": {"id": 1}}`}},
		Bad:     Outcome{Status: 200, Body: "{}"},
		Good:    Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Backend: checkFilterIncludesTarget,
}

func checkFilterIncludesTarget(p *Pass, b *config.Backend) {
	if b.Target.V == "" || passesThrough(b) {
		return
	}
	for _, op := range flatmap(b.Extra) {
		for i, path := range op.args {
			// Where a step goes to may well be called as the target was.
			below, ok := strings.CutPrefix(path, b.Target.V+".")
			if !ok || op.kind != "del" && i > 0 {
				continue
			}
			pointer := syntax.Index(syntax.Join(op.pointer, "args"), i)
			f := p.reportAt(op.node.Get("args").Items()[i].Span, pointer, "%q starts with the target, which comes first: it meets nothing", path)
			p.fix(f, false, fmt.Sprintf("write %q", below), setAt(pointer, quote(below)))
		}
	}
	if !filters(b) {
		return
	}
	for _, list := range []struct {
		field string
		paths []string
	}{{"allow", b.Allow.V}, {"deny", b.Deny.V}} {
		for i, path := range list.paths {
			below, ok := strings.CutPrefix(path, b.Target.V+".")
			if !ok {
				continue
			}
			f := p.reportItem(b.Object, list.field, i, "%q starts with the target, which comes first: it meets nothing", path)
			p.fix(f, false, fmt.Sprintf("write %q", below), setAt(f.Pointer, quote(below)))
		}
	}
}
