package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var martianPlaceholder = Rule{
	ID:       "martian-placeholder",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that modifiers have fixed values.",
	Why:      `Modifiers know no parameters: {id} is sent as it stands.`,
	Fix:      "use modifier/lua-backend where the value depends on the request",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users/{id}",
          "extra_config": {
            "modifier/martian": {
              "header.Modifier": {"scope": ["request"], "name": "X-Area", "value": "{id}"}
            }
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
      "endpoint": "/users/{id}",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users/{id}",
          "extra_config": {
            "modifier/martian": {
              "header.Modifier": {"scope": ["request"], "name": "X-Area", "value": "eu"}
            }
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/7",
		Bad:     Outcome{Sent: "X-Area: {id}"},
		Good:    Outcome{Sent: "X-Area: eu"},
	},
	Backend: checkMartianPlaceholder,
}

func checkMartianPlaceholder(p *Pass, b *config.Backend) {
	modifiers := martianModifiers(b)
	if b.Endpoint == nil || len(modifiers) == 0 {
		return
	}
	params := fact.PathParams(b.Endpoint.Route(), b.Service.DisableREST.V)
	for _, m := range modifiers {
		for _, field := range []string{"value", "path", "query", "host"} {
			n := m.settings.Get(field)
			for _, name := range fact.PatternParams(n.Str()) {
				if slices.Contains(params, name) || fact.RuntimeParam(name) {
					p.reportAt(n.Span, syntax.Join(m.pointer, field), "{%s} is not filled in here: it is sent as it is", name)
				}
			}
		}
	}
}
