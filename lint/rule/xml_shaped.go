package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
)

var xmlShaped = Rule{
	ID:       "xml-shaped",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that fields of XML are named from the root element on.",
	Why:      `An XML document has one root element, and the object that is made of it has that one key. Where allow or deny name several first names all but one meet nothing, and mostly all of them: they are names of what lies in the root.`,
	Fix:      `write the root element in front, "user.name", or take it off with target`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/user",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/user.xml",
          "encoding": "xml",
          "allow": ["id", "name"]
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
      "endpoint": "/user",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/user.xml",
          "encoding": "xml",
          "allow": ["user.id", "user.name"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /user",
		Answers: map[string]Answer{"*": {Type: "application/xml", Body: `<user><id>7</id><name>Ada</name></user>`}},
		Bad:     Outcome{Status: 200, Body: `{}`},
		Good:    Outcome{Status: 200, Body: `{"user": {"id": "7", "name": "Ada"}}`},
	},
	Backend: checkXMLShaped,
}

func checkXMLShaped(p *Pass, b *config.Backend) {
	if encoding(b) != fact.XML || collects(b) || b.Target.V != "" || isShadow(b) || recoded(b) || !filters(b) {
		return
	}
	field, paths := "allow", b.Allow.V
	if len(paths) == 0 {
		field, paths = "deny", b.Deny.V
	}
	if name, a := p.rootElement(b); name != "" {
		for i, path := range paths {
			if path != "" && !readPath(path).sure && root(path) != name {
				f := p.reportItem(b.Object, field, i, "%s answers XML with the root element %q, with which %q does not start", p.who(b), name, path)
				p.relate(f, b, a)
			}
		}
		return
	}
	var roots []string
	for _, path := range paths {
		if path != "" && !readPath(path).sure && !slices.Contains(roots, root(path)) {
			roots = append(roots, root(path))
		}
	}
	if len(roots) > 1 {
		f := p.report(b.Object, field, "XML has one root element, and %q names %s as if it had several", field, oneOf(roots))
		if field == "deny" {
			f.Effect = diag.Unsafe
		}
		if slices.ContainsFunc(paths, func(path string) bool { return root(path) != path }) {
			f.Severity = diag.Warning // answers of several kinds have several roots
		}
	}
}

// rootElement returns the root element of the XML that a backend answers, ""
// where its specification does not name it.
func (p *Pass) rootElement(b *config.Backend) (name string, a spec.Answer) {
	if p.unjudged(b) || len(p.successes(b)) != 1 {
		return "", a
	}
	a, ok := p.answering(b, fact.XMLBody)
	if !ok {
		return "", a
	}
	if schema := p.schema(b, a); schema != nil && schema.Node != nil {
		name = schema.Node.Get("xml").Get("name").Str()
	}
	return name, a
}
