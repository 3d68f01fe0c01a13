package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var groupDuplicate = Rule{
	ID:       "group-duplicate",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that the backends of an endpoint have groups of their own.",
	Why:      `Groups of one name do not merge: the one that arrives last takes the other's place.`,
	Fix:      "give each backend a group of its own",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "data"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
          "group": "data"
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
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "users"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
          "group": "news"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /home",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}, "/news": {Body: `{"id": 1}`}},
		Bad:     Outcome{Status: 200, Body: `{"data": {"id": 1}}`},
		Good:    Outcome{Status: 200, Body: `{"users": {"id": 1}, "news": {"id": 1}}`},
	},
	Endpoint: checkGroupDuplicate,
}

func checkGroupDuplicate(p *Pass, e *config.Endpoint) {
	if shape.PassesThrough(e) || rewritten(e) {
		return
	}
	first := map[string]*config.Backend{}
	for _, b := range answering(e) {
		g := b.Group.V
		if g == "" {
			continue
		}
		if other := first[g]; other != nil {
			f := at(p.report(b.Object, "group", "another backend has the group %q: one of the two is lost", g), e, b)
			f.Related = []diag.Related{{Label: "first", Message: other.ID(), Span: other.Place("group")}}
			continue
		}
		first[g] = b
	}
}
