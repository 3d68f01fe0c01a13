package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var templateRawFallback = Rule{
	ID:       "template-raw-fallback",
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that a template can be rendered.",
	Why:      `A template that cannot be rendered is read as it stands, and its braces are no JSON.`,
	Fix:      "mend the template at the place shown",
	Bad: `{
  "version": 3,
  "name": "{{ .service.name",
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "name": "shop",
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:   "it is about the template, before there is a configuration",
	Elsewhere: "when a template is rendered",
}
