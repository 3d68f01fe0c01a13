package rule

import (
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var tlsMaxBelowMin = Rule{
	ID:       "tls-max-below-min",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the versions of TLS leave one to use.",
	Why:      `With max_version below min_version no version is left, and no connection can be made. max_version is TLS13 where it is not set, and so is min_version.`,
	Fix:      "write a max_version that is not below min_version",
	Bad: `{
  "version": 3,
  "client_tls": {"min_version": "TLS13", "max_version": "TLS12"},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "client_tls": {"min_version": "TLS12", "max_version": "TLS13"},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it needs a backend with TLS",
	Service: checkTlsMaxBelowMin,
}

func checkTlsMaxBelowMin(p *Pass, s *config.Service) {
	if s.TLS != nil && !s.TLS.Disabled.V {
		p.tlsVersions(s.TLS.Object, s.TLS.MinVersion.V, s.TLS.MaxVersion.V)
	}
	if s.ClientTLS != nil {
		p.tlsVersions(s.ClientTLS.Object, s.ClientTLS.MinVersion.V, s.ClientTLS.MaxVersion.V)
	}
}

func (p *Pass) tlsVersions(o config.Object, least, most string) {
	versions := []string{"SSL3.0", "TLS10", "TLS11", "TLS12", "TLS13"}
	rank := func(s string) int {
		if i := slices.Index(versions, s); i >= 0 {
			return i
		}
		return len(versions) - 1
	}
	if rank(most) < rank(least) {
		f := p.report(o, "max_version", "max_version %q is below min_version: no version is left", most)
		if least == "" {
			f.Message = fmt.Sprintf("max_version %q is below min_version, which is TLS13 where it is not set: no version is left", most)
		}
	}
}
