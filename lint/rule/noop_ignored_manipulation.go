package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var noopIgnoredManipulation = Rule{
	ID:       "noop-ignored-manipulation",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that nothing is set that passing through ignores.",
	Why:      `Under no-op the body is handed on as it comes: allow, deny, mapping, group, target, is_collection and flatmap_filter have no effect. A deny list that hides nothing is a leak.`,
	Fix:      "decode the answer, or remove the settings",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "deny": ["password"]
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
          "deny": ["password"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "password": "x"}`}},
		Bad:     Outcome{Status: 200, Body: `{"id": 1, "password": "x"}`},
		Good:    Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Backend: checkNoopIgnoredManipulation,
}

func checkNoopIgnoredManipulation(p *Pass, b *config.Backend) {
	if !passesThrough(b) {
		return
	}
	o := b.Object
	fields := []struct {
		name string
		set  bool
	}{
		{"allow", len(b.Allow.V) > 0}, {"deny", len(b.Deny.V) > 0}, {"mapping", len(b.Mapping.V) > 0},
		{"group", b.Group.V != ""}, {"target", b.Target.V != ""}, {"is_collection", b.IsCollection.V},
	}
	for _, field := range fields {
		if !field.set {
			continue
		}
		f := p.report(o, field.name, "%q has no effect: the endpoint passes the answer through", field.name)
		if field.name == "deny" || field.name == "allow" {
			f.Severity, f.Effect = diag.Error, diag.Unsafe
			f.Message += ", with what was to be hidden"
		}
		p.fix(f, f.Severity != diag.Error, fmt.Sprintf("remove %q", field.name), remove(o, field.name))
	}
	if ops := flatmap(b.Extra); len(ops) > 0 {
		entry := b.Extra.Entry("proxy")
		pointer := syntax.Join(entry.Pointer, "flatmap_filter")
		f := p.reportAt(entry.Node.Get("flatmap_filter").Span, pointer, "\"flatmap_filter\" has no effect: the endpoint passes the answer through")
		p.fix(f, false, `remove "flatmap_filter"`, removeAt(pointer))
	}
}
