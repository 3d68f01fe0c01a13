package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var xmlCollection = Rule{
	ID:       "xml-collection",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that is_collection is not set for XML.",
	Why:      `XML has no lists: is_collection puts the whole document, an object, under the key collection. json-collection then writes an object.`,
	Fix:      "remove is_collection and move the list with a flatmap_filter",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "xml",
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "xml"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Type: "application/xml", Body: "<users><u>a</u><u>b</u></users>"}},
		Bad:     Outcome{Status: 200, Body: `{"collection": {"users": {"u": ["a", "b"]}}}`},
		Good:    Outcome{Status: 200, Body: `{"users": {"u": ["a", "b"]}}`},
	},
	Backend: checkXMLCollection,
}

func checkXMLCollection(p *Pass, b *config.Backend) {
	if encoding(b) != fact.XML || !b.IsCollection.V || recoded(b) {
		return
	}
	f := p.report(b.Object, "is_collection", "\"is_collection\" makes no list of XML: an object comes under \"collection\"")
	p.fix(f, false, `remove "is_collection"`, remove(b.Object, "is_collection"))
}
