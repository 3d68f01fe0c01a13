package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var urlPatternPlaceholder = Rule{
	ID:       "url-pattern-placeholder",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that parameters in url_pattern are written in braces.",
	Why:      `Only {name} is filled in. Other ways to write a parameter, :name, <name>, ${name} or {{name}}, and a brace that is not closed, go to the backend as they stand or keep their marks. Messages of async agents have no parameters at all.`,
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
	if b.Endpoint == nil {
		for _, name := range fact.PatternParams(text) {
			p.report(b.Object, "url_pattern", "messages have no parameters: {%s} goes to the backend as it is", name)
		}
		return
	}
	if !strings.ContainsAny(text, ":{}$<") {
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
		p.otherPlaceholders(b, text)
	}
}

// otherPlaceholders reports segments and values that are written as parameters
// of other programs are. Where the endpoint has no parameter of that name it may
// be text after all.
func (p *Pass) otherPlaceholders(b *config.Backend, text string) {
	params := fact.PathParams(b.Endpoint.Route(), b.Service.DisableREST.V)
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/?&=", r) }) {
		m := otherPlaceholder.FindStringSubmatch(part)
		if m == nil {
			continue
		}
		name := m[1] + m[2]
		f := p.report(b.Object, "url_pattern", "%q is no parameter: it goes to the backend as it is", part)
		f.Hint = fmt.Sprintf("write {%s}, and name it in the endpoint's path", name)
		if !slices.Contains(params, name) {
			f.Severity = diag.Warning
			continue
		}
		f.Hint = fmt.Sprintf("write {%s}", name)
		p.fix(f, false, f.Hint, set(b.Object, "url_pattern", quote(strings.Replace(text, part, "{"+name+"}", 1))))
	}
}

var otherPlaceholder = regexp.MustCompile(`^(?::([A-Za-z_][\w-]*)|<([A-Za-z_][\w-]*)>)$`)
