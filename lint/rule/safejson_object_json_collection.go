package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var safejsonObjectJSONCollection = Rule{
	ID:       "safejson-object-json-collection",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that safejson has a list to give to json-collection.",
	Why:      `safejson puts a list under collection and leaves an object as it is. Under json-collection an object comes out as [].`,
	Fix:      `write "output_encoding": "json" if the backend answers objects`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "json-collection",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "safejson"
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
          "encoding": "safejson"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Body: "[]"},
		Good:    Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Backend: checkSafejsonObjectJSONCollection,
}

func checkSafejsonObjectJSONCollection(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || encoding(b) != fact.SafeJSON || !renders(e, fact.JSONCollection) || isShadow(b) || recoded(b) || rewritten(e) || puts(e, b, fact.CollectionKey) {
		return
	}
	if p.answers(b, fact.ArrayBody) {
		return
	}
	f := at(p.report(e.Object, "output_encoding", "if the backend answers an object, \"json-collection\" writes []"), e, b)
	if a, ok := p.answering(b, fact.ObjectBody); ok && !p.answersKey(b, fact.CollectionKey) {
		f.Severity = diag.Error
		f.Message = fmt.Sprintf("%s answers an object, \"json-collection\" writes [] for it", p.who(b))
		p.relate(f, b, a)
		p.fix(f, false, `set "output_encoding" to "json"`, set(e.Object, "output_encoding", quote(fact.JSON)))
	}
}
