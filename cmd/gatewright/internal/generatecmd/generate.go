// Package generatecmd has the commands that make configurations of documents:
// generate, and init, which writes the project file for it. What is generated
// is generate's; here are the options, and what happens to a file that is
// there already.
package generatecmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// action does what the commands here do, each in a method.
type action struct{ input.Inputs }

// Generate is the command generate.
func Generate(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "generate",
		Usage:     "make a configuration from OpenAPI documents",
		UsageText: "gatewright generate [options] [NAME=]SPEC...",
		Description: "A SPEC is a file, a URL or - for standard input: JSON or YAML, Swagger 2.0 or OpenAPI 3.\n" +
			"The configuration goes to stdout, the report of every operation to stderr.\n" +
			"Without SPEC the services of .gatewright.yaml are taken.\n" +
			"A FILE that is there already is brought up to date: what a hand has changed in it stays.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright generate users.json products.yaml -o krakend.json\n" +
			"  gatewright generate --host http://users:5000 users.json\n" +
			"  gatewright generate users=http://localhost:5001/swagger/v1/swagger.json --prefix users=/v1\n" +
			"  gatewright generate users.json -o krakend.json --check",
		Flags:  generateFlags(),
		Action: func(c *cli.Context) error { return a.generate(c.Context, c) },
	}
}

func (a action) generate(ctx context.Context, c *cli.Context) error {
	documents, opts, err := a.generateInput(c)
	if err != nil {
		return err
	}
	forms, err := option.Forms(c, "report", reports)
	if err != nil {
		return err
	}
	to, err := a.destination(c)
	if err != nil {
		return err
	}
	vars, err := serverVars(c.StringSlice("server-var"))
	if err != nil {
		return err
	}
	services, err := a.Specs(ctx, sourcesOf(documents), input.Fetch{
		Headers: c.StringSlice("header"), Timeout: c.Duration("fetch-timeout"), RefHosts: c.StringSlice("allow-remote-refs"),
		RefRoot: c.String("ref-root"), ServerVars: vars,
	})
	if err != nil {
		return err
	}
	if err := knownVars(vars, services); err != nil {
		return err
	}
	applyDocuments(documents, services, &opts)
	if c.Bool("suggest") {
		return a.suggest(ctx, services, opts)
	}
	opts.Beside = to.beside()
	res, err := generate.Run(ctx, services, opts)
	if err != nil {
		return inProject(c, err)
	}
	made, err := to.make(res, c.Bool("prune"))
	if err != nil {
		return err
	}
	if to.mode != modeCheck || c.Bool("verbose") || c.Bool("explain") || c.IsSet("report") {
		err = a.reportGenerated(c, res, forms)
	} else {
		a.printFindings(res.Findings, false)
	}
	if err != nil {
		return err
	}
	if to.merge && len(res.Endpoints) == 0 && !opts.AllowEmpty {
		return exit.ErrNo // it was reported; the file keeps what it has
	}
	if err := a.deliver(to, made, services); err != nil {
		return err
	}
	if worst, ok := diag.Worst(res.Findings); ok && worst == diag.Error {
		return exit.ErrNo
	}
	return nil
}

// inProject adds to an error about the host of a service where that can be
// written, when the service is one of the project file.
func inProject(c *cli.Context, err error) error {
	usage, ok := errors.AsType[*generate.UsageError](err)
	if !ok || c.Args().Present() || !strings.Contains(usage.Hint, "--host") {
		return err
	}
	return exit.WithHint(err, "or write it into "+project.Name+", as the host of the service")
}

// suggest prints what could be joined, as a part of the project file.
func (a action) suggest(ctx context.Context, services []*spec.Service, opts generate.Options) error {
	list, err := generate.Suggest(ctx, services, opts)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		a.Say("there is nothing to join: no two services tell of the same thing by a path like /users/{id}")
		return nil
	}
	_, err = io.WriteString(a.Stdout, generate.Project(list))
	return err
}

// reportGenerated tells what became of every operation, on stderr and in the
// files of --report. Errors are printed in any case.
func (a action) reportGenerated(c *cli.Context, res *generate.Result, forms []option.Form) error {
	for _, form := range forms {
		if form.File == "" {
			if err := a.printReport(c, res, form.Name); err != nil {
				return err
			}
			continue
		}
		var b bytes.Buffer
		if err := writeReport(&b, c, res.Report, form.Name); err != nil {
			return err
		}
		if err := a.Deliver(form.File, b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// printReport prints the report on stderr; as a text the findings stand before
// it.
func (a action) printReport(c *cli.Context, res *generate.Result, form string) error {
	if form == "text" {
		a.printFindings(res.Findings, c.Bool("verbose"))
		if a.Quiet && !c.Bool("explain") {
			return nil
		}
	}
	return writeReport(a.Stderr, c, res.Report, form)
}

func writeReport(w io.Writer, c *cli.Context, r *generate.Report, form string) error {
	switch {
	case form == "json":
		return r.JSON(w)
	case form == "markdown":
		return r.Markdown(w)
	case form == "html":
		return r.HTML(w)
	case c.Bool("explain"):
		return r.Explain(w)
	}
	return r.Text(w, c.Bool("verbose"))
}

// ownInput are the rules about what the user wrote for this run, not about the
// documents: their warnings are always shown.
var ownInput = map[string]bool{
	generate.RuleFilter: true, generate.RulePolicy: true, generate.RuleAuth: true, openapi.RuleOverlay: true,
}

// printFindings prints errors and what is about the user's own input, or all
// findings, with the other places that matter and what to do.
func (a action) printFindings(findings []diag.Finding, all bool) {
	for _, f := range findings {
		if f.Severity != diag.Error && !all && (a.Quiet || !ownInput[f.Rule]) {
			continue
		}
		fmt.Fprintln(a.Stderr, f)
		for _, r := range f.Related {
			fmt.Fprintf(a.Stderr, "  %s: %s: %s\n", r.Label, r.Span, r.Message)
		}
		if f.Hint != "" {
			fmt.Fprintf(a.Stderr, "  hint: %s\n", f.Hint)
		}
	}
}
