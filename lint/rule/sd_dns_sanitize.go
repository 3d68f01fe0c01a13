package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var sdDNSSanitize = Rule{
	ID:       "sd-dns-sanitize",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that names for service discovery are taken as they are.",
	Why:      `Without disable_host_sanitize http:// is put in front of the name, and no SRV record has such a name.`,
	Fix:      "set disable_host_sanitize",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["users.service"], "url_pattern": "/users", "sd": "dns"}]
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
	Backend: checkSDDNSSanitize,
}

func checkSDDNSSanitize(p *Pass, b *config.Backend) {
	if b.SD.V != "dns" || b.DisableHostSanitize.V {
		return
	}
	f := p.report(b.Object, "sd", "the name to look up gets http:// in front: set disable_host_sanitize")
	p.fix(f, false, `set "disable_host_sanitize"`, set(b.Object, "disable_host_sanitize", "true"))
}
