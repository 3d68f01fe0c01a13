package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var graphQLGet = Rule{
	ID:       "graphql-get",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that GraphQL calls carry their query.",
	Why:      `With the method GET neither the query nor its variables reach the backend.`,
	Fix:      `delete "method": POST is what GraphQL servers take`,
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
            "backend/graphql": {"type": "query", "query": "{ users { id } }", "method": "get"}
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
          "extra_config": {"backend/graphql": {"type": "query", "query": "{ users { id } }"}}
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Sent: "GET /users"},
		Good:    Outcome{Sent: "POST /users"},
	},
	Backend: checkGraphQLGet,
}

func checkGraphQLGet(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("backend/graphql")
	if entry == nil {
		return
	}
	method := entry.Node.Get("method")
	if strings.EqualFold(method.Str(), "GET") {
		pointer := syntax.Join(entry.Pointer, "method")
		f := p.reportAt(method.Span, pointer, "the query goes out without its text")
		p.fix(f, false, `delete "method"`, removeAt(pointer))
	}
}
