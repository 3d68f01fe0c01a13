package rule

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtJWKInsecure = Rule{
	ID:       "jwt-jwk-insecure",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that keys are not fetched in the clear.",
	Why:      `disable_jwk_security lets the gateway fetch keys over plain HTTP. Whoever can change the answer on its way can sign tokens that the gateway takes.`,
	Fix:      "fetch the keys over https, and delete disable_jwk_security",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {
          "alg": "ES256",
          "jwk_url": "http://id.shop.org/keys",
          "cache": true,
          "disable_jwk_security": true
        }
      },
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
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {"alg": "ES256", "jwk_url": "https://id.shop.org/keys", "cache": true}
      },
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
	NoProof:  "it needs somebody on the way",
	Endpoint: checkJWTJWKInsecure,
}

func checkJWTJWKInsecure(p *Pass, e *config.Endpoint) {
	for _, namespace := range []string{"auth/validator", "auth/signer"} {
		entry := e.Extra.Entry(namespace)
		if entry == nil || !isTrue(entry.Node.Get("disable_jwk_security")) {
			continue
		}
		source := entry.Node.Get("jwk_url")
		if u, err := url.Parse(source.Str()); err == nil && u.Scheme == "http" && !inside(u.Hostname()) {
			p.reportAt(source.Span, syntax.Join(entry.Pointer, "jwk_url"), "keys come over plain HTTP from %s", u.Hostname())
		}
	}
}

// inside reports whether a host is, by its name, one of the own network.
func inside(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast()
	}
	if !strings.Contains(host, ".") {
		return true
	}
	for _, end := range []string{".local", ".internal", ".svc", ".lan", ".localhost", ".test", ".intranet"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return strings.Contains(host, ".svc.")
}
