package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var yamlSecondDocument = Rule{
	ID:       "yaml-second-document",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a YAML file holds one document.",
	Why:      `A line --- behind the configuration starts another document, and the gateway reads the first alone. Endpoints of a later one are not there, and no message says so.`,
	Fix:      "put it all into one document, or into files of their own",
	Name:     "krakend.yaml",
	Bad: `version: 3
endpoints:
  - endpoint: /users
    backend:
      - host: ["http://backend:8080"]
        url_pattern: /users
---
version: 3
endpoints:
  - endpoint: /orders
    backend:
      - host: ["http://backend:8080"]
        url_pattern: /orders
`,
	Good: `version: 3
endpoints:
  - endpoint: /users
    backend:
      - host: ["http://backend:8080"]
        url_pattern: /users
  - endpoint: /orders
    backend:
      - host: ["http://backend:8080"]
        url_pattern: /orders
`,
	Proof: Proof{
		Request: "GET /orders",
		Bad:     Outcome{Status: 404},
		Good:    Outcome{Status: 200},
	},
	Service: checkYAMLSecondDocument,
}

func checkYAMLSecondDocument(p *Pass, _ *config.Service) {
	root, src := p.Doc.Root, p.Doc.Source
	if root == nil || root.Source != src {
		return
	}
	if at := syntax.SecondDocument(root); at.Source != nil {
		p.reportAt(at, "", "a second document starts here: the gateway reads the first alone")
	}
}
