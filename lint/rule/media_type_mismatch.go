package rule

import (
	"fmt"
	"strings"

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
	Why:      `The gateway reads the body as encoding says and never looks at its media type. Text, HTML, files and XML are no JSON, and JSON is no XML: the request fails with an empty 500. HTML is read as XML only where it is well-formed, and JSON without items is an empty feed.`,
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
		if a.Status != 0 && !fact.Decoded(a.Status) || a.Mixed || !mismatched(shape.Encoding(b), b.IsCollection.V, a) && !p.noFeed(b, a) {
			continue
		}
		f := p.report(b.Object, "encoding", "%s answers %s, %q cannot decode it", p.who(b), a.Media, written(b))
		switch {
		case a.Body == fact.HTMLBody && name == fact.XML:
			f.Message = fmt.Sprintf("%s answers %s, of which %q reads the pages that are well-formed XML and fails with all others", p.who(b), a.Media, written(b))
		case a.Body == fact.ObjectBody && name == fact.RSS:
			f.Message = fmt.Sprintf("%s answers %s and no feed: %q makes an empty feed of it", p.who(b), a.Media, written(b))
			f.Effect = diag.Wrong
		}
		p.relate(f, b, a)
		p.offerEncoding(f, b, a)
		return
	}
}

// mismatched reports whether an encoding cannot read what is surely no JSON,
// or JSON where it reads something else.
func mismatched(e fact.Encoding, collection bool, a spec.Answer) bool {
	switch a.Body {
	case fact.HTMLBody:
		// Well-formed HTML is read as XML, but hardly any is: a line break, an
		// entity or an attribute without a value is enough.
		return e.Decode(a.Body, collection) == fact.Fails || e.Name == fact.XML && !strings.Contains(a.Media, "xhtml")
	case fact.TextBody, fact.XMLBody:
		return e.Decode(a.Body, collection) == fact.Fails && (e.Name != fact.RSS || a.Body != fact.XMLBody)
	case fact.ObjectBody, fact.ArrayBody, fact.ScalarBody, fact.NullBody:
		return (e.Name == fact.XML || e.Name == fact.RSS) && e.Decode(a.Body, collection) == fact.Fails
	case fact.UnknownBody:
		return isFile(a)
	}
	return false
}

// noFeed reports whether a backend that is read as a feed surely answers an
// object that is none: a JSON feed has items.
func (p *Pass) noFeed(b *config.Backend, a spec.Answer) bool {
	if encoding(b) != fact.RSS || a.Body != fact.ObjectBody || strings.Contains(a.Media, "feed") {
		return false
	}
	schema := p.schema(b, a)
	return schema != nil && schema.Lookup(fact.FeedItems).Presence == spec.Undeclared
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
