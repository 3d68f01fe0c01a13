package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var corsMethodMissing = Rule{
	ID:       "cors-method-missing",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that pages may use the methods of the endpoints.",
	Why:      `allow_methods is GET, HEAD and POST where it is not set. Browsers ask before they send any other, and do not send what is not allowed.`,
	Fix:      "name the method in allow_methods",
	Bad: `{
  "version": 3,
  "extra_config": {"security/cors": {"allow_origins": ["https://app.example.org"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "DELETE",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {
    "security/cors": {
      "allow_origins": ["https://app.example.org"],
      "allow_methods": ["GET", "DELETE"]
    }
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "DELETE",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it is the browser that refuses",
	Service: checkCORSMethodMissing,
}

func checkCORSMethodMissing(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/cors")
	if entry == nil {
		return
	}
	allowed := []string{"GET", "HEAD", "POST"}
	if list := entry.Node.Get("allow_methods"); list != nil && len(list.Items()) > 0 {
		allowed = nil
		for _, m := range list.Items() {
			allowed = append(allowed, m.Str())
		}
	}
	var missing []string
	for _, e := range s.Endpoints() {
		if m := e.HTTPMethod(); !slices.Contains(allowed, m) && !slices.Contains(missing, m) && slices.Contains(fact.EndpointMethods(), m) {
			missing = append(missing, m)
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		p.reportAt(entry.Key, entry.Pointer, "pages of other origins cannot use %s, which endpoints have", strings.Join(missing, ", "))
	}
}
