package rule

import (
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var urlPatternForm = Rule{
	ID:       "url-pattern-form",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that url_pattern is written as the path that is meant.",
	Why:      `url_pattern goes to the backend letter by letter. A blank goes out as %20, and two slashes stay two: to most servers that is another path. A slash in front is added where it is missing.`,
	Fix:      "write the path as the backend has it",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users//list"
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
          "url_pattern": "/users/list"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Sent: "GET /users//list"},
		Good:    Outcome{Sent: "GET /users/list"},
	},
	Backend: checkURLPatternForm,
}

func checkURLPatternForm(p *Pass, b *config.Backend) {
	path, query, _ := strings.Cut(b.URLPattern.V, "?")
	if b.Endpoint == nil || path == "" || notHTTP(b) || plainAction.MatchString(path) || residue.MatchString(path) || strings.Contains(path, "://") {
		return
	}
	switch {
	case strings.Contains(query, "?"):
		p.report(b.Object, "url_pattern", "the second ? is part of a value: parameters are joined with &")
	case strings.Contains(path, "//"):
		f := p.report(b.Object, "url_pattern", "two slashes go to the backend as two")
		p.fix(f, false, "write one slash", set(b.Object, "url_pattern", quote(slashes.ReplaceAllString(path, "/")+b.URLPattern.V[len(path):])))
	case strings.Contains(path, " ") && !strings.Contains(path, "<no value>"):
		p.report(b.Object, "url_pattern", "a blank goes to the backend as %%20")
	case path[0] != '/':
		f := p.report(b.Object, "url_pattern", "the gateway puts a slash in front of %q", path)
		f.Severity, f.Effect = diag.Info, diag.Untidy
		p.fix(f, true, "write the slash", set(b.Object, "url_pattern", quote("/"+b.URLPattern.V)))
	}
}

var slashes = regexp.MustCompile(`//+`)
