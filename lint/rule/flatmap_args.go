package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var flatmapArgs = Rule{
	ID:       "flatmap-args",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the operations of a flatmap_filter have their paths.",
	Why:      `move and append take two paths. With fewer the gateway fails with every request.`,
	Fix:      "give the operation two paths",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"proxy": {"flatmap_filter": [{"type": "move", "args": ["id"]}]}}
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
            "proxy": {"flatmap_filter": [{"type": "move", "args": ["id", "key"]}]}
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Endpoint: checkFlatmapArgsEndpoint,
	Backend:  checkFlatmapArgsBackend,
}

func checkFlatmapArgsEndpoint(p *Pass, e *config.Endpoint) {
	if len(e.Backends) > 1 && !shape.PassesThrough(e) {
		p.flatmapArgs(e.Extra)
	}
}

func checkFlatmapArgsBackend(p *Pass, b *config.Backend) {
	if !passesThrough(b) {
		p.flatmapArgs(b.Extra)
	}
}

func (p *Pass) flatmapArgs(x config.Extra) {
	for _, op := range flatmap(x) {
		two := op.kind == "move" || op.kind == "append"
		switch n := len(op.args); {
		case two && n < 2:
			p.reportAt(op.node.Span, op.pointer, "%q takes two paths, %d given: every request fails", op.kind, n)
		case two && n > 2:
			f := p.reportAt(op.node.Span, op.pointer, "%q takes two paths, %d given: the others are ignored", op.kind, n)
			f.Severity, f.Effect = diag.Warning, diag.Wrong
			f.Hint = "write a step for each pair of paths"
		}
	}
}
