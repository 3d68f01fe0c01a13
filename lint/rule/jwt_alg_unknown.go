package rule

import (
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/schemas"
)

var jwtAlgUnknown = Rule{
	ID:       "jwt-alg-unknown",
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that a validator or signer names an algorithm.",
	Why:      `Without an algorithm, or with one that does not exist or is written in small letters, the gateway does not start.`,
	Fix:      "write the algorithm of the keys, such as RS256",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {
          "alg": "rs256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true
        }
      },
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
      "extra_config": {
        "auth/validator": {
          "alg": "ES256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Endpoint: checkJWTAlgUnknown,
}

func checkJWTAlgUnknown(p *Pass, e *config.Endpoint) {
	for _, namespace := range []string{"auth/validator", "auth/signer"} {
		entry := e.Extra.Entry(namespace)
		if entry == nil || entry.Node.Kind != syntax.Object {
			continue
		}
		field, _ := schemas.DescribeIn("namespace/auth/validator", "/alg")
		alg := entry.Node.Get("alg")
		if alg == nil {
			p.reportAt(entry.Key, entry.Pointer, "%q needs \"alg\"", namespace)
			continue
		}
		if slices.Contains(field.Enum, alg.Str()) {
			continue
		}
		pointer := syntax.Join(entry.Pointer, "alg")
		f := p.reportAt(alg.Span, pointer, "there is no algorithm %q", alg.Text)
		if near := Nearest(alg.Text, field.Enum, 1); len(near) > 0 {
			f.Hint = fmt.Sprintf("did you mean %q?", near[0])
			p.fix(f, false, fmt.Sprintf("write %q", near[0]), setAt(pointer, quote(near[0])))
		}
	}
}
