package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var envOverride = Rule{
	ID:       "env-override",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that no environment variable takes the place of what the file says.",
	Why:      "Every variable KRAKEND_NAME sets the field of that name, whatever the file says, and adds it where it is missing. Some are set without anybody thinking of it: a service called krakend gives KRAKEND_PORT to its neighbours in Kubernetes.",
	Fix:      "unset the variable, or take the field out of the file",
	Bad: `{
  "version": 3,
  "port": 8080,
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
	NoProof:   "it is about the environment",
	Elsewhere: "where variables KRAKEND_* are set",
	Service:   checkEnvOverride,
}

func checkEnvOverride(p *Pass, s *config.Service) {
	var file *syntax.Node
	for _, m := range s.Node.Members() {
		src := m.Key.Source
		if src == nil || !src.Bent || src == p.Doc.Source {
			continue
		}
		if file == nil {
			file = config.Parse(p.Doc.Source.Name, []byte(p.Doc.Source.Text)).Root
		}
		was := (config.Object{Node: file}).Member(m.Name)
		if was == nil || was.Value == nil || was.Value.Text == m.Value.Text && was.Value.Text != "" {
			continue
		}
		f := p.reportAt(syntax.Span{Source: p.Doc.Source, Start: was.Key.Start, End: was.Key.End}, syntax.Join("", was.Name),
			"the %s takes the place of this %q", src.Name, was.Name)
		f.Related = []diag.Related{{Label: "value", Message: fmt.Sprintf("%q", m.Value.Text), Span: m.Value.Span}}
		f.Hint = fmt.Sprintf("unset %s, or take the field out of the file", strings.TrimPrefix(src.Name, "environment variable "))
	}
}
