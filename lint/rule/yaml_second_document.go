package rule

import (
	"strings"

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
	if p.Doc.Format != syntax.YAML || root == nil || root.Source != src {
		return
	}
	// Behind the root there are comments, marks of documents, and what is in
	// the documents after the first.
	at, second := root.End, -1
	for line := range strings.Lines(src.Text[root.End:]) {
		content, mark := strings.CutPrefix(line, "---")
		if mark = mark && strings.TrimLeft(content, " \t\r\n") != content || content == ""; mark && second < 0 {
			second = at
		}
		if !mark {
			content = line
		}
		content = strings.TrimSpace(content)
		if second >= 0 && content != "" && content != "..." && content[0] != '#' && content[0] != '%' {
			p.reportAt(syntax.Span{Source: src, Start: second, End: second + len("---")}, "",
				"a second document starts here: the gateway reads the first alone")
			return
		}
		at += len(line)
	}
}
