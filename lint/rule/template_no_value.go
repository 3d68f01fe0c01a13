package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
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
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/<no value>/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Sent: "GET /%3Cno%20value%3E/users"},
		Good:    Outcome{Sent: "GET /users"},
	},
	Service: checkTemplateNoValue,
}

func checkTemplateNoValue(p *Pass, s *config.Service) {
	if !holdsText(p.Doc, "no value") {
		return
	}
	s.Node.Walk(func(pointer string, n *syntax.Node) bool {
		// What comes out of a template is reported where it is rendered.
		if n.Kind == syntax.String && n.Source == p.Doc.Source && strings.Contains(n.Text, "<no value>") {
			p.reportAt(n.Span, pointer, "the value holds <no value>: a setting was missing when the file was made")
		}
		return !config.IsComment(syntax.UnescapeToken(pointer[strings.LastIndexByte(pointer, '/')+1:]))
	})
}
