package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var xmlOutputArrayRoot = Rule{
	ID:       "xml-output-array-root",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that XML has one root.",
	Why:      `XML has one element at its root. A collection that is the only key becomes one root for every item, which no reader takes.`,
	Fix:      "put the collection into a group",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "xml",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "is_collection": true
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
      "output_encoding": "xml",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "users",
          "is_collection": true
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}, {"id": 2}]`}},
		Bad:     Outcome{Status: 200, Body: "<collection><id>1</id></collection><collection><id>2</id></collection>"},
		Good:    Outcome{Status: 200, Body: "<users><collection><id>1</id></collection><collection><id>2</id></collection></users>"},
	},
	Endpoint: checkXMLOutputArrayRoot,
}

func checkXMLOutputArrayRoot(p *Pass, e *config.Endpoint) {
	backends := answering(e)
	if !renders(e, fact.XML) || len(backends) != 1 || rewritten(e) {
		return
	}
	b := backends[0]
	if !collects(b) || b.Group.V != "" || !filters(b) || recoded(b) || encoding(b) == fact.XML || len(e.Backends) > 1 && len(flatmap(e.Extra)) > 0 {
		return
	}
	f := at(p.report(b.Object, "is_collection", "as XML every item of the collection becomes a root of its own"), e, b)
	p.fix(f, false, `set "group" to "items"`, set(b.Object, "group", `"items"`))
}
