package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var pathDepthPrefix = Rule{
	ID:       "path-depth-prefix",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Summary:  "Checks that a path parameter is not taken for the rest of the path.",
	Why:      `A parameter is one segment. /files/{path} answers /files/a, and /files/a/b is a 404.`,
	Fix:      `add an endpoint for each depth that is called`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/files/{path}",
      "output_encoding": "no-op",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/files/{path}"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/files/{folder}/{name}",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/files/{folder}/{name}"
        }
      ]
    }
  ]
}
`,
	Proof:    Proof{Request: "GET /files/a/b"},
	Endpoint: checkPathDepthPrefix,
}

// restNames are names of parameters that people give to the rest of a path.
var restNames = []string{"path", "rest", "proxy", "any", "all", "wildcard", "catchall", "splat", "tail", "filepath", "remaining"}

func checkPathDepthPrefix(p *Pass, e *config.Endpoint) {
	route := e.Route()
	name, ok := strings.CutPrefix(route[strings.LastIndexByte(route, '/')+1:], "{")
	name, closed := strings.CutSuffix(name, "}")
	if !ok || !closed || !slices.Contains(restNames, plainName(name)) {
		return
	}
	folder := route[:strings.LastIndexByte(route, '/')+1]
	deeper := slices.ContainsFunc(e.Service.Endpoints(), func(other *config.Endpoint) bool {
		return strings.Count(other.Route(), "/") > strings.Count(route, "/") && strings.HasPrefix(other.Route(), folder)
	})
	if !deeper {
		p.report(e.Object, "endpoint", "{%s} is one segment: deeper paths are a 404", name)
	}
}

var joiners = strings.NewReplacer("_", "", "-", "", "+", "")

// plainName is a name without what only joins its words.
func plainName(name string) string { return joiners.Replace(strings.ToLower(name)) }
