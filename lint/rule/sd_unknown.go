package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var sdUnknown = Rule{
	ID:       "sd-unknown",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that sd names a service discovery that exists.",
	Why:      `The Community Edition knows static and dns. Any other word counts as static, without a message.`,
	Fix:      "write static or dns",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "sd": "consul"
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
          "sd": "static"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Backend: checkSDUnknown,
}

func checkSDUnknown(p *Pass, b *config.Backend) {
	switch b.SD.V {
	case "", "static", "dns":
		return
	}
	f := p.report(b.Object, "sd", "there is no service discovery %q: the hosts are taken as they are", b.SD.V)
	if b.SD.V == "dns-shared" {
		f.Message = `service discovery "dns-shared" exists in the Enterprise Edition only: the hosts are taken as they are`
	}
	f.Hint = `it is "static" or "dns"`
}
