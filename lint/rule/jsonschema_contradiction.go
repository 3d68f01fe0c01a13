package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jsonschemaContradiction = Rule{
	ID:       "jsonschema-contradiction",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a body can meet the schema for bodies.",
	Why:      `Where additionalProperties is false only the fields in properties may be there. A field that is required and not among them can neither be left out nor sent: every request is refused with a 400.`,
	Fix:      "write the field's name alike in required and in properties",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {
        "validation/json-schema": {
          "type": "object",
          "required": ["nam"],
          "properties": {"name": {"type": "string"}},
          "additionalProperties": false
        }
      },
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
      "extra_config": {
        "validation/json-schema": {
          "type": "object",
          "required": ["name"],
          "properties": {"name": {"type": "string"}},
          "additionalProperties": false
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "POST /users",
		Header:  map[string]string{"Content-Type": "application/json"},
		Body:    `{"name": "Ada"}`,
		Bad:     Outcome{Status: 400},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkJsonschemaContradiction,
}

func checkJsonschemaContradiction(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("validation/json-schema")
	if entry == nil {
		return
	}
	entry.Node.Walk(func(pointer string, n *syntax.Node) bool {
		closed := n.Get("additionalProperties")
		if n.Kind != syntax.Object || closed == nil || closed.Kind != syntax.Bool || closed.Text != "false" || n.Get("patternProperties") != nil {
			return true
		}
		required, properties := n.Get("required"), n.Get("properties")
		if required == nil || required.Kind != syntax.Array || properties == nil || properties.Kind != syntax.Object {
			return true
		}
		var names []string
		for _, m := range properties.Members() {
			names = append(names, m.Name)
		}
		for i, r := range required.Items() {
			if r.Kind == syntax.String && !slices.Contains(names, r.Text) {
				f := p.reportAt(r.Span, entry.Pointer+syntax.Index(syntax.Join(pointer, "required"), i), "%q is required and not allowed: no body meets the schema", r.Text)
				if near := Nearest(r.Text, names, 1); len(near) > 0 {
					f.Hint = "did you mean " + quote(near[0]) + "?"
				}
			}
		}
		return true
	})
}
