package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var sdSchemeForm = Rule{
	ID:       "sd-scheme-form",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that sd_scheme is a scheme alone.",
	Why:      `The hosts that service discovery finds are called by sd_scheme, "://" and the host. With the colon and the slashes in it every call goes to an address that is none.`,
	Fix:      `write "http" or "https"`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["users.internal"],
          "disable_host_sanitize": true,
          "sd": "dns",
          "sd_scheme": "https://",
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
      "backend": [
        {
          "host": ["users.internal"],
          "disable_host_sanitize": true,
          "sd": "dns",
          "sd_scheme": "https",
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	NoProof: "it takes a name server with SRV records",
	Backend: checkSDSchemeForm,
}

func checkSDSchemeForm(p *Pass, b *config.Backend) {
	text := b.SDScheme.V
	if b.SD.V != "dns" || !strings.ContainsAny(text, ":/ ") {
		return
	}
	f := p.report(b.Object, "sd_scheme", "sd_scheme %q is more than a scheme: hosts are called as %q", text, text+"://host")
	if scheme := strings.TrimRight(strings.TrimSpace(text), ":/"); !strings.ContainsAny(scheme, ":/ ") && scheme != "" {
		p.fix(f, false, "write "+quote(scheme), set(b.Object, "sd_scheme", quote(scheme)))
	}
}
