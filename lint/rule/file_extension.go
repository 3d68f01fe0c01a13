package rule

import "github.com/gatewright/gatewright/config/diag"

var fileExtension = Rule{
	ID:       diag.FileExtension,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that the gateway reads the file as what it is.",
	Why:      "The gateway tells YAML and TOML by the ending of the file's name, letter by letter, and reads everything else as JSON. A krakend.YAML does not start; endings of other formats, such as .hcl and .properties, are of former versions.",
	Fix:      "call it .json, .yaml, .yml or .toml",
	Name:     "krakend.YAML",
	Bad: `version: 3
endpoints:
  - endpoint: /users
    backend:
      - host: [http://backend:8080]
        url_pattern: /users
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
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
}
