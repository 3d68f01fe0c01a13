package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var formerField = Rule{
	ID:       "former-field",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that no field has its name of version 2.",
	Why:      `Version 3 gave some fields new names, such as input_headers for headers_to_pass. The former names are ignored without a message: nothing is forwarded, nothing filtered.`,
	Fix:      "rename the field",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "querystring_params": ["page"],
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
      "input_query_strings": ["page"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users?page=2",
		Bad:     Outcome{Status: 200, NotSent: "GET /users?page=2"},
		Good:    Outcome{Sent: "GET /users?page=2"},
	},
	Service:  checkFormerFieldService,
	Endpoint: checkFormerFieldEndpoint,
	Backend:  checkFormerFieldBackend,
}

func checkFormerFieldService(p *Pass, s *config.Service)   { p.former(s.Object) }
func checkFormerFieldEndpoint(p *Pass, e *config.Endpoint) { p.former(e.Object) }
func checkFormerFieldBackend(p *Pass, b *config.Backend)   { p.former(b.Object) }

func (p *Pass) former(o config.Object) {
	for _, m := range o.Unknown {
		now, ok := fact.FormerField(m.Name)
		if !ok {
			continue
		}
		f := p.reportAt(m.Key, o.Field(m.Name), "%q is the former name of %q: the gateway ignores it", m.Name, now)
		f.Hint = fmt.Sprintf("rename it to %q", now)
		if o.Member(now) == nil {
			p.fix(f, false, f.Hint, rename(o.Field(m.Name), now))
		} else {
			f.Severity, f.Effect = diag.Warning, diag.Untidy
		}
	}
}
