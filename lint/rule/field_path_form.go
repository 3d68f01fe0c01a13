package rule

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var fieldPathForm = Rule{
	ID:       "field-path-form",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that fields are named by paths that the gateway reads.",
	Why:      `A field is named by its name, and one inside others by their names joined with dots. Lists are not entered: neither a number nor a star nor brackets lead into one. $. of a JSON path, a slash, a comma or a blank are taken as part of a name, and no field has it.`,
	Fix:      "write names joined with dots, an entry each; a flatmap_filter enters lists",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "allow": ["id,name"]
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
          "allow": ["id", "name"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "name": "A"}`}},
		Bad:     Outcome{Status: 200, Body: `{}`},
		Good:    Outcome{Status: 200, Body: `{"id": 1, "name": "A"}`},
	},
	Backend: checkFieldPathForm,
}

func checkFieldPathForm(p *Pass, b *config.Backend) {
	if passesThrough(b) {
		return
	}
	if t := b.Target.V; t != "" && strings.Trim(t, ".") == t { // target-dotted says the other
		if wrong := readPath(t); wrong.problem != "" {
			f := p.report(b.Object, "target", "target %q %s: the answer is empty", t, wrong.problem)
			f.Hint = wrong.hint
			if !wrong.sure {
				f.Severity = diag.Warning
			}
		}
	}
	if !filters(b) {
		p.badSteps(b)
		return
	}
	lists := []struct {
		field string
		paths []string
	}{{"allow", b.Allow.V}, {"deny", b.Deny.V}}
	for _, l := range lists {
		if l.field == "deny" && len(b.Allow.V) > 0 {
			break // allow-and-deny says that it is not read
		}
		for i, path := range l.paths {
			if wrong := readPath(path); wrong.problem != "" {
				p.badPath(b, l.field, i, path, wrong)
			}
		}
	}
	p.emptyName(b)
}

// badSteps reports paths of a flatmap_filter that no field has. Stars and
// numbers lead into lists there.
func (p *Pass) badSteps(b *config.Backend) {
	for _, op := range flatmap(b.Extra) {
		for i, path := range op.args {
			if wrong := readPath(strings.ReplaceAll(path, "*", "0")); wrong.problem != "" && (wrong.sure || strings.Contains(path, "/")) {
				f := p.reportAt(op.node.Get("args").Items()[i].Span, syntax.Index(syntax.Join(op.pointer, "args"), i), "the path %q %s: it meets no field", path, wrong.problem)
				if f.Hint = wrong.hint; strings.Contains(path, "[") {
					f.Message, f.Hint = fmt.Sprintf("the path %q has brackets: it meets no field", path), "write a.*.b for every element of a list, a.0.b for one"
				}
				if !wrong.sure {
					f.Severity = diag.Warning
				}
			}
		}
	}
}

// badPath reports a path of a list; one that is several joined can be split.
func (p *Pass) badPath(b *config.Backend, field string, i int, path string, wrong badPath) {
	f := p.reportItem(b.Object, field, i, "%s: %q %s: it meets no field", field, path, wrong.problem)
	f.Hint = wrong.hint
	if field == "deny" {
		f.Effect = diag.Unsafe
	}
	if !wrong.sure || field == "deny" && path == "" {
		f.Severity = diag.Warning
	}
	if strings.Contains(path, ",") {
		p.fix(f, false, "split it", split(b.Object, field, f.Pointer, path))
	}
}

// emptyName reports a mapping that takes a field's name away.
func (p *Pass) emptyName(b *config.Backend) {
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		if entry.Value != nil && entry.Value.Kind == syntax.String && entry.Value.Text == "" {
			f := p.reportAt(entry.Span(), syntax.Join(b.Field(m.Name), entry.Name), "%q gets an empty name", entry.Name)
			f.Hint, f.Severity = `to take a field away name it in "deny"`, diag.Warning
		}
	}
}

// badPath says why a path names no field; it is sure where no field could be
// called so.
type badPath struct {
	problem, hint string
	sure          bool
}

// readPath returns what is wrong with a path, nothing where it may name a field.
func readPath(path string) badPath {
	const useFlatmap = "use a flatmap_filter, in which * stands for every element"
	switch {
	case strings.TrimSpace(path) == "":
		return badPath{"is empty", "delete the entry", true}
	case strings.TrimSpace(path) != path:
		return badPath{"starts or ends with a blank", "take the blank away", true}
	case strings.Contains(path, ","):
		return badPath{"holds a comma", "write each name as an entry of its own", true}
	case strings.HasPrefix(path, "$.") || strings.HasPrefix(path, "/"):
		return badPath{"is another kind of path", "write the names joined with dots", true}
	case strings.HasPrefix(path, ".") || strings.HasSuffix(path, ".") || strings.Contains(path, ".."):
		return badPath{"has an empty name in it", "delete the dot", true}
	}
	for i, name := range strings.Split(path, ".") {
		switch {
		case name == "*" || strings.HasSuffix(name, "]") && strings.Contains(name, "["):
			return badPath{fmt.Sprintf("has %q in it, and lists are not entered", name), useFlatmap, true}
		case i > 0 && index.MatchString(name):
			return badPath{fmt.Sprintf("has the index %s in it, and lists are not entered", name), useFlatmap, false}
		}
	}
	if strings.Contains(path, "/") && !strings.Contains(path, ".") {
		return badPath{"has a slash where a dot leads into an object", "write the names joined with dots", false}
	}
	return badPath{}
}

var index = regexp.MustCompile(`^[0-9]+$`)
