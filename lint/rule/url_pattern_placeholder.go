package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var urlPatternPlaceholder = Rule{
	ID:       "url-pattern-placeholder",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that parameters in url_pattern are written in braces.",
	Why:      `Only {name} is filled in. Other ways to write a parameter, :name, ${name} or {{name}}, and a brace that is not closed, go to the backend as they stand or keep their marks.`,
	Fix:      "write {name}",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users/:id"
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
      "endpoint": "/users/{id}",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users/{id}"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/7",
		Bad:     Outcome{Sent: "GET /users/:id"},
		Good:    Outcome{Sent: "GET /users/7"},
	},
	Backend: checkURLPatternPlaceholder,
}

func checkURLPatternPlaceholder(p *Pass, b *config.Backend) {
	text := b.URLPattern.V
	if b.Endpoint == nil || !strings.ContainsAny(text, ":{}$") {
		return
	}
	report := func(format string, args ...any) *diag.Finding {
		return p.report(b.Object, "url_pattern", format, args...)
	}
	switch {
	case plainAction.MatchString(text) || residue.MatchString(text) || variable.MatchString(text):
		return // template-residue says it
	case strings.Contains(text, "{{"):
		report("doubled braces are not taken away: the backend gets a brace on each side of the value")
	case strings.Contains(text, "${"):
		report("the $ before {name} goes to the backend too")
	case strings.Count(text, "{") != strings.Count(text, "}"):
		report("a brace is left open: what stands in it goes to the backend as it is")
	default:
		for _, name := range fact.PathParams(b.Endpoint.Route(), b.Service.DisableREST.V) {
			if segment := ":" + name; slices.Contains(strings.Split(text, "/"), segment) {
				f := report("%q is no parameter: it goes to the backend as it is", segment)
				f.Hint = fmt.Sprintf("write {%s}", name)
				p.fix(f, false, f.Hint, set(b.Object, "url_pattern", quote(strings.Replace(text, segment, "{"+name+"}", 1))))
			}
		}
	}
}
