package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
)

var stringOutputSafejson = Rule{
	ID:       "string-output-safejson",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the output string is not written from safejson.",
	Why:      `Of what safejson reads only a JSON string comes under content as a text. Objects, lists and numbers give an empty answer with a 200.`,
	Fix:      `use "encoding": "string", or the output json`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "string",
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
	Endpoint: checkStringOutputSafejson,
}

func checkStringOutputSafejson(p *Pass, e *config.Endpoint) {
	backends := answering(e)
	if !renders(e, fact.String) || rewritten(e) || len(backends) != 1 || encoding(backends[0]) != fact.SafeJSON || recoded(backends[0]) {
		return
	}
	if puts(e, backends[0], fact.ContentKey) {
		return
	}
	b := backends[0]
	text, other := p.answersOnlyText(b)
	if text {
		return
	}
	f := at(p.report(b.Object, "encoding", "with output_encoding \"string\" only a JSON string comes out of \"safejson\", all else is lost"), e, b)
	if other != nil {
		f.Severity = diag.Error
		f.Message = fmt.Sprintf("%s answers %s, of which output_encoding \"string\" writes nothing: the answer is empty", p.who(b), other.Body)
		p.relate(f, b, *other)
	}
}

// answersOnlyText reports whether all that a backend is known to answer are JSON
// strings; other is an answer that surely is none.
func (p *Pass) answersOnlyText(b *config.Backend) (text bool, other *spec.Answer) {
	answers := p.successes(b)
	text = len(answers) > 0
	for i, a := range answers {
		switch {
		case a.Mixed:
			text = false
		case a.Body == fact.ObjectBody || a.Body == fact.ArrayBody:
			return false, &answers[i]
		case a.Body == fact.ScalarBody:
			kind := p.schema(b, a)
			if kind == nil || kind.Node.Get("type").Str() == "" {
				text = false
			} else if kind.Node.Get("type").Str() != "string" {
				return false, &answers[i]
			}
		default:
			text = false
		}
	}
	return text, nil
}
