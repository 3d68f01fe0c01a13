package rule

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/suggest"
)

var martianNotRun = Rule{
	ID:       "martian-not-run",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that the modifiers of a backend are ones that run.",
	Why:      `modifier/martian is read as a whole: one modifier that does not exist, two in one object, a scope that is not a list of "request" and "response", or a body that is not in base64 switches all of them off, those beside it in a group too.`,
	Fix:      "correct the modifier; its name and its scope are read letter by letter",
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
              "fifo.Group": {
                "scope": ["request"],
                "modifiers": [
                  {
                    "header.Modifier": {"scope": ["request"], "name": "X-Area", "value": "eu"}
                  },
                  {"header.Set": {"scope": ["request"], "name": "X-B", "value": "b"}}
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "modifier/martian": {
              "fifo.Group": {
                "scope": ["request"],
                "modifiers": [
                  {
                    "header.Modifier": {"scope": ["request"], "name": "X-Area", "value": "eu"}
                  },
                  {"header.Append": {"scope": ["request"], "name": "X-B", "value": "b"}}
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
		Request: "GET /users",
		Bad:     Outcome{Status: 200, NotSent: "X-Area: eu"},
		Good:    Outcome{Status: 200, Sent: "X-Area: eu"},
	},
	Backend: checkMartianNotRun,
}

func checkMartianNotRun(p *Pass, b *config.Backend) {
	// The modifier of each object, by its pointer: an object may have one.
	single := map[string]string{}
	for _, m := range martianModifiers(b) {
		if _, known := modifierSides[m.name]; !known {
			f := p.reportAt(m.key, m.pointer, "there is no modifier %q: none of this backend runs", m.name)
			if near := nearestModifier(m.name); near != "" {
				f.Hint = fmt.Sprintf("did you mean %q?", near)
				p.fix(f, false, fmt.Sprintf("rename it to %q", near), rename(m.pointer, near))
			}
			continue
		}
		object := m.pointer[:strings.LastIndexByte(m.pointer, '/')]
		if first, second := single[object]; second {
			f := p.reportAt(m.key, object, "%q stands beside %q in one object: no modifier of this backend runs", m.name, first)
			f.Hint = `put them into the list "modifiers" of a "fifo.Group", each as an object of its own`
		} else {
			single[object] = m.name
		}
		if problem, at, pointer := m.scopeProblem(); problem != "" {
			f := p.reportAt(at, pointer, "%s: no modifier of this backend runs", problem)
			f.Hint = `the scope is a list of "request" and "response"`
		}
		p.martianKinds(m)
		body := m.settings.Get("body")
		if m.name != "body.Modifier" || body == nil || body.Kind != syntax.String {
			continue
		}
		if _, err := base64.StdEncoding.DecodeString(body.Text); err != nil {
			pointer := syntax.Join(m.pointer, "body")
			f := p.reportAt(body.Span, pointer, "the body is not in base64: no modifier of this backend runs")
			encoded := base64.StdEncoding.EncodeToString([]byte(body.Text))
			p.fix(f, false, "write the text in base64", setAt(pointer, quote(encoded)))
		}
	}
}

// martianKinds reports settings of a kind that a modifier does not read.
func (p *Pass) martianKinds(m martianModifier) {
	if m.settings == nil || m.settings.Kind != syntax.Object {
		return
	}
	for _, s := range m.settings.Members() {
		want := syntax.String
		switch s.Name {
		case "names", "modifiers":
			want = syntax.Array
		case "modifier", "else":
			want = syntax.Object
		case "port", "statusCode", "maxAge":
			want = syntax.Number
		case "secure", "httpOnly", "defaultForScheme", "remove", "aggregateErrors":
			want = syntax.Bool
		}
		if s.Value.IsNull() || s.Value.Kind == want || !slices.Contains(martianSettings[m.name].names, s.Name) {
			continue
		}
		p.reportAt(s.Value.Span, syntax.Join(m.pointer, s.Name), "%q is %s, it must be %s: no modifier of this backend runs", s.Name, kindWords[s.Value.Kind], kindWords[want])
	}
}

var kindWords = map[syntax.Kind]string{
	syntax.String: "a string", syntax.Number: "a number", syntax.Bool: "a boolean", syntax.Array: "a list", syntax.Object: "an object",
}

// modifierWords are what others call the last part of a modifier's name.
var modifierWords = map[string]string{"set": "Modifier", "replace": "Modifier", "add": "Append"}

// nearestModifier returns the modifier that was probably meant, "" where none
// comes near.
func nearestModifier(name string) string {
	family, last, _ := strings.Cut(name, ".")
	meant := strings.ToLower(family) + "." + modifierWords[strings.ToLower(last)]
	if _, known := modifierSides[meant]; known {
		return meant
	}
	return suggest.Near(name, slices.Sorted(maps.Keys(modifierSides)))
}
