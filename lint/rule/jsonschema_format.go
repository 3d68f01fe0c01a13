package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jsonSchemaFormat = Rule{
	ID:       "jsonschema-format",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Summary:  "Checks that a JSON schema does not rely on format.",
	Why:      `The gateway does not look at format: a text that is no mail address passes a schema that asks for "format": "email".`,
	Fix:      "add a pattern where the form of the text matters",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {
        "validation/json-schema": {
          "type": "object",
          "properties": {"mail": {"type": "string", "format": "email"}}
        }
      },
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
      "method": "POST",
      "extra_config": {
        "validation/json-schema": {
          "type": "object",
          "properties": {"mail": {"type": "string", "pattern": "^[^@]+@[^@]+$"}}
        }
      },
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
		Request: "POST /users",
		Body:    `{"mail": "nobody"}`,
		Header:  map[string]string{"Content-Type": "application/json"},
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 400},
	},
	Endpoint: checkJSONSchemaFormat,
}

func checkJSONSchemaFormat(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("validation/json-schema")
	if entry == nil {
		return
	}
	entry.Node.Walk(func(pointer string, n *syntax.Node) bool {
		format := n.Get("format")
		if n.Kind == syntax.Object && n.Get("type").Str() == "string" && format.Str() != "" && n.Get("pattern") == nil && n.Get("enum") == nil {
			p.reportAt(format.Span, entry.Pointer+syntax.Join(pointer, "format"), "the format %q is not looked at", format.Text)
		}
		return true
	})
}
