package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var yamlOutputNumbers = Rule{
	ID:       "yaml-output-numbers",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that numbers may come out as texts.",
	Why:      `Written as YAML, numbers of the backend come out in quotes. Clients that tell numbers from texts read them wrongly.`,
	Fix:      "write json where numbers matter",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "yaml",
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
      "output_encoding": "json",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad: Outcome{Status: 200, Body: `id: "1"
`},
		Good: Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Endpoint: checkYAMLOutputNumbers,
}

func checkYAMLOutputNumbers(p *Pass, e *config.Endpoint) {
	if e.OutputEncoding.V == fact.YAML || e.OutputEncoding.V == "" && e.Service.OutputEncoding.V == fact.YAML {
		p.report(e.Object, "output_encoding", "as YAML numbers come out as texts in quotes")
	}
}
