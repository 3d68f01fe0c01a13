package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var paramUnused = Rule{
	ID:       "param-unused",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that every parameter of a path is used.",
	Why:      `A parameter that no url_pattern and no setting uses is dropped: every value of it gets the same answer.`,
	Fix:      "use it in url_pattern, or take it out of the path",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/7",
		Answers: map[string]Answer{"/users": {Body: `{"all": true}`}, "/users/7": {Body: `{"id": 7}`}},
		Bad:     Outcome{Status: 200, Body: `{"all": true}`},
		Good:    Outcome{Status: 200, Body: `{"id": 7}`},
	},
	Endpoint: checkParamUnused,
}

func checkParamUnused(p *Pass, e *config.Endpoint) {
	if len(e.Backends) == 0 || !strings.Contains(e.Path.V, "{") {
		return
	}
	for _, name := range fact.PathParams(e.Route(), e.Service.DisableREST.V) {
		if usesParam(e, name) {
			continue
		}
		p.report(e.Object, "endpoint", "the parameter {%s} is used nowhere", name)
	}
}

// usesParam reports whether a parameter stands in a url_pattern or, under any
// name that code knows it by, in the settings of the endpoint or of a backend.
func usesParam(e *config.Endpoint, name string) bool {
	if mentions(e.Extra.Node, name) {
		return true
	}
	for _, b := range e.Backends {
		if b == nil || strings.Contains(b.URLPattern.V, "{"+name+"}") || mentions(b.Extra.Node, name) {
			return true
		}
	}
	return false
}

// mentions reports whether a text below a node holds a name, in any letter
// case. Code from files may use every parameter.
func mentions(n *syntax.Node, name string) bool {
	found := false
	n.Walk(func(_ string, n *syntax.Node) bool {
		if n.Kind == syntax.Object && n.Get("sources") != nil {
			found = true
		}
		found = found || n.Kind == syntax.String && strings.Contains(strings.ToLower(n.Text), strings.ToLower(name))
		return !found
	})
	return found
}
