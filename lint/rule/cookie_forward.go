package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var cookieForward = Rule{
	ID:       "cookie-forward",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Strict:   true,
	Summary:  "Checks that the cookies of clients stay where they belong.",
	Why:      `Cookie is one header: whoever lists it hands on every cookie of the client, sessions of other applications on the same domain included, and to every backend of the endpoint.`,
	Fix:      `leave Cookie out, or name in input_headers of each backend what it needs`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Accept-Language", "Cookie"],
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
      "input_headers": ["Accept-Language"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"Cookie": "session=1; other=2"},
		Bad:     Outcome{Sent: "Cookie: session=1; other=2"},
		Good:    Outcome{NotSent: "Cookie: session=1; other=2"},
	},
	Endpoint: checkCookieForward,
}

func checkCookieForward(p *Pass, e *config.Endpoint) {
	i := slices.IndexFunc(e.InputHeaders.V, func(h string) bool { return strings.EqualFold(h, "Cookie") })
	if i < 0 {
		return
	}
	n := 0
	for _, b := range e.Backends {
		if b != nil && (len(b.InputHeaders.V) == 0 || has(b.InputHeaders.V, "Cookie")) {
			n++
		}
	}
	switch {
	case n == 1:
		p.reportItem(e.Object, "input_headers", i, "every cookie of the client reaches the backend")
	case n > 1:
		p.reportItem(e.Object, "input_headers", i, "every cookie of the client reaches %d backends", n)
	}
}
