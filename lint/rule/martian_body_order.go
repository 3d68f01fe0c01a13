package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var martianBodyOrder = Rule{
	ID:       "martian-body-order",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the type of a body is set after the body.",
	Why:      `body.Modifier sets Content-Type to its contentType, to nothing where it has none. A Content-Type that a modifier before it has set is gone.`,
	Fix:      `put body.Modifier before header.Modifier, or give it contentType`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "input_headers": ["Content-Type"],
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "modifier/martian": {
              "fifo.Group": {
                "scope": ["request"],
                "aggregateErrors": true,
                "modifiers": [
                  {
                    "header.Modifier": {
                      "scope": ["request"],
                      "name": "Content-Type",
                      "value": "application/json"
                    }
                  },
                  {
                    "body.Modifier": {"scope": ["request"], "body": "eyJhIjoxfQ=="}
                  }
                ]
              }
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
      "method": "POST",
      "input_headers": ["Content-Type"],
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "modifier/martian": {
              "fifo.Group": {
                "scope": ["request"],
                "aggregateErrors": true,
                "modifiers": [
                  {
                    "body.Modifier": {"scope": ["request"], "body": "eyJhIjoxfQ=="}
                  },
                  {
                    "header.Modifier": {
                      "scope": ["request"],
                      "name": "Content-Type",
                      "value": "application/json"
                    }
                  }
                ]
              }
            }
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "POST /users",
		Bad:     Outcome{NotSent: "Content-Type: application/json"},
		Good:    Outcome{Sent: "Content-Type: application/json"},
	},
	Backend: checkMartianBodyOrder,
}

func checkMartianBodyOrder(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("modifier/martian")
	if entry == nil || !strings.Contains(entry.Node.Span.Text(), "body.Modifier") {
		return
	}
	// A group is a pointer that ends in /modifiers: only its own members stand
	// in an order.
	typed := map[string][]martianModifier{}
	for _, m := range martianModifiers(b) {
		group, _, ok := cutLast(m.pointer, "/modifiers/")
		if !ok || strings.HasSuffix(group, "/priority.Group") {
			continue
		}
		switch m.name {
		case "header.Modifier", "header.Append":
			if strings.EqualFold(m.settings.Get("name").Str(), "Content-Type") {
				typed[group] = append(typed[group], m)
			}
		case "body.Modifier":
			for _, t := range typed[group] {
				if t.requests() && m.requests() || t.responses() && m.responses() {
					p.reportAt(t.key, t.pointer, "the Content-Type that it sets is gone: \"body.Modifier\" comes after it, and sets its own")
				}
			}
			delete(typed, group)
		}
	}
}

// cutLast cuts a text at the last place where sep stands.
func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
