package lintcmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/internal/suggest"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/field"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/lint/rule"
)

// Explain is the command explain.
func Explain(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "explain",
		Usage:     "explain a lint rule, a field, or what an endpoint answers",
		UsageText: "gatewright explain RULE\n   gatewright explain FIELD\n   gatewright explain --endpoint \"GET /path\" [--spec [HOST=]FILE]... [FILE]",
		Description: "Says what is wrong, what the gateway does with it and how it is mended, with a wrong and a\n" +
			"right configuration. Of a field it says what it means and takes, where it is read, and which\n" +
			"rules are about it. With --endpoint it says what clients get of an endpoint, field by field,\n" +
			"when its backends answer as their documents say.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright explain collection-missing\n" +
			"  gatewright explain is_collection\n" +
			"  gatewright explain qos/ratelimit/router.max_rate\n" +
			"  gatewright explain --endpoint \"GET /v1/users\" --spec users.yaml gateway.json",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "endpoint", Usage: "say what clients get of this `ENDPOINT`: \"GET /path\""},
			option.Spec(),
		}, option.Templates()...),
		Action: func(c *cli.Context) error {
			if c.IsSet("endpoint") {
				return a.explainEndpoint(c.Context, c)
			}
			if c.Args().Len() != 1 {
				return exit.Usagef("run 'gatewright rules' for the ids of rules", "name one rule or field")
			}
			name := c.Args().First()
			if r, ok := rule.Find(name); ok {
				return report.Explain(a.Stdout, r)
			}
			return a.explainField(c.Context, name)
		},
	}
}

// explainField explains every field of a name.
func (a action) explainField(ctx context.Context, name string) error {
	if now, former := field.Former(name); former {
		a.Say("%q is the former name of %q", name, now)
		name = now
	}
	found := field.Find(name)
	if len(found) == 0 {
		hint := ruleHint(&lint.UnknownRuleError{ID: name, Near: rule.Suggest(name)})
		if near := field.Suggest(name); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return exit.Usagef(hint, "there is no rule and no field %q", name)
	}
	for i, f := range found {
		if i > 0 {
			if _, err := fmt.Fprintln(a.Stdout); err != nil {
				return err
			}
		}
		rules, err := f.Rules(ctx)
		if err != nil {
			return err
		}
		if err := report.ExplainField(a.Stdout, f, rules); err != nil {
			return err
		}
	}
	return nil
}

// explainEndpoint prints what a client of an endpoint gets, field by field.
func (a action) explainEndpoint(ctx context.Context, c *cli.Context) error {
	p, err := a.Project()
	if err != nil {
		return err
	}
	file := c.Args().First()
	if c.Args().Len() > 1 {
		return exit.Usagef("name one file", "there are %d arguments", c.Args().Len())
	}
	if file == "" {
		if file, err = a.ConfigFile(p); err != nil {
			return err
		}
	}
	services, err := a.Specs(ctx, input.SpecSources(c, p), input.Fetch{})
	if err != nil {
		return err
	}
	l, err := a.Load(c, file, "stdin.json")
	if err == nil {
		err = input.Refusal(l.Doc, l.Found...)
	}
	if err != nil {
		return err
	}
	e, err := findEndpoint(l.Doc, c.String("endpoint"))
	if err != nil {
		return err
	}
	if len(services) == 0 {
		a.Say("without a document of the backend little is known: name one with --spec")
	}
	return printPreview(a.Stdout, lint.PreviewOf(e, services))
}

// findEndpoint finds the endpoint that is written as "GET /path", or "/path"
// where only one method has it.
func findEndpoint(doc *config.Document, name string) (*config.Endpoint, error) {
	var found []*config.Endpoint
	var all []string
	for _, e := range doc.Service().Endpoints() {
		id := e.HTTPMethod() + " " + e.Route()
		all = append(all, id)
		if strings.EqualFold(strings.Join(strings.Fields(name), " "), id) || name == e.Route() {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		hint := `write --endpoint "GET /path"`
		if near := suggest.Near(name, all); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return nil, exit.Usagef(hint, "%s has no endpoint %q", doc.Source.Name, name)
	}
	return nil, exit.Usagef(`write the method too: --endpoint "GET `+name+`"`, "%d endpoints are called %q", len(found), name)
}

func printPreview(w io.Writer, p *lint.Preview) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s, as %s\n", p.Endpoint.ID(), p.Output)
	for _, one := range p.Bindings {
		fmt.Fprintf(&b, "  %s\n", bindingLine(one))
	}
	b.WriteByte('\n')
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	if p.Answer == nil {
		fmt.Fprintln(t, "no answer")
	} else {
		printValue(t, "", "", p.Answer, false)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(p.Notes) > 0 {
		b.WriteByte('\n')
	}
	for _, note := range p.Notes {
		fmt.Fprintf(&b, "note: %s\n", note)
	}
	_, err := w.Write(trailing.ReplaceAll(b.Bytes(), nil))
	return err
}

// trailing are the blanks that stand before the end of a line of a table.
var trailing = regexp.MustCompile(`(?m) +$`)

// printValue writes a value and what is in it, a line each: its name, what it
// is, and the place in the document that says so.
func printValue(w io.Writer, indent, name string, v *lint.Value, optional bool) {
	kind := v.Type
	for list := v; list.Body == fact.ArrayBody && list.Items != nil; {
		list = list.Items
		kind += " of " + list.Type
	}
	if optional {
		kind += ", may be missing"
	}
	label := indent + name
	if label == "" {
		label = "answer"
	}
	fmt.Fprintf(w, "%s\t%s\t%s\n", label, kind, v.From)
	for v.Body == fact.ArrayBody && v.Items != nil {
		v = v.Items
	}
	for _, m := range v.Members {
		printValue(w, indent+"  ", m.Name, m.Value, m.Optional)
	}
	if v.Open {
		fmt.Fprintf(w, "%s  …\tmore that no document names\t\n", indent)
	}
}

// bindingLine says which operation a backend's call reaches.
func bindingLine(b lint.Binding) string {
	line := b.Backend.HTTPMethod() + " " + b.Backend.ID() + ": "
	if b.Match == lint.Bound {
		return line + b.Operations[0].Place()
	}
	return line + string(b.Match) + ": " + b.Why
}
