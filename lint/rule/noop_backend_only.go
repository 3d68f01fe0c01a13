package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var noopBackendOnly = Rule{
	ID:       diag.NoopBackendOnly,
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a backend with no-op is passed through.",
	Why:      `no-op on the backend reads nothing. Unless the endpoint's output is no-op as well the body is lost: the client gets {} with a 200, even when the backend fails.`,
	Fix:      `set "output_encoding": "no-op" on the endpoint, or another encoding on the backend`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "no-op"
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
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "no-op"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}},
		Bad:     Outcome{Status: 200, Body: "{}"},
		Good:    Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Backend: checkNoopBackendOnly,
}

func checkNoopBackendOnly(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || shape.PassesThrough(e) || encoding(b) != fact.NoOp || isShadow(b) || recoded(b) {
		return
	}
	f := p.report(b.Object, "encoding", "encoding \"no-op\" reads nothing unless output_encoding is \"no-op\" too: the answer is lost")
	if slices.ContainsFunc(answering(e), func(b *config.Backend) bool { return encoding(b) != fact.NoOp }) {
		// Beside others it may be there for what the call does, not for its answer.
		f.Severity = diag.Warning
		f.Message = "encoding \"no-op\" adds nothing to the answer of the other backends, and hides errors"
	}
	if len(e.Backends) == 1 {
		p.fix(f, false, `set "output_encoding" to "no-op"`, set(e.Object, "output_encoding", quote(fact.NoOp)))
	}
}
