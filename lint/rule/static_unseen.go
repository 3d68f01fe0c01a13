package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var staticUnseen = Rule{
	ID:       "static-unseen",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that static data can be seen in the answer.",
	Why:      `Static data is put among the fields of the answer. json-collection writes the collection alone and string the text alone: the data is never shown.`,
	Fix:      "write the output json",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "json-collection",
      "extra_config": {
        "proxy": {"static": {"data": {"kind": "user"}, "strategy": "always"}}
      },
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
      "extra_config": {
        "proxy": {"static": {"data": {"kind": "user"}, "strategy": "always"}}
      },
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
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}]`}},
		Bad:     Outcome{Status: 200, Body: `[{"id": 1}]`},
		Good:    Outcome{Status: 200, Body: `{"collection": [{"id": 1}], "kind": "user"}`},
	},
	Endpoint: checkStaticUnseen,
}

func checkStaticUnseen(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("proxy")
	if entry == nil || rewritten(e) {
		return
	}
	static := entry.Node.Get("static")
	key := fact.CollectionKey
	switch {
	case renders(e, fact.JSONCollection):
	case renders(e, fact.String):
		key = fact.ContentKey
	default:
		return
	}
	if static != nil && static.Get("data").Get(key) == nil {
		p.reportAt(static.Span, syntax.Join(entry.Pointer, "static"), "output_encoding %q never shows static data", shape.Renderer(e))
	}
}
