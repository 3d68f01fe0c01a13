package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var templateSettings = Rule{
	ID:       "template-settings",
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that settings files hold a JSON object.",
	Why:      `A settings file that cannot be read, or that holds something else than an object, stops the rendering and with it the start.`,
	Fix:      "mend the settings file",
	Bad: `{
  "version": 3,
  "name": "{{ .service.name }}",
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
