package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var urlPatternAbsolute = Rule{
	ID:       "url-pattern-absolute",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that url_pattern is a path.",
	Why:      `url_pattern is put behind the host. With a URL in it the backend is called at a path that begins with http.`,
	Fix:      "write the host in host, and the path in url_pattern",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "http://backend:8080/users"
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}, "*": {Status: 404, Body: ""}},
		Good:    Outcome{Status: 200},
	},
	Backend: checkURLPatternAbsolute,
}

func checkURLPatternAbsolute(p *Pass, b *config.Backend) {
	for _, scheme := range []string{"http://", "https://"} {
		rest, ok := strings.CutPrefix(strings.TrimPrefix(b.URLPattern.V, "/"), scheme)
		if !ok {
			continue
		}
		f := p.report(b.Object, "url_pattern", "url_pattern is a URL: it is put behind the host as it is")
		name, path, _ := strings.Cut(rest, "/")
		p.fix(f, false, "split it into host and path",
			set(b.Object, "host", "["+quote(scheme+name)+"]"), set(b.Object, "url_pattern", quote("/"+path)))
	}
}
