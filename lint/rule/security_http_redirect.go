package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var securityHTTPRedirect = Rule{
	ID:       "security-http-redirect",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the redirection to HTTPS can end.",
	Why:      `ssl_redirect sends every request that did not come over TLS to https. Behind a proxy that ends TLS every request comes without it: without ssl_proxy_headers the gateway sends browsers round in circles.`,
	Fix:      `name the header of the proxy in ssl_proxy_headers, such as {"X-Forwarded-Proto": "https"}, or serve TLS`,
	Bad: `{
  "version": 3,
  "extra_config": {"security/http": {"ssl_redirect": true}},
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
  "extra_config": {
    "security/http": {"ssl_redirect": true, "ssl_proxy_headers": {"X-Forwarded-Proto": "https"}}
  },
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
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"X-Forwarded-Proto": "https"},
		Bad:     Outcome{Status: 301},
		Good:    Outcome{Status: 200},
	},
	Service: checkSecurityHTTPRedirect,
}

func checkSecurityHTTPRedirect(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/http")
	if entry == nil || servesTLS(s) {
		return
	}
	redirect := entry.Node.Get("ssl_redirect")
	if isTrue(redirect) && !isTrue(entry.Node.Get("is_development")) && entry.Node.Get("ssl_proxy_headers") == nil {
		f := p.reportAt(redirect.Span, syntax.Join(entry.Pointer, "ssl_redirect"), "the gateway serves no TLS and reads no header of a proxy: it redirects every request, for ever")
		if entry.Node.Get("ssl_host").Str() != "" {
			f.Severity, f.Message = diag.Warning, "the gateway serves no TLS and reads no header of a proxy: it sends every request to ssl_host, also those that came by HTTPS"
		}
	}
}

// servesTLS reports whether clients can reach the gateway over TLS directly.
func servesTLS(s *config.Service) bool { return s.TLS != nil && !s.TLS.Disabled.V }
