package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var targetDotted = Rule{
	ID:       "target-dotted",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that target does not start or end with a dot.",
	Why:      `target is a dotted path of names. With an empty name in it, it leads nowhere: the answer is {} with a 200.`,
	Fix:      "delete the dot",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "target": ".data"
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "target": "data"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"data": {"id": 1}}`}},
		Bad:     Outcome{Status: 200, Body: "{}"},
		Good:    Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Backend: checkTargetDotted,
}

func checkTargetDotted(p *Pass, b *config.Backend) {
	t := b.Target.V
	if passesThrough(b) || t == "" || strings.Trim(t, ".") == t && !strings.Contains(t, "..") {
		return
	}
	f := p.report(b.Object, "target", "target %q has an empty name in it: the answer is empty", t)
	p.fix(f, false, fmt.Sprintf("write %q", strings.Trim(t, ".")), set(b.Object, "target", quote(strings.Trim(t, "."))))
}
