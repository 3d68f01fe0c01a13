package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

var fieldUnknown = Rule{
	ID:       "field-unknown",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that allow, deny and mapping name fields that the backend answers.",
	Why:      `A name that the answer does not have meets nothing: an allow list drops what it was to keep, a deny list keeps what it was to hide, and a mapping renames nothing. Paths do not lead into lists.`,
	Fix:      "write the name as the specification has it",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "allow": ["id", "nam"]
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
          "allow": ["id", "name"]
        }
      ]
    }
  ]
}
`,
	Spec: `{
  "openapi": "3.0.3",
  "info": {"title": "Backend", "version": "1"},
  "servers": [{"url": "http://backend:8080"}],
  "paths": {
    "/users": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "id": {"type": "integer"},
                    "name": {"type": "string"},
                    "address": {
                      "type": "object",
                      "properties": {"city": {"type": "string"}}
                    },
                    "tags": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {"label": {"type": "string"}}
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "name": "A"}`}},
		Bad:     Outcome{Status: 200, Body: `{"id": 1}`},
		Good:    Outcome{Status: 200, Body: `{"id": 1, "name": "A"}`},
	},
	Backend: checkFieldUnknown,
}

func checkFieldUnknown(p *Pass, b *config.Backend) {
	p.flatmapFields(b)
	if encoding(b) != fact.JSON || b.IsCollection.V || !filters(b) || p.unjudged(b) {
		return
	}
	a, ok := p.answering(b, fact.ObjectBody)
	if !ok || len(p.successes(b)) != 1 {
		return
	}
	schema := p.schema(b, a)
	if t := b.Target.V; t != "" {
		found := schema.Lookup(t)
		if found.Presence != spec.Declared {
			return // target-not-object says it
		}
		schema = found.Schema
	}
	for i, path := range b.Allow.V {
		p.knownField(b, a, schema, path, func(format string, args ...any) *diag.Finding {
			return p.reportItem(b.Object, "allow", i, format, args...)
		})
	}
	for i, path := range b.Deny.V {
		if len(b.Allow.V) == 0 {
			p.knownField(b, a, schema, path, func(format string, args ...any) *diag.Finding {
				return p.reportItem(b.Object, "deny", i, format, args...)
			})
		}
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		if !config.IsComment(entry.Name) && !strings.Contains(entry.Name, ".") {
			p.knownField(b, a, schema, entry.Name, func(format string, args ...any) *diag.Finding {
				return p.reportAt(entry.Key, syntax.Join(b.Field(m.Name), entry.Name), format, args...)
			})
		}
	}
}

// knownField reports a path that an answer surely does not have.
func (p *Pass) knownField(b *config.Backend, a spec.Answer, schema *spec.Schema, path string, report func(string, ...any) *diag.Finding) {
	found := schema.Lookup(path)
	if found.Presence != spec.Undeclared {
		return
	}
	if found.Array {
		f := report("%q leads into the list %q, which no filter enters: it meets nothing", path, found.At)
		f.Hint = `use a flatmap_filter, in which * stands for every element`
		f.Severity = diag.Error
		p.relate(f, b, a)
		return
	}
	f := report("%s answers no %q: it meets nothing", p.who(b), path)
	p.relate(f, b, a)
	name := strings.TrimPrefix(strings.TrimPrefix(path, found.At), ".")
	if near := Nearest(root(name), found.Names, 1); len(near) > 0 {
		f.Hint = fmt.Sprintf("did you mean %q?", strings.TrimPrefix(found.At+"."+near[0], "."))
	} else if n := len(found.Names); n > 0 && n <= 8 {
		f.Hint = "it has " + oneOf(found.Names)
	}
}
