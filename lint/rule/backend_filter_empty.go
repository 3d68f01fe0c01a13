package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var backendFilterEmpty = Rule{
	ID:       "backend-filter-empty",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Summary:  "Checks that an empty list of a backend is not taken for a closed door.",
	Why:      `A backend whose input_headers or input_query_strings is an empty list gets all that its endpoint takes, as if there were no list.`,
	Fix:      `remove the list, or keep everything back with [""]`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["X-User"],
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "input_headers": []
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
      "input_headers": ["X-User"],
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "input_headers": [""]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"X-User": "ada"},
		Bad:     Outcome{Sent: "X-User: ada"},
		Good:    Outcome{NotSent: "X-User: ada"},
	},
	Backend: checkBackendFilterEmpty,
}

func checkBackendFilterEmpty(p *Pass, b *config.Backend) {
	if b.Endpoint == nil {
		return
	}
	for _, list := range []struct {
		field      string
		here, from config.Value[[]string]
	}{
		{"input_headers", b.InputHeaders, b.Endpoint.InputHeaders},
		{"input_query_strings", b.InputQueryStrings, b.Endpoint.InputQueryStrings},
	} {
		m := b.Object.Member(list.field)
		if m == nil || m.Value == nil || m.Value.Kind != syntax.Array || len(list.here.V) > 0 || len(list.from.V) == 0 {
			continue
		}
		f := p.report(b.Object, list.field, "an empty list keeps nothing back: the backend gets all of %s of the endpoint", list.field)
		p.fix(f, true, "remove the empty list", remove(b.Object, list.field))
	}
}
