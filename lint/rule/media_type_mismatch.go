package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/spec"
)

var mediaTypeMismatch = Rule{
	ID:       diag.MediaTypeMismatch,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a backend is read as the media type that it answers.",
	Why:      `The gateway reads the body as encoding says and never looks at its media type. Text, HTML, files and XML are no JSON, and JSON is no XML: the request fails with an empty 500.`,
	Fix:      "write the encoding of the media type; files and pages pass through with no-op",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/report",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/report"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/report",
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/report",
          "encoding": "string"
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
    "/report": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {"text/plain": {"schema": {"type": "string"}}}
          }
        }
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /report",
		Answers: map[string]Answer{"/report": {Type: "text/plain", Body: "all well"}},
		Good:    Outcome{Status: 200, Body: "all well"},
	},
	Backend: checkMediaTypeMismatch,
}

func checkMediaTypeMismatch(p *Pass, b *config.Backend) {
	name := encoding(b)
	if name == fact.NoOp || p.unjudged(b) || handsOnStatus(b) {
		return
	}
	if name == fact.String {
		p.readAsText(b)
		return
	}
	for _, a := range p.successes(b) {
		if a.Status != 0 && !fact.Decoded(a.Status) || a.Mixed || !mismatched(shape.Encoding(b), b.IsCollection.V, a) {
			continue
		}
		f := p.report(b.Object, "encoding", "%s answers %s, %q cannot decode it", p.who(b), a.Media, written(b))
		p.relate(f, b, a)
		p.offerEncoding(f, b, a)
		return
	}
}

// mismatched reports whether an encoding cannot read what is surely no JSON,
// or JSON where it reads something else.
func mismatched(e fact.Encoding, collection bool, a spec.Answer) bool {
	switch a.Body {
	case fact.TextBody, fact.HTMLBody, fact.XMLBody:
		return e.Decode(a.Body, collection) == fact.Fails && (e.Name != fact.RSS || a.Body != fact.XMLBody)
	case fact.ObjectBody, fact.ArrayBody, fact.ScalarBody, fact.NullBody:
		return (e.Name == fact.XML || e.Name == fact.RSS) && e.Decode(a.Body, collection) == fact.Fails
	case fact.UnknownBody:
		return isFile(a)
	}
	return false
}

// readAsText reports a body that is read as text without being one. As text it
// is handed on, which is what output_encoding string is for.
func (p *Pass) readAsText(b *config.Backend) {
	if b.Endpoint == nil || renders(b.Endpoint, fact.String) {
		return
	}
	for _, a := range p.successes(b) {
		var f *diag.Finding
		switch {
		case a.Status != 0 && !fact.Decoded(a.Status) || a.Mixed:
			continue
		case a.Body == fact.ObjectBody || a.Body == fact.ArrayBody:
			f = p.report(b.Object, "encoding", "%s answers %s: clients get it as one text in \"content\"", p.who(b), a.Media)
			p.offerEncoding(f, b, a)
		case isStream(a):
			f = p.report(b.Object, "encoding", "%s answers %s, which does not end: no client sees any of it", p.who(b), a.Media)
			p.offerNoop(f, b)
		case a.Body == fact.UnknownBody && isFile(a):
			f = p.report(b.Object, "encoding", "%s answers %s, of which \"string\" makes a text: bytes are lost", p.who(b), a.Media)
			p.offerNoop(f, b)
		default:
			continue
		}
		if !isStream(a) {
			f.Severity, f.Effect = diag.Warning, diag.Wrong
		}
		p.relate(f, b, a)
		return
	}
}
