package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var flatmapOpUnknown = Rule{
	ID:       "flatmap-op-unknown",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that the operations of a flatmap_filter exist.",
	Why:      `There are move, del and append. Any other word is passed over, and nothing is done.`,
	Fix:      "write move, del or append",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "proxy": {"flatmap_filter": [{"type": "delete", "args": ["password"]}]}
          }
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
            "proxy": {"flatmap_filter": [{"type": "del", "args": ["password"]}]}
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "password": "x"}`}},
		Bad:     Outcome{Status: 200, Body: `{"id": 1, "password": "x"}`},
		Good:    Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Endpoint: checkFlatmapOpUnknownEndpoint,
	Backend:  checkFlatmapOpUnknownBackend,
}

func checkFlatmapOpUnknownEndpoint(p *Pass, e *config.Endpoint) { p.flatmapKinds(e.Extra) }
func checkFlatmapOpUnknownBackend(p *Pass, b *config.Backend)   { p.flatmapKinds(b.Extra) }

func (p *Pass) flatmapKinds(x config.Extra) {
	for _, op := range flatmap(x) {
		switch op.kind {
		case "move", "del", "append":
			continue
		}
		span, pointer := op.node.Span, op.pointer
		if n := op.node.Get("type"); n != nil {
			span, pointer = n.Span, syntax.Join(op.pointer, "type")
		}
		f := p.reportAt(span, pointer, "a flatmap_filter has no operation %q: it does nothing", op.kind)
		if near := Nearest(op.kind, []string{"move", "del", "append"}, 1); len(near) > 0 {
			f.Hint = fmt.Sprintf("did you mean %q?", near[0])
		}
	}
}
