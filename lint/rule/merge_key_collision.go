package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/spec"
)

var mergeKeyCollision = Rule{
	ID:       "merge-key-collision",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the backends of an endpoint answer different fields.",
	Why:      `Answers are merged by key. Of two fields with one name the one that arrives last wins, and which that is differs from request to request; objects are replaced, not merged.`,
	Fix:      "give each backend a group, or rename the field with a mapping",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/home",
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users"},
        {"host": ["http://backend:8080"], "url_pattern": "/news"}
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "user"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
          "group": "news"
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
                  "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}
                }
              }
            }
          }
        }
      }
    },
    "/news": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "properties": {"id": {"type": "integer"}, "title": {"type": "string"}}
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
		Request: "GET /home",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}, "/news": {Body: `{"id": 1}`}},
		Bad:     Outcome{Status: 200, Body: `{"id": 1}`},
		Good:    Outcome{Status: 200, Body: `{"user": {"id": 1}, "news": {"id": 1}}`},
	},
	Endpoint: checkMergeKeyCollision,
}

func checkMergeKeyCollision(p *Pass, e *config.Endpoint) {
	backends := answering(e)
	if len(backends) < 2 || shape.PassesThrough(e) || rewritten(e) {
		return
	}
	first := map[string]*config.Backend{}
	for _, b := range backends {
		var clash []string
		var other *config.Backend
		for _, key := range p.rootKeys(b) {
			o := first[key]
			if o != nil && o != b && o.Group.V != "" && o.Group.V == b.Group.V {
				continue // group-duplicate says it
			}
			if o != nil && o != b {
				clash, other = append(clash, key), o
				continue
			}
			first[key] = b
		}
		if len(clash) == 0 {
			continue
		}
		f := at(p.report(b.Object, "url_pattern", "its %s overwrites that of another backend, or the other way round", oneOf(clash)), e, b)
		f.Related = []diag.Related{{Label: "first", Message: other.ID(), Span: other.Place("url_pattern")}}
	}
}

// rootKeys returns the keys that a backend surely or possibly adds to the
// answer of its endpoint, as far as its specification declares them.
func (p *Pass) rootKeys(b *config.Backend) []string {
	if b.Group.V != "" {
		return []string{b.Group.V}
	}
	if encoding(b) != fact.JSON || b.IsCollection.V || !filters(b) || p.unjudged(b) {
		return nil
	}
	a, ok := p.answering(b, fact.ObjectBody)
	if !ok {
		return nil
	}
	schema := p.schema(b, a)
	if b.Target.V != "" {
		found := schema.Lookup(b.Target.V)
		if found.Presence != spec.Declared {
			return nil
		}
		schema = found.Schema
	}
	properties, _ := schema.Properties()
	var keys []string
	for _, property := range properties {
		name := property.Name
		if len(b.Allow.V) > 0 && !slices.ContainsFunc(b.Allow.V, func(a string) bool { return root(a) == name }) ||
			len(b.Allow.V) == 0 && slices.Contains(b.Deny.V, name) {
			continue
		}
		if to, ok := b.Mapping.V[name]; ok {
			name = root(to)
		}
		keys = append(keys, name)
	}
	return keys
}
