package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var martianHeaderUnseen = Rule{
	ID:       "martian-header-unseen",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that modifiers see the headers that they read.",
	Why:      `Modifiers see the request as it goes to the backend. A header of the client that the endpoint does not forward is not in it: a copy of it is empty, and a filter never meets it.`,
	Fix:      "list the header in input_headers",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "modifier/martian": {
              "header.Copy": {"scope": ["request"], "from": "X-Tenant", "to": "X-Org"}
            }
          }
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
      "input_headers": ["X-Tenant"],
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "modifier/martian": {
              "header.Copy": {"scope": ["request"], "from": "X-Tenant", "to": "X-Org"}
            }
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"X-Tenant": "a"},
		Bad:     Outcome{NotSent: "X-Org: a"},
		Good:    Outcome{Sent: "X-Org: a"},
	},
	Backend: checkMartianHeaderUnseen,
}

func checkMartianHeaderUnseen(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || star(e.InputHeaders.V) || hasAny(e.Extra, "modifier/lua-proxy", "modifier/lua-endpoint", "plugin/req-resp-modifier") || recodedBefore(b) {
		return
	}
	list := martianModifiers(b)
	for _, m := range list {
		field := "name"
		switch m.name {
		case "header.Copy":
			field = "from"
		case "header.Filter":
		case "header.RegexFilter":
			field = "header"
		default:
			continue
		}
		n := m.settings.Get(field)
		name := n.Str()
		if name == "" || !m.requests() || m.responses() || has(e.InputHeaders.V, name) || madeHeader(name) || isSet(list, name) {
			continue
		}
		p.reportAt(n.Span, syntax.Join(m.pointer, field), "the header %q is not forwarded, so %q never sees it", name, m.name)
	}
}

// recodedBefore reports whether code changes the request of a backend before
// its modifiers see it.
func recodedBefore(b *config.Backend) bool {
	return hasAny(b.Extra, "modifier/lua-backend", "plugin/req-resp-modifier", "auth/client-credentials")
}

// isSet reports whether one of the modifiers makes the header itself.
func isSet(list []martianModifier, name string) bool {
	for _, m := range list {
		switch m.name {
		case "header.Modifier", "header.Append", "header.Id":
			if has([]string{m.settings.Get("name").Str()}, name) || m.name == "header.Id" {
				return true
			}
		case "header.Copy":
			if has([]string{m.settings.Get("to").Str()}, name) {
				return true
			}
		}
	}
	return false
}
