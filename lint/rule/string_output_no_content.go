package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var stringOutputNoContent = Rule{
	ID:       diag.StringOutputContent,
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that an endpoint with the output string has a text to write.",
	Why:      `The output string writes the text under the key content, and nothing where there is none: the client gets an empty 200. The encodings string and safejson give the key; few backends answer an object that has it already.`,
	Fix:      `set "encoding": "string" on the backend`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "string",
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
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "string"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id":1}`}},
		Bad:     Outcome{Status: 200, Empty: true},
		Good:    Outcome{Status: 200, Body: `{"id":1}`},
	},
	Endpoint: checkStringOutputNoContent,
}

func checkStringOutputNoContent(p *Pass, e *config.Endpoint) {
	backends := answering(e)
	if !renders(e, fact.String) || len(backends) == 0 || rewritten(e) {
		return
	}
	for _, b := range backends {
		if name := encoding(b); name == fact.String || name == fact.SafeJSON || recoded(b) ||
			puts(e, b, fact.ContentKey) || p.answersText(b, fact.ContentKey) {
			return
		}
	}
	f := p.report(e.Object, "output_encoding", "output_encoding \"string\" has no text to write: the answer is empty unless the backend itself has the key \"content\"")
	if !slices.ContainsFunc(backends, func(b *config.Backend) bool {
		return !collects(b) && !p.lacksKey(b, fact.ContentKey) && !p.answersKey(b, fact.ContentKey)
	}) {
		f.Severity = diag.Error
		f.Message = "output_encoding \"string\" has no text to write: the answer is always empty"
	}
	if len(backends) == 1 {
		at(f, e, backends[0])
		p.fix(f, false, `set "encoding" to "string"`, set(backends[0].Object, "encoding", quote(fact.String)))
	}
}
