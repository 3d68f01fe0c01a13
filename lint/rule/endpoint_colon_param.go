package rule

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

// ColonParam is the rule about a colon in a path, which has nothing to add where
// the path is refused for it.
const ColonParam = "endpoint-colon-param"

var endpointColonParam = Rule{
	ID:       ColonParam,
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that no colon makes an unseen parameter.",
	Why:      `To the router a colon starts a parameter that fills the rest of the segment: /jobs:start is called for /jobsX too, and /jobs/:id answers every /jobs/7 without a value that url_pattern could use.`,
	Fix:      "write parameters in braces, and actions as a segment of their own",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/jobs:start",
      "method": "POST",
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
      "endpoint": "/jobs/start",
      "method": "POST",
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
	Proof: Proof{
		Request: "POST /jobsX",
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 404},
	},
	Endpoint: checkEndpointColonParam,
}

func checkEndpointColonParam(p *Pass, e *config.Endpoint) {
	for _, segment := range strings.Split(e.Route(), "/") {
		before, name, found := strings.Cut(segment, ":")
		switch {
		case !found || strings.Contains(before, "{"):
		case before == "" && goodName.MatchString(name):
			f := p.report(e.Object, "endpoint", "%q is a parameter that url_pattern cannot use", segment)
			f.Hint = fmt.Sprintf("write {%s}", name)
			p.fix(f, false, f.Hint, set(e.Object, "endpoint", quote(strings.Replace(e.Path.V, segment, "{"+name+"}", 1))))
		default:
			p.report(e.Object, "endpoint", "the colon starts a parameter: every path that starts with %q is answered", before)
		}
	}
}

var goodName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
