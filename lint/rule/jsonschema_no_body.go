package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jsonschemaNoBody = Rule{
	ID:       "jsonschema-no-body",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a schema for bodies stands where there are bodies.",
	Why:      `validation/json-schema refuses a request without a body with 400. Clients send none with GET and DELETE: every request is refused.`,
	Fix:      "move it to an endpoint that takes a body",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"validation/json-schema": {"type": "object"}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {"validation/json-schema": {"type": "object"}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "it is a matter of what clients send",
	Endpoint: checkJsonschemaNoBody,
}

func checkJsonschemaNoBody(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("validation/json-schema")
	if entry == nil || entry.Node.Kind != syntax.Object || len(entry.Node.Members()) == 0 {
		return
	}
	if m := e.HTTPMethod(); m == "GET" || m == "DELETE" {
		p.reportAt(entry.Key, entry.Pointer, "clients send no body with %s: every request is refused", m)
	}
}
