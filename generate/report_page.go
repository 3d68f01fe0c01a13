package generate

import (
	_ "embed"
	"fmt"
	html "html/template"
	"io"
	"strings"
)

// Markdown writes the report as tables for a pull request: what was not made as
// declared first, then everything else, and what a merge changed.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Generated endpoints\n\n%s.\n", r.Summary())
	for _, group := range r.groups() {
		if len(group.Entries) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n| operation | endpoint | encoding | why | place |\n|---|---|---|---|---|\n", group.Title)
		for _, e := range group.Entries {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", cell(e.name()), cell(e.path()), cell(e.encoding()), cell(strings.Join(e.reasons(), "; ")), cell(e.line()))
		}
	}
	if len(r.Changes) > 0 {
		b.WriteString("\n## Changes\n\n```\n")
		writeChanges(&b, r.Changes)
		b.WriteString("```\n")
	}
	_, err := io.WriteString(w, printable(b.String()))
	return err
}

// cell keeps a text within its cell of a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", "`", "'").Replace(s)
}

//go:embed report.html
var reportText string

var reportTemplate = html.Must(html.New("report").Funcs(html.FuncMap{
	"name": (*Entry).name, "path": (*Entry).path, "encoding": (*Entry).encoding,
	"reasons": (*Entry).reasons, "line": (*Entry).line, "place": (*Value).place,
	"values": func(e *Entry) []*Value {
		list := make([]*Value, len(e.Values))
		for i := range e.Values {
			list[i] = &e.Values[i]
		}
		return list
	},
}).Parse(reportText))

// HTML writes the report as a page that needs nothing else, with every value of
// every endpoint.
func (r *Report) HTML(w io.Writer) error {
	var changes strings.Builder
	writeChanges(&changes, r.Changes)
	return reportTemplate.Execute(w, struct {
		Summary, Changes string
		Groups           []group
	}{r.Summary(), changes.String(), r.groups()})
}

// group is the operations of one outcome.
type group struct {
	Title   string
	Entries []*Entry
}

func (r *Report) groups() []group {
	list := []group{{Title: "Skipped"}, {Title: "Adjusted"}, {Title: "Emitted"}}
	index := map[Outcome]int{Skipped: 0, Adjusted: 1, Emitted: 2}
	for _, e := range r.Entries {
		g := &list[index[e.Outcome]]
		g.Entries = append(g.Entries, e)
	}
	return list
}

// path is that of the endpoint, "" for none.
func (e *Entry) path() string {
	if e.Endpoint == nil {
		return ""
	}
	return e.Endpoint.Path
}

func (e *Entry) encoding() string {
	if e.Endpoint == nil {
		return ""
	}
	return e.Endpoint.Output
}

// reasons say why the operation was not made as declared, else why it is
// encoded as it is.
func (e *Entry) reasons() []string {
	list := e.Why
	if len(list) == 0 {
		for _, r := range e.Inference.Reasons {
			list = append(list, r.Text)
		}
	}
	return list
}
