package rule

import (
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var endpointEncoded = Rule{
	ID:       "endpoint-encoded",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that paths are written without escapes.",
	Why:      `Requests are compared after decoding: a path with %20 in it is never reached, nor is one with a blank at its end by clients that trim it. The schema takes none of %, & and *.`,
	Fix:      "write the characters themselves",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/my%20users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/my-users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request:     "GET /my%20users",
		GoodRequest: "GET /my-users",
		Bad:         Outcome{Status: 404},
		Good:        Outcome{Status: 200},
	},
	Endpoint: checkEndpointEncoded,
}

func checkEndpointEncoded(p *Pass, e *config.Endpoint) {
	path := e.Path.V
	switch {
	case escaped.MatchString(path):
		p.report(e.Object, "endpoint", "the path holds an escape: requests are compared after decoding, so it is never reached")
	case strings.Contains(path, "#"):
		p.report(e.Object, "endpoint", "clients keep what follows a # to themselves: the path is never reached")
	case strings.TrimSpace(path) != path:
		f := p.report(e.Object, "endpoint", "the path starts or ends with a blank")
		p.fix(f, false, "take the blank away", set(e.Object, "endpoint", quote(strings.TrimSpace(path))))
	}
}

var escaped = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
