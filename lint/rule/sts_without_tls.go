package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var stsWithoutTLS = Rule{
	ID:       "sts-without-tls",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that Strict-Transport-Security is sent.",
	Why:      `The header of sts_seconds goes only with answers to requests that came over TLS, as far as the gateway can tell: from its own TLS, or from a header in ssl_proxy_headers. Otherwise it is never sent, unless force_sts_header is set.`,
	Fix:      "name the header of the proxy in ssl_proxy_headers, or set force_sts_header",
	Bad: `{
  "version": 3,
  "extra_config": {"security/http": {"sts_seconds": 300}},
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
  "extra_config": {"security/http": {"sts_seconds": 300, "force_sts_header": true}},
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
		Bad:     Outcome{Status: 200, Header: "Strict-Transport-Security: "},
		Good:    Outcome{Status: 200, Header: "Strict-Transport-Security: max-age=300"},
	},
	Service: checkSTSWithoutTLS,
}

func checkSTSWithoutTLS(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/http")
	if entry == nil || servesTLS(s) {
		return
	}
	n := entry.Node
	seconds := n.Get("sts_seconds")
	if seconds == nil || seconds.Kind != syntax.Number || seconds.Text == "0" || isTrue(n.Get("force_sts_header")) || n.Get("ssl_proxy_headers") != nil {
		return
	}
	p.reportAt(seconds.Span, syntax.Join(entry.Pointer, "sts_seconds"), "the header is never sent: no request comes over TLS as far as the gateway can tell")
}
