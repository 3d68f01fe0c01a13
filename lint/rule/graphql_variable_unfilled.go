package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var graphQLVariableUnfilled = Rule{
	ID:       "graphql-variable-unfilled",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that variables of a GraphQL query are filled in.",
	Why:      `A variable that is a placeholder as a whole gets the value of the endpoint's parameter of that name. Where the path has none, or where the placeholder stands inside other text or deeper in an object, the braces are sent as they are. Variables of a mutation are never filled in: they come from the request's body.`,
	Fix:      "name a parameter of the endpoint's path, as the whole value",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/graphql",
          "method": "POST",
          "extra_config": {
            "backend/graphql": {
              "type": "query",
              "query": "query($user: ID!) { user(id: $user) { name } }",
              "variables": {"user": "{user}"}
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
          "url_pattern": "/graphql",
          "method": "POST",
          "extra_config": {
            "backend/graphql": {
              "type": "query",
              "query": "query($user: ID!) { user(id: $user) { name } }",
              "variables": {"user": "{id}"}
            }
          }
        }
      ]
    }
  ]
}
`,
	NoProof: "it shows in the body of the call alone, which the proofs do not look at",
	Backend: checkGraphQLVariableUnfilled,
}

func checkGraphQLVariableUnfilled(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("backend/graphql")
	if entry == nil || b.Endpoint == nil {
		return
	}
	variables := entry.Node.Get("variables")
	if variables == nil || variables.Kind != syntax.Object {
		return
	}
	mutation := strings.EqualFold(entry.Node.Get("type").Str(), "mutation")
	params := fact.PathParams(b.Endpoint.Route(), b.Service.DisableREST.V)
	for _, m := range variables.Members() {
		if m.Value == nil || m.Value.Kind != syntax.String {
			continue
		}
		pointer := syntax.Join(entry.Pointer, "variables", m.Name)
		for _, name := range fact.PatternParams(m.Value.Text) {
			whole := m.Value.Text == "{"+name+"}"
			known := slices.ContainsFunc(params, func(param string) bool { return sameParam(param, name) })
			switch {
			case known && whole && mutation:
				p.reportAt(m.Value.Span, pointer, "variables of a mutation are not filled in: {%s} is sent as it is", name)
			case known && !whole:
				p.reportAt(m.Value.Span, pointer, "{%s} is filled in only where it is the whole value: it is sent as it is", name)
			case !known && whole:
				f := p.reportAt(m.Value.Span, pointer, "the endpoint has no parameter {%s}: it is sent as it is", name)
				if near := Nearest(name, params, 1); len(near) > 0 {
					f.Hint = fmt.Sprintf("did you mean {%s}?", near[0])
				}
			}
		}
	}
}

// sameParam reports whether two names are one parameter: the first letter is
// raised before they are compared.
func sameParam(a, b string) bool {
	return a != "" && b != "" && strings.EqualFold(a[:1], b[:1]) && a[1:] == b[1:]
}
