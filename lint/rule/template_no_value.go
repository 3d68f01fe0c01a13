package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var templateNoValue = Rule{
	ID:       "template-no-value",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that every setting that a template uses is there.",
	Why:      `For a setting that is missing the template engine writes the text <no value> into the configuration, without an error.`,
	Fix:      "add the setting to the settings files",
	Bad: `{
  "version": 3,
  "name": "<no value>",
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
