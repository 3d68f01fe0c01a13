package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var jsonCollectionWrongEncoding = Rule{
	ID:       "json-collection-wrong-encoding",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that json-collection is not written from text, feeds or no-op.",
	Why:      `The encodings string, rss and no-op never give a collection, so json-collection always writes [] with a 200.`,
	Fix:      "write the output json, or pass the answer through with no-op",
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
          "encoding": "string"
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
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "string"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Type: "text/plain", Body: "hello"}},
		Bad:     Outcome{Status: 200, Body: "[]"},
		Good:    Outcome{Status: 200, Body: "hello"},
	},
	Endpoint: checkJSONCollectionWrongEncoding,
}

func checkJSONCollectionWrongEncoding(p *Pass, e *config.Endpoint) {
	backends := answering(e)
	if !renders(e, fact.JSONCollection) || len(backends) == 0 || rewritten(e) {
		return
	}
	for _, b := range backends {
		switch encoding(b) {
		case fact.String, fact.RSS, fact.NoOp:
		default:
			return
		}
		if recoded(b) || puts(e, b, fact.CollectionKey) {
			return
		}
	}
	p.report(e.Object, "output_encoding", "encoding %q never gives a collection: the answer is always []", encoding(backends[0]))
}
