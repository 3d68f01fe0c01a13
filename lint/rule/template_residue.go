package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var templateResidue = Rule{
	ID:       "template-residue",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that no template action is left in a value.",
	Why: `Where the template cannot be rendered, or is not meant to be one, the gateway takes its text as it stands: it starts,
and {{ .service.name }} is the value.`,
	Fix: "render the template, or write the value out",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "group": "{{ .groups.users }}"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "group": "users"}]
    }
  ]
}
`,
	Proof: Proof{
		Bad:  Outcome{Status: 200, Body: `{"{{ .groups.users }}": {"id": 1}}`},
		Good: Outcome{Status: 200, Body: `{"users": {"id": 1}}`},
	},
	Service: checkTemplateResidue,
}

// residue is an action as configurations have them: a setting, or one of the
// functions that they use. Code in other languages has braces of its own.
var residue = regexp.MustCompile(`\{\{-?\s*(\.\w+\.\w|(env|include|marshal|template|toJson) |if |range |with |end\b|else\b)[^{}]*\}\}`)

// variable is one of the environment, as programs that fill them in write it.
var variable = regexp.MustCompile(`\$\{[A-Z][A-Z0-9_]*\}`)

// plainAction is an action with a single name. In the settings of components it
// may be text for somebody else's templates.
var plainAction = regexp.MustCompile(`\{\{-?\s*\.\w+\s*-?\}\}`)

func checkTemplateResidue(p *Pass, s *config.Service) {
	if !holdsText(p.Doc, "{{", "${", `\u007b`) {
		return
	}
	s.Node.Walk(func(pointer string, n *syntax.Node) bool {
		if takesTemplates(pointer) {
			return false
		}
		if n.Kind != syntax.String {
			return true
		}
		if found := residue.FindString(n.Text); found != "" {
			p.reportAt(n.Span, pointer, "the action %q is not rendered: it is the value", found)
		} else if found = variable.FindString(n.Text); found != "" {
			p.reportAt(n.Span, pointer, "the variable %q is not filled in: it is the value", found)
		} else if found = plainAction.FindString(n.Text); found != "" && !strings.Contains(pointer, "/extra_config/") {
			p.reportAt(n.Span, pointer, "the action %q is not rendered: it is the value", found)
		}
		return true
	})
}

// takesTemplates reports whether what stands at a pointer, or below it, may
// hold templates that the gateway itself renders at run time, or is a comment.
func takesTemplates(pointer string) bool {
	key := syntax.UnescapeToken(pointer[strings.LastIndexByte(pointer, '/')+1:])
	if config.IsComment(key) {
		return true
	}
	n, known := fact.FindNamespace(key, fact.Backend)
	if !known {
		n, known = fact.FindNamespace(key, fact.Endpoint)
	}
	return known && n.Edition == fact.Enterprise
}

// holdsText reports whether the text of a document has one of the words at all:
// looking at every value of a large one takes its time.
func holdsText(d *config.Document, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(d.Source.Text, w) })
}
