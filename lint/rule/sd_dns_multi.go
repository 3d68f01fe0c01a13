package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var sdDNSMulti = Rule{
	ID:       "sd-dns-multi",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that service discovery by DNS has one host.",
	Why:      `With sd dns the first host alone is looked up. The others are never called.`,
	Fix:      "leave one name in the list",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["users.service", "people.service"],
          "url_pattern": "/users",
          "sd": "dns",
          "disable_host_sanitize": true
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
          "host": ["users.service"],
          "url_pattern": "/users",
          "sd": "dns",
          "disable_host_sanitize": true
        }
      ]
    }
  ]
}
`,
	NoProof: "it needs a name server",
	Backend: checkSDDNSMulti,
}

func checkSDDNSMulti(p *Pass, b *config.Backend) {
	if b.SD.V == "dns" && len(b.Hosts()) > 1 {
		p.report(b.Object, "host", "service discovery by DNS looks up the first host alone, %d stand here", len(b.Hosts()))
	}
}
