package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var templateSettingsUnread = Rule{
	ID:       "template-settings-unread",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that every settings file is read.",
	Why:      `Of a settings folder only the files that end in .json are read. The settings of a YAML or TOML file are missing, without an error.`,
	Fix:      "write the settings as NAME.json",
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
