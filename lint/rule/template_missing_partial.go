package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var templateMissingPartial = Rule{
	ID:       "template-missing-partial",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that every partial that a template includes is there.",
	Why:      `For a partial that is missing nothing is put in its place, without an error.`,
	Fix:      "create the file, or correct its name",
	Bad: `{
  "version": 3,
  "name": "{{ include \"name.txt\" }}",
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
