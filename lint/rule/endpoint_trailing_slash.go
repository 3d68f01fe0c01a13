package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var endpointTrailingSlash = Rule{
	ID:       "endpoint-trailing-slash",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that no path stands both with and without a slash at its end.",
	Why:      `The two are different endpoints. Without the second one the gateway would redirect to the first.`,
	Fix:      "keep one of the two, unless they are meant to differ",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    },
    {
      "endpoint": "/users/",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
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
	NoProof: "both paths work",
	Service: checkEndpointTrailingSlash,
}

func checkEndpointTrailingSlash(p *Pass, s *config.Service) {
	p.variants(s, func(e *config.Endpoint) string {
		if path := strings.TrimSuffix(e.Route(), "/"); path != "" {
			return path
		}
		return "/"
	}, "the same path stands with and without a slash at its end")
}

// variants reports endpoints that have the same key and method as an earlier
// one, but another path.
func (p *Pass) variants(s *config.Service, key func(*config.Endpoint) string, message string) {
	first := map[string]*config.Endpoint{}
	for _, e := range s.Endpoints() {
		if e.Node.IsNull() {
			continue
		}
		k := e.HTTPMethod() + " " + key(e)
		other := first[k]
		if other == nil {
			first[k] = e
			continue
		}
		if other.Route() == e.Route() {
			continue
		}
		f := at(p.report(e.Object, "endpoint", "%s", message), e, nil)
		f.Related = []diag.Related{{Label: "first", Message: other.ID().String(), Span: other.Place("endpoint")}}
	}
}
