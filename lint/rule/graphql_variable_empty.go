package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var graphQLVariableEmpty = Rule{
	ID:       "graphql-variable-empty",
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that no GraphQL variable is an empty text.",
	Why:      `The gateway does not start with a variable that is an empty text.`,
	Fix:      `give the variable a value, such as "{id}", or delete it`,
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
            "backend/graphql": {
              "type": "query",
              "query": "{ users { id } }",
              "variables": {"id": ""}
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
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "backend/graphql": {
              "type": "query",
              "query": "{ users { id } }",
              "variables": {"id": "7"}
            }
          }
        }
      ]
    }
  ]
}
`,
	Backend: checkGraphQLVariableEmpty,
}

func checkGraphQLVariableEmpty(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("backend/graphql")
	if entry == nil {
		return
	}
	variables := entry.Node.Get("variables")
	if variables == nil {
		return
	}
	for _, m := range variables.Members() {
		if m.Value != nil && m.Value.Kind == syntax.String && m.Value.Text == "" {
			p.reportAt(m.Value.Span, syntax.Join(syntax.Join(entry.Pointer, "variables"), m.Name), "the variable %q is an empty text: the gateway does not start", m.Name)
		}
	}
}
