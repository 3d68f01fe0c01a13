package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var encodingEnterprise = Rule{
	ID:       "encoding-enterprise",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that no encoding of the Enterprise Edition is relied on.",
	Why:      `fast-json and the backend encoding yaml exist in the Enterprise Edition only. Elsewhere they count as json.`,
	Fix:      "write json",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "fast-json"
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
          "encoding": "json"
        }
      ]
    }
  ]
}
`,
	NoProof:  "the answer is that of json",
	Service:  checkEncodingEnterpriseService,
	Endpoint: checkEncodingEnterpriseEndpoint,
	Backend:  checkEncodingEnterpriseBackend,
}

func checkEncodingEnterpriseService(p *Pass, s *config.Service) {
	if s.OutputEncoding.V == fact.FastJSON {
		p.reportEnterprise(s.Object, "output_encoding", fact.FastJSON, fact.JSON)
	}
}

func checkEncodingEnterpriseEndpoint(p *Pass, e *config.Endpoint) {
	if e.OutputEncoding.V == fact.FastJSON {
		p.reportEnterprise(e.Object, "output_encoding", fact.FastJSON, shape.Renderer(e))
	}
}

func checkEncodingEnterpriseBackend(p *Pass, b *config.Backend) {
	if passesThrough(b) {
		return
	}
	for _, e := range fact.Encodings() {
		if e.Edition == fact.Enterprise && e.Name == strings.ToLower(b.Encoding.V) {
			p.reportEnterprise(b.Object, "encoding", e.Name, fact.JSON)
		}
	}
}

func (p *Pass) reportEnterprise(o config.Object, field, name, is string) {
	f := p.report(o, field, "%s %q exists in the Enterprise Edition only: it works as %q", field, name, is)
	if is == fact.JSON && name == fact.FastJSON {
		p.fix(f, true, fmt.Sprintf("set %q to \"json\"", field), set(o, field, quote(fact.JSON)))
	}
}
