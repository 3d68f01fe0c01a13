package rule

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var paramBadName = Rule{
	ID:       "param-bad-name",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that parameters have names that the gateway reads.",
	Why:      `A name is made of letters, digits, hyphens and underscores, in braces that are closed. Anything else, <name> for one, is plain text of the path, which clients would have to send as it is.`,
	Fix:      "rename the parameter",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{user.id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{user_id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{user_id}"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/7",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}, "/users/7": {Body: `{"id": 1}`}},
		Bad:     Outcome{Status: 404},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkParamBadName,
}

func checkParamBadName(p *Pass, e *config.Endpoint) {
	if !strings.ContainsAny(e.Path.V, "{}<") {
		return
	}
	for _, segment := range strings.Split(e.Route(), "/") {
		if m := otherPlaceholder.FindStringSubmatch(segment); m != nil && m[2] != "" {
			f := p.report(e.Object, "endpoint", "%q holds no parameter that the gateway reads: clients would have to send it as it is", segment)
			f.Hint = fmt.Sprintf("write {%s}", m[2])
			continue
		}
		if !strings.ContainsAny(segment, "{}") || goodParam.MatchString(segment) {
			continue
		}
		if e.Service.DisableREST.V && looseParam.MatchString(segment) || wholeParam.MatchString(segment) {
			continue // param-partial-segment says it where it matters
		}
		p.report(e.Object, "endpoint", "%q holds no parameter that the gateway reads: clients would have to send it as it is", segment)
	}
}

var (
	goodParam  = regexp.MustCompile(`^\{[A-Za-z0-9_-]+\}`)
	looseParam = regexp.MustCompile(`\{[\w\-.:/]+\}`)
	// wholeParam is a parameter of a good name beside other text.
	wholeParam = regexp.MustCompile(`^[^{}]*\{[A-Za-z0-9_-]+\}[^{}]*$`)
)
