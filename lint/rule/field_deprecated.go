package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/schemas"
)

var fieldDeprecated = Rule{
	ID:       "field-deprecated",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that no field is used whose place another has taken.",
	Why:      `The field still works, but the schema of the reference no longer has it, and a later version may not read it.`,
	Fix:      "move the setting to the field that has taken its place",
	Bad: `{
  "version": 3,
  "allow_insecure_connections": true,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "client_tls": {"allow_insecure_connections": true},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it needs a backend with TLS",
	Service: checkFieldDeprecated,
}

func checkFieldDeprecated(p *Pass, s *config.Service) {
	p.deprecated(s.Object, "service", "allow_insecure_connections")
	if s.TLS != nil {
		p.deprecated(s.TLS.Object, "tls", "public_key", "private_key", "prefer_server_cipher_suites")
	}
	if router := s.Extra.Entry("router"); router != nil {
		p.deprecated(config.Object{Node: router.Node, Pointer: router.Pointer}, "namespace/router", "use_h2c")
	}
	for _, namespace := range []string{"telemetry/opencensus", "telemetry/influx"} {
		if e := s.Extra.Entry(namespace); e != nil {
			p.reportAt(e.Key, e.Pointer, "%q is deprecated", namespace).Hint = "use telemetry/opentelemetry"
		}
	}
}

func (p *Pass) deprecated(o config.Object, schema string, fields ...string) {
	for _, name := range fields {
		m := o.Member(name)
		if m == nil || m.Value.IsNull() {
			continue
		}
		f := p.reportAt(m.Key, o.Field(m.Name), "%q is deprecated", m.Name)
		if field, ok := schemas.DescribeIn(schema, "/"+name); ok && field.Successor != "" {
			f.Hint = fmt.Sprintf("use %q", field.Successor)
		}
	}
}
