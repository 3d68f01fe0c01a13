package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var encodingAsOutput = Rule{
	ID:       "encoding-as-output",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that no encoding of backends stands as the output encoding.",
	Why:      `safejson and rss say how a backend is read. As an output_encoding they count as json.`,
	Fix:      `write "output_encoding": "json", and the other word as the backend's encoding`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "safejson",
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
      "output_encoding": "json",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "safejson"
        }
      ]
    }
  ]
}
`,
	NoProof:  "what is lost is what the writer meant: the answer is that of json",
	Service:  checkEncodingAsOutputService,
	Endpoint: checkEncodingAsOutputEndpoint,
}

func checkEncodingAsOutputService(p *Pass, s *config.Service) {
	p.checkEncodingAsOutput(s.Object, s.OutputEncoding.V)
}

func checkEncodingAsOutputEndpoint(p *Pass, e *config.Endpoint) {
	p.checkEncodingAsOutput(e.Object, e.OutputEncoding.V)
}

func (p *Pass) checkEncodingAsOutput(o config.Object, name string) {
	if name != fact.SafeJSON && name != fact.RSS {
		return
	}
	f := p.report(o, "output_encoding", "%q is an encoding of backends and no output_encoding: it has no effect here", name)
	p.fix(f, false, `set "output_encoding" to "json"`, set(o, "output_encoding", quote(fact.JSON)))
}
