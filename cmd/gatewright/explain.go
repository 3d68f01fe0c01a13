package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/internal/suggest"
	"github.com/gatewright/gatewright/lint"
)

// explainEndpoint prints what a client of an endpoint gets, field by field.
func (a *app) explainEndpoint(ctx context.Context, c *cli.Context) error {
	p, err := a.project()
	if err != nil {
		return err
	}
	file := c.Args().First()
	if c.Args().Len() > 1 {
		return usagef("name one file", "there are %d arguments", c.Args().Len())
	}
	if file == "" {
		if file, err = a.configFile(p); err != nil {
			return err
		}
	}
	sources := projectSources(p)
	if c.IsSet("spec") {
		sources = bound(c.StringSlice("spec"))
	}
	services, err := a.loadSpecs(ctx, sources, specOptions{})
	if err != nil {
		return err
	}
	doc, found, err := a.load(file, "stdin.json")
	if err == nil {
		err = refusal(doc, found...)
	}
	if err != nil {
		return err
	}
	e, err := findEndpoint(doc, c.String("endpoint"))
	if err != nil {
		return err
	}
	if len(services) == 0 {
		a.say("without a document of the backend little is known: name one with --spec")
	}
	return printPreview(a.stdout, lint.PreviewOf(e, services))
}

// findEndpoint finds the endpoint that is written as "GET /path", or "/path"
// where only one method has it.
func findEndpoint(doc *config.Document, name string) (*config.Endpoint, error) {
	var found []*config.Endpoint
	var all []string
	for _, e := range doc.Service().Endpoints {
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
		return nil, usagef(hint, "%s has no endpoint %q", doc.Source.Name, name)
	}
	return nil, usagef(`write the method too: --endpoint "GET `+name+`"`, "%d endpoints are called %q", len(found), name)
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

// printBindings lists all backends with the operations that their calls reach.
func printBindings(w io.Writer, bindings []lint.Binding) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	count := map[lint.Match]int{}
	for _, b := range bindings {
		count[b.Match]++
		what := b.Why
		if b.Match == lint.Bound {
			what = b.Operations[0].Place()
		}
		fmt.Fprintf(t, "%s\t%s %s\t%s\t%s\n", b.Endpoint.ID(), b.Backend.HTTPMethod(), b.Backend.ID(), b.Match, what)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	var parts []string
	for _, m := range []lint.Match{lint.Bound, lint.Ambiguous, lint.Missing, lint.Undescribed} {
		if count[m] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[m], m))
		}
	}
	_, err := fmt.Fprintf(w, "%d backends: %s\n", len(bindings), strings.Join(parts, ", "))
	return err
}

// showBindings prints the bindings of files instead of their findings.
func (l *linter) showBindings(files []string) error {
	var failed []error
	for _, file := range files {
		doc, found, err := l.load(file, l.c.String("stdin-name"))
		if err == nil {
			err = refusal(doc, found...)
		}
		if err == nil {
			err = printBindings(l.stdout, lint.Bindings(doc, l.opts.Services))
		}
		if err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) > 0 {
		return joined(failed)
	}
	return nil
}
