package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var negotiateBrowserXML = Rule{
	ID:       "negotiate-browser-xml",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that negotiate suits browsers.",
	Why:      `negotiate takes the first type of the Accept header that it knows, whatever its weight. Browsers list application/xml, so they get XML; text/plain gives YAML, and text/xml JSON.`,
	Fix:      "write one output encoding, or mind what browsers ask for",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "negotiate",
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
		Header:  map[string]string{"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"},
		Bad:     Outcome{Status: 200, Type: "application/xml"},
		Good:    Outcome{Status: 200, Type: "application/json"},
	},
	Endpoint: checkNegotiateBrowserXML,
}

func checkNegotiateBrowserXML(p *Pass, e *config.Endpoint) {
	if shape.Output(e) == fact.Negotiate {
		p.report(e.Object, "output_encoding", "with \"negotiate\" browsers get XML, and who asks for text/plain gets YAML")
	}
}
