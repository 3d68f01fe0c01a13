package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var propagatedClaimNotListed = Rule{
	ID:       "propagated-claim-not-listed",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that claims that are handed on reach the backend.",
	Why:      `propagate_claims puts claims into headers, which pass input_headers like those of the client. A header that is not named there does not arrive.`,
	Fix:      "name the header in input_headers",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {
          "alg": "ES256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true,
          "propagate_claims": [["sub", "X-User"]]
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
      "input_headers": ["X-User"],
      "extra_config": {
        "auth/validator": {
          "alg": "ES256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true,
          "propagate_claims": [["sub", "X-User"]]
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"Authorization": exampleToken},
		Answers: map[string]Answer{"/keys": {Body: exampleKeys}, "/users": {Body: `{"id": 1}`}},
		Bad:     Outcome{NotSent: "X-User: ada"},
		Good:    Outcome{Sent: "X-User: ada"},
	},
	Endpoint: checkPropagatedClaimNotListed,
}

func checkPropagatedClaimNotListed(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil {
		return
	}
	list := entry.Node.Get("propagate_claims")
	if list == nil {
		return
	}
	if e.Extra.Get("modifier/lua-endpoint") != nil {
		return // a script may be what the claim is for
	}
	for i, pair := range list.Items() {
		if len(pair.Items()) == 2 && limitKey(e, pair.Items()[1].Str()) {
			continue // the claim is for the limit, which stands behind the validator
		}
		if len(pair.Items()) != 2 {
			continue
		}
		header, pointer := pair.Items()[1], syntax.Index(syntax.Join(entry.Pointer, "propagate_claims"), i)
		if star(e.InputHeaders.V) || has(e.InputHeaders.V, header.Str()) {
			if !anyGets(e, header.Str()) {
				p.reportAt(header.Span, pointer, "the header %q passes no backend's input_headers: the claim does not arrive", header.Str())
			}
			continue
		}
		f := p.reportAt(header.Span, pointer, "the header %q does not pass input_headers: the claim does not arrive", header.Str())
		p.fix(f, true, fmt.Sprintf("add %q to input_headers", header.Str()), add(e.Object, "input_headers", header.Str()))
	}
}

// anyGets reports whether a header that passes the endpoint reaches a backend.
func anyGets(e *config.Endpoint, header string) bool {
	return slices.ContainsFunc(e.Backends, func(b *config.Backend) bool {
		return b != nil && (len(b.InputHeaders.V) == 0 || has(b.InputHeaders.V, header))
	})
}

// limitKey reports whether clients of an endpoint are counted by that header.
func limitKey(e *config.Endpoint, header string) bool {
	limit := e.Extra.Get("qos/ratelimit/router")
	return strings.EqualFold(limit.Get("strategy").Str(), "header") && strings.EqualFold(limit.Get("key").Str(), header)
}
