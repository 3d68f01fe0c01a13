package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var encodingWrongLevel = Rule{
	ID:       "encoding-wrong-level",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that fields of backends do not stand at an endpoint, nor the other way round.",
	Why:      `encoding, is_collection and the like belong to a backend, output_encoding to an endpoint. At the other level they are ignored without a message.`,
	Fix:      "move the field to where it is read",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "is_collection": true,
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
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
          "is_collection": true
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}]`}},
		Bad:     Outcome{Status: 500},
		Good:    Outcome{Status: 200, Body: `{"collection": [{"id": 1}]}`},
	},
	Endpoint: checkEncodingWrongLevelEndpoint,
	Backend:  checkEncodingWrongLevelBackend,
}

func checkEncodingWrongLevelEndpoint(p *Pass, e *config.Endpoint) {
	for _, m := range e.Unknown {
		if !slices.Contains(backendFields, strings.ToLower(m.Name)) {
			continue
		}
		f := p.reportAt(m.Span(), e.Field(m.Name), "%q is a field of backends: here it is ignored", m.Name)
		if harmless(e, m) {
			f.Severity, f.Effect = diag.Warning, diag.Untidy
			p.fix(f, true, fmt.Sprintf("remove %q", m.Name), removeAt(e.Field(m.Name)))
			continue
		}
		if len(e.Backends) == 1 && e.Backends[0] != nil && e.Backends[0].Member(m.Name) == nil {
			p.fix(f, false, fmt.Sprintf("move %q to the backend", m.Name),
				removeAt(e.Field(m.Name)), set(e.Backends[0].Object, m.Name, m.Value.Span.Text()))
		}
	}
}

// backendFields are the fields that only backends have.
var backendFields = []string{"encoding", "is_collection", "target", "group", "allow", "deny", "mapping", "url_pattern", "host", "sd", "disable_host_sanitize"}

// harmless reports whether a field of backends at an endpoint says only what
// holds for all of them anyway.
func harmless(e *config.Endpoint, m syntax.Member) bool {
	for _, b := range e.Backends {
		if b == nil {
			return false
		}
		own := b.Member(m.Name)
		if own != nil && own.Value.Span.Text() == m.Value.Span.Text() {
			continue
		}
		if own != nil || m.Value.Text != "false" && m.Value.Text != "" && !strings.EqualFold(m.Value.Text, fact.JSON) {
			return false
		}
		if m.Value.Kind >= syntax.Array && len(m.Value.Items())+len(m.Value.Members()) > 0 {
			return false
		}
	}
	return true
}

func checkEncodingWrongLevelBackend(p *Pass, b *config.Backend) {
	for _, m := range b.Unknown {
		if name := strings.ToLower(m.Name); name != "output_encoding" && name != "concurrent_calls" && name != "cache_ttl" && name != "endpoint" {
			continue
		}
		f := p.reportAt(m.Span(), b.Field(m.Name), "%q is a field of endpoints: here it is ignored", m.Name)
		if e := b.Endpoint; e != nil && e.Member(m.Name) == nil {
			p.fix(f, false, fmt.Sprintf("move %q to the endpoint", m.Name),
				removeAt(b.Field(m.Name)), set(e.Object, m.Name, m.Value.Span.Text()))
		}
	}
}
