package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/suggest"
	"github.com/gatewright/gatewright/schemas"
)

var unknownField = Rule{
	ID:       "unknown-field",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that every field is one that the gateway reads.",
	Why:      `The gateway passes over fields that it does not know, without a message. What a misspelt field was to set is not set. It is an error where the name comes near a field that decides where a request goes or what a client gets, and has another value than its default.`,
	Fix:      "correct the name; remarks may stand under keys that start with @, $, _ or #",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "json-collection",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "is_colection": true
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
      "output_encoding": "json-collection",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "is_collection": true
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"a": 1}`}},
		Bad:     Outcome{Status: 200, Body: "[]"},
	},
	Service:  checkUnknownFieldService,
	Endpoint: checkUnknownFieldEndpoint,
	Backend:  checkUnknownFieldBackend,
	Agent:    checkUnknownFieldAgent,
}

func checkUnknownFieldService(p *Pass, s *config.Service) {
	p.unknown(s.Object, "the service", "service", "")
	if s.TLS != nil {
		p.unknown(s.TLS.Object, "tls", "tls", "")
		for _, k := range s.TLS.Keys {
			p.unknown(k.Object, "tls", "tls", "/keys/0")
		}
	}
	if s.ClientTLS != nil {
		p.unknown(s.ClientTLS.Object, "client_tls", "client_tls", "")
		for _, c := range s.ClientTLS.ClientCerts {
			p.unknown(c.Object, "client_tls", "client_tls", "/client_certs/0")
		}
	}
	if s.Plugin != nil {
		p.unknown(s.Plugin.Object, "plugin", "plugin", "")
	}
}

func checkUnknownFieldEndpoint(p *Pass, e *config.Endpoint) {
	p.unknown(e.Object, "an endpoint", "endpoint", "")
}

func checkUnknownFieldBackend(p *Pass, b *config.Backend) {
	p.unknown(b.Object, "a backend", "backend", "")
}

func checkUnknownFieldAgent(p *Pass, a *config.AsyncAgent) {
	p.unknown(a.Object, "an async agent", "async_agent", "")
	for _, part := range []string{"consumer", "connection"} {
		field, _ := schemas.DescribeIn("async_agent", "/"+part)
		m := a.Member(part)
		if m == nil || m.Value == nil || m.Value.Kind != syntax.Object {
			continue
		}
		o := config.Object{Node: m.Value, Pointer: a.Field(m.Name)}
		for _, key := range m.Value.Members() {
			if !slices.Contains(field.Fields, strings.ToLower(key.Name)) && !config.IsComment(key.Name) {
				o.Unknown = append(o.Unknown, key)
			}
		}
		p.unknown(o, part, "async_agent", "/"+part)
	}
}

// unknown reports the members of an object that the gateway does not read,
// those left out that another rule has more to say about.
func (p *Pass) unknown(o config.Object, what, schema, pointer string) {
	if len(o.Unknown) == 0 {
		return
	}
	field, _ := schemas.DescribeIn(schema, pointer)
	for _, m := range o.Unknown {
		name := strings.ToLower(m.Name)
		if _, former := fact.FormerField(m.Name); former || said(schema, name) {
			continue
		}
		f := p.reportAt(m.Key, o.Field(m.Name), "%s has no %q: the gateway ignores it", what, m.Name)
		if strayNamespace(f, m.Name) {
			continue
		}
		near := Nearest(m.Name, field.Fields, 1)
		if len(near) == 0 {
			continue
		}
		f.Hint = fmt.Sprintf("did you mean %q?", near[0])
		if o.Member(near[0]) == nil && suggest.Near(m.Name, field.Fields) == near[0] && matters(m, schema, pointer, near[0]) {
			f.Severity = diag.Error
		}
		if o.Member(near[0]) == nil && fits(m.Value, schema, pointer, near[0]) {
			p.fix(f, false, fmt.Sprintf("rename it to %q", near[0]), rename(o.Field(m.Name), near[0]))
		}
	}
}

// said reports whether a field that stands at the wrong level is the business
// of another rule.
func said(schema, name string) bool {
	switch schema {
	case "endpoint":
		return slices.Contains(backendFields, name)
	case "backend":
		switch name {
		case "output_encoding", "concurrent_calls", "cache_ttl", "endpoint", "timeout":
			return true
		}
	}
	return false
}

// fits reports whether a field takes a value of that kind.
func fits(n *syntax.Node, schema, pointer, name string) bool {
	field, known := schemas.DescribeIn(schema, syntax.Join(pointer, name))
	if !known || n == nil || field.Type == "" {
		return known
	}
	kind := n.Kind.String()
	return strings.Contains(field.Type, kind) || kind == "number" && strings.Contains(field.Type, "integer")
}

// strayNamespace says of a field that it is a namespace outside of extra_config,
// if it is one.
func strayNamespace(f *diag.Finding, name string) bool {
	if len(fact.NamespaceLevels(name)) == 0 {
		return false
	}
	meantNamespace(f, name)
	f.Hint = fmt.Sprintf("%q stands in \"extra_config\"", name)
	return true
}

// decisive are fields that decide where a request goes, what a client gets and
// what is guarded, so that a misspelt one answers otherwise than was meant.
var decisive = []string{
	"host", "port", "listen_ip", "tls", "keys", "enable_mtls", "ca_certs", "endpoints", "async_agent", "disable_rest", "extra_config",
	"endpoint", "method", "backend", "output_encoding", "input_headers", "input_query_strings",
	"url_pattern", "encoding", "is_collection", "target", "allow", "deny", "mapping", "group", "sd", "sd_scheme", "disable_host_sanitize",
}

// matters reports whether a misspelt field would have changed anything: it has
// another value than its default.
func matters(m syntax.Member, schema, pointer, meant string) bool {
	field, known := schemas.DescribeIn(schema, syntax.Join(pointer, meant))
	if !known || len(m.Name) < 4 || !slices.Contains(decisive, meant) {
		return false
	}
	switch n := m.Value; {
	case n == nil || n.Kind == syntax.Null:
		return false
	case n.Kind == syntax.Array:
		return len(n.Items()) > 0
	case n.Kind == syntax.Object:
		return len(n.Members()) > 0
	case n.Kind == syntax.Bool:
		return n.Text == "true"
	default:
		return n.Text != "" && n.Text != strings.Trim(field.Default, `"`)
	}
}
