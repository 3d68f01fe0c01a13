package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var allowedHostsForm = Rule{
	ID:       diag.AllowedHosts,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that allowed_hosts holds what clients send as Host.",
	Why:      `Entries are compared with the Host header: a name, and a port where clients name one. An entry with a scheme or a path is never met, and everybody gets a 500. With allowed_hosts_are_regex an expression that does not compile keeps the gateway from starting.`,
	Fix:      "write the name alone, with the port where clients send it",
	Bad: `{
  "version": 3,
  "extra_config": {"security/http": {"allowed_hosts": ["https://example.com"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {"security/http": {"allowed_hosts": ["example.com"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 500},
		Good:    Outcome{Status: 200},
	},
	Service: checkAllowedHostsForm,
}

func checkAllowedHostsForm(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/http")
	if entry == nil {
		return
	}
	list := entry.Node.Get("allowed_hosts")
	if list == nil {
		return
	}
	if isTrue(entry.Node.Get("allowed_hosts_are_regex")) {
		return // package config/start compiles them
	}
	for i, item := range list.Items() {
		text, pointer := item.Str(), syntax.Index(syntax.Join(entry.Pointer, "allowed_hosts"), i)
		if strings.ContainsAny(text, "/ *") {
			p.reportAt(item.Span, pointer, "no client sends the Host %q", text)
		}
	}
}
