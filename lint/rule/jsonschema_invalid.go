package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jsonschemaInvalid = Rule{
	ID:       "jsonschema-invalid",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the schema for bodies compiles.",
	Why:      `A schema that does not compile checks nothing: every body reaches the backend. It is read as draft 2020-12 where it names none; there "required" is a list, and patterns cannot look ahead.`,
	Fix:      "correct the schema",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {"validation/json-schema": {"type": "object", "properties": {"name": {"type": "text"}}}},
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
      "extra_config": {"validation/json-schema": {"type": "object", "properties": {"name": {"type": "string"}}}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "POST /users",
		Header:  map[string]string{"Content-Type": "application/json"},
		Body:    `{"name": 1}`,
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 400},
	},
	Endpoint: checkJsonschemaInvalid,
}

func checkJsonschemaInvalid(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("validation/json-schema")
	if entry == nil || entry.Node.Kind != syntax.Object {
		return
	}
	if problem := compileSchema(entry.Node); problem != "" {
		p.reportAt(entry.Key, entry.Pointer, "bodies are not checked, the schema does not compile: %s", problem)
	}
}
