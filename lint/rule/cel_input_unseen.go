package rule

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var celInputUnseen = Rule{
	ID:       "cel-input-unseen",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that conditions see the headers and query strings that they name.",
	Why:      `Conditions see what the endpoint forwards: a header or a query string that is not listed is never there. Names of headers are compared letter by letter with their canonical form, X-Area, in which every part starts with a capital.`,
	Fix:      "list the name in input_headers or input_query_strings, and write headers in their canonical form",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["X-Area"],
      "extra_config": {"validation/cel": [{"check_expr": "'x-area' in req_headers"}]},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
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
      "input_headers": ["X-Area"],
      "extra_config": {"validation/cel": [{"check_expr": "'X-Area' in req_headers"}]},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"X-Area": "eu"},
		Bad:     Outcome{Status: 500},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkCELInputUnseen,
}

func checkCELInputUnseen(p *Pass, e *config.Endpoint) {
	for _, c := range p.conditions(e.Extra) {
		for _, k := range c.keys {
			switch k.name {
			case "req_headers":
				p.unseenHeader(e, c, k.key)
			case "req_querystring":
				if list := e.InputQueryStrings.V; !star(list) && !slices.Contains(list, k.key) {
					p.reportAt(c.at, c.pointer, "the query string %q is not forwarded, so the condition never sees it", k.key).Hint = "list it in input_query_strings"
				}
			}
		}
	}
}

func (p *Pass) unseenHeader(e *config.Endpoint, c condition, name string) {
	canonical := http.CanonicalHeaderKey(name)
	switch {
	case canonical != name:
		p.reportAt(c.at, c.pointer, "there is never a header %q: its name is %q here", name, canonical).Hint = fmt.Sprintf("write %q", canonical)
	case !star(e.InputHeaders.V) && !has(e.InputHeaders.V, name) && !madeHeader(name):
		p.reportAt(c.at, c.pointer, "the header %q is not forwarded, so the condition never sees it", name).Hint = "list it in input_headers"
	}
}
