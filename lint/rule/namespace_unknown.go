package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/suggest"
	"github.com/gatewright/gatewright/schemas"
)

var namespaceUnknown = Rule{
	ID:       "namespace-unknown",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the namespaces in extra_config exist.",
	Why:      `The gateway passes over namespaces that it does not know, without a message. Whatever they were to switch on is off. It is an error where the name comes near one that guards or shapes something, where it is half of one, as in {"auth": {"validator": ...}}, or where it is a setting that stands in such a namespace.`,
	Fix:      "correct the name; settings of plugins stand in plugin/http-server and the like",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/htp": {"return_error_code": true}}
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
          "extra_config": {"backend/http": {"return_error_code": true}}
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 404, Body: `{"id": 1}`}},
		Bad:     Outcome{Status: 500},
		Good:    Outcome{Status: 404},
	},
	Service:  checkNamespaceUnknownService,
	Endpoint: checkNamespaceUnknownEndpoint,
	Backend:  checkNamespaceUnknownBackend,
	Agent:    checkNamespaceUnknownAgent,
}

func checkNamespaceUnknownService(p *Pass, s *config.Service)   { p.unknownNamespaces(s.Extra) }
func checkNamespaceUnknownEndpoint(p *Pass, e *config.Endpoint) { p.unknownNamespaces(e.Extra) }
func checkNamespaceUnknownBackend(p *Pass, b *config.Backend)   { p.unknownNamespaces(b.Extra) }
func checkNamespaceUnknownAgent(p *Pass, a *config.AsyncAgent)  { p.unknownNamespaces(a.Extra) }

func (p *Pass) unknownNamespaces(x config.Extra) {
	for _, e := range x.Entries {
		if len(fact.NamespaceLevels(e.Name)) > 0 {
			continue
		}
		if _, former := fact.Former(e.Written); former {
			continue
		}
		f := p.reportAt(e.Key, e.Pointer, "there is no namespace %q: the gateway ignores it", e.Written)
		if p.isSetting(f, x, e) || p.isSplit(f, x, e) {
			continue
		}
		var names []string
		for _, n := range fact.Namespaces(x.Level) {
			names = append(names, n.Name)
		}
		if meant := suggest.Near(e.Written, names); meant != "" {
			f.Hint = fmt.Sprintf("did you mean %q?", meant)
			if sameFamily(e.Written, meant) {
				meantNamespace(f, meant)
			}
			p.fix(f, false, fmt.Sprintf("rename it to %q", meant), rename(e.Pointer, meant))
			continue
		}
		if near := Nearest(e.Written, names, 1); len(near) > 0 {
			f.Hint = fmt.Sprintf("did you mean %q?", near[0])
			p.fix(f, false, fmt.Sprintf("rename it to %q", near[0]), rename(e.Pointer, near[0]))
		}
	}
}

// sameFamily reports whether two names start alike, but for a slip: acme/validator
// is no auth/validator but the namespace of somebody's own build.
func sameFamily(a, b string) bool {
	first, _, _ := strings.Cut(a, "/")
	other, _, _ := strings.Cut(b, "/")
	return first == other || first == a || suggest.Near(first, []string{other}) != ""
}

// isSetting says of an entry that it is a setting of a namespace, if it is one
// of one namespace alone.
func (p *Pass) isSetting(f *diag.Finding, x config.Extra, e config.ExtraEntry) bool {
	home := ""
	for _, n := range fact.Namespaces(x.Level) {
		schema, ok := schemas.File(n.Name, string(x.Level))
		if !ok || n.Edition != fact.Community {
			continue
		}
		if field, known := schemas.DescribeIn(schema, ""); !known || !slices.Contains(field.Fields, e.Written) {
			continue
		}
		if home != "" {
			return false
		}
		home = n.Name
	}
	if home == "" {
		return false
	}
	meantNamespace(f, home)
	f.Hint = fmt.Sprintf("%s stands in the namespace %q", e.Written, home)
	if x.Get(home) == nil {
		p.fix(f, false, fmt.Sprintf("put it into %q", home), removeAt(e.Pointer),
			setAt(syntax.Join(x.Pointer, home), fmt.Sprintf("{%s: %s}", quote(e.Written), e.Node.Span.Text())))
	}
	return true
}

// isSplit says of an entry that the name of a namespace is taken apart at its
// slash, as in {"auth": {"validator": ...}}.
func (p *Pass) isSplit(f *diag.Finding, x config.Extra, e config.ExtraEntry) bool {
	if e.Node.Kind != syntax.Object {
		return false
	}
	for _, m := range e.Node.Members() {
		name := e.Written + "/" + m.Name
		if _, known := fact.FindNamespace(name, x.Level); !known {
			continue
		}
		meantNamespace(f, name)
		f.Hint = fmt.Sprintf("%q is one name", name)
		if len(e.Node.Members()) == 1 && m.Value != nil {
			p.fix(f, false, fmt.Sprintf("write it as %q", name), removeAt(e.Pointer), setAt(syntax.Join(x.Pointer, name), m.Value.Span.Text()))
		}
		return true
	}
	return false
}

// meantNamespace says which namespace was meant: it is off, and with it what it
// guards or answers.
func meantNamespace(f *diag.Finding, name string) {
	f.Hint = fmt.Sprintf("did you mean %q?", name)
	switch {
	case guards(name):
		f.Severity, f.Effect = diag.Error, diag.Unsafe
	case shapes(name):
		f.Severity = diag.Error
	}
}
