package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var flatmapWildcards = Rule{
	ID:       "flatmap-wildcards",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the stars of a move stand in the same places.",
	Why:      `A move puts the value of an element back into the same element. Where the new path leads into another list, or has more stars than the old one, nothing moves or a field called * comes of it; where it has fewer, all elements move to one place and one of them is left.`,
	Fix:      "keep the path up to the last star, or move the whole list",
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
            "proxy": {"flatmap_filter": [{"type": "move", "args": ["items.*.id", "keys.*.id"]}]}
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
            "proxy": {"flatmap_filter": [{"type": "move", "args": ["items.*.id", "items.*.key"]}]}
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"items": [{"id": 1}]}`}},
		Bad:     Outcome{Status: 200, Body: `{"items": [{"id": 1}]}`},
		Good:    Outcome{Status: 200, Body: `{"items": [{"key": 1}]}`},
	},
	Endpoint: checkFlatmapWildcardsEndpoint,
	Backend:  checkFlatmapWildcardsBackend,
}

func checkFlatmapWildcardsEndpoint(p *Pass, e *config.Endpoint) {
	if len(e.Backends) > 1 && !shape.PassesThrough(e) {
		p.flatmapWildcards(e.Extra)
	}
}

func checkFlatmapWildcardsBackend(p *Pass, b *config.Backend) {
	if !passesThrough(b) {
		p.flatmapWildcards(b.Extra)
	}
}

func (p *Pass) flatmapWildcards(x config.Extra) {
	for _, op := range flatmap(x) {
		if op.kind != "move" || len(op.args) < 2 {
			continue
		}
		from, to := starred(op.args[0]), starred(op.args[1])
		switch {
		case len(to) > len(from):
			p.reportAt(op.node.Span, op.pointer, "%q has more stars than %q: a star without a counterpart is a name", op.args[1], op.args[0])
		case len(to) < len(from):
			p.reportAt(op.node.Span, op.pointer, "%q has fewer stars than %q: all elements move to one place", op.args[1], op.args[0])
		case len(from) > 0 && from[0] != to[0]:
			p.reportAt(op.node.Span, op.pointer, "%q leads into another list than %q: nothing moves", op.args[1], op.args[0])
		}
	}
}

// starred returns what stands before each star of a path.
func starred(path string) []string {
	parts := strings.Split(path, "*")
	return parts[:len(parts)-1]
}
