package rule

import (
	"errors"
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var headerBadName = Rule{
	ID:       "header-bad-name",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that lists hold one name an entry.",
	Why:      `Every entry is one name, letter by letter. Names joined with commas, patterns such as X-* and names with blanks meet nothing.`,
	Fix:      "write each name as an entry of its own",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["X-A, X-B"],
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
      "input_headers": ["X-A", "X-B"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"X-A": "1"},
		Bad:     Outcome{NotSent: "X-A: 1"},
		Good:    Outcome{Sent: "X-A: 1"},
	},
	Endpoint: checkHeaderBadNameEndpoint,
	Backend:  checkHeaderBadNameBackend,
}

func checkHeaderBadNameEndpoint(p *Pass, e *config.Endpoint) {
	p.headerNames(e.Object, e.InputHeaders.V)
	p.queryNames(e.Object, e.InputQueryStrings.V)
}

func checkHeaderBadNameBackend(p *Pass, b *config.Backend) {
	p.headerNames(b.Object, b.InputHeaders.V)
	p.queryNames(b.Object, b.InputQueryStrings.V)
}

func (p *Pass) headerNames(o config.Object, names []string) {
	if len(names) == 1 && names[0] == "" && p.backend != nil {
		return // the way to let no header through
	}
	for i, name := range names {
		switch {
		case name == "*" || headerName.MatchString(name) && !strings.Contains(name, "*"):
		case name == "":
			p.reportItem(o, "input_headers", i, "an empty name meets no header")
		case strings.Contains(name, ","):
			f := p.reportItem(o, "input_headers", i, "%q is one name and meets no header", name)
			f.Severity = diag.Error
			p.fix(f, false, "split it", split(o, "input_headers", f.Pointer, name))
		default:
			p.reportItem(o, "input_headers", i, "%q meets no header: names are compared letter by letter", name)
		}
	}
}

func (p *Pass) queryNames(o config.Object, names []string) {
	for i, name := range names {
		switch {
		case strings.Contains(name, ","):
			f := p.reportItem(o, "input_query_strings", i, "%q is one name and meets no parameter", name)
			f.Severity = diag.Error
			p.fix(f, false, "split it", split(o, "input_query_strings", f.Pointer, name))
		case strings.ContainsAny(name, "=&?{}"):
			f := p.reportItem(o, "input_query_strings", i, "%q is no name: write the name alone", name)
			if strings.ContainsAny(name, "=&?") || name[0] == '{' {
				f.Severity = diag.Error // but filter{name} is a name to some
			}
		case name != "*" && strings.Contains(name, "*"):
			p.reportItem(o, "input_query_strings", i, "%q meets no parameter: names are compared letter by letter", name)
		case strings.TrimSpace(name) != name:
			p.reportItem(o, "input_query_strings", i, "%q meets no parameter: there is a blank at its end", name)
		}
	}
}

// split puts the parts of a joined name in its place: as further elements of the
// list, or as a list where it stands alone.
func split(o config.Object, field, pointer, name string) change {
	var parts []string
	for _, part := range strings.Split(name, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, quote(part))
		}
	}
	text := strings.Join(parts, ", ")
	m := o.Member(field)
	if m == nil || pointer == o.Field(m.Name) {
		text = "[" + text + "]"
	} else if !strings.HasPrefix(m.Value.Span.Text(), "[") {
		return func(*config.Document) ([]syntax.Edit, error) { return nil, errBlock }
	}
	return setAt(pointer, text)
}

// errBlock is why no fix is offered in a list that YAML writes a line an element.
var errBlock = errors.New("the elements stand on lines of their own")

var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
