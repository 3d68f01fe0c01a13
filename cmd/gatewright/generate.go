package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

func (a *app) generateCommand() *cli.Command {
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
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write the configuration to `FILE`"},
			&cli.StringSliceFlag{Name: "host", Usage: "where the backend is: `[NAME=]URL`; instead of what its document says"},
			&cli.StringSliceFlag{Name: "prefix", Usage: "put a `[NAME=]PATH` before the endpoints, of one service or of all"},
			&cli.StringFlag{Name: "encoding", Value: "smart", Usage: "smart decodes what the documents vouch for, no-op nothing, json all that can be"},
			&cli.StringFlag{Name: "created", Value: "gateway", Usage: "answers of status 201: gateway decodes them to a 200, keep passes them through"},
			&cli.StringFlag{Name: "name", Usage: "the configuration's name"},
			&cli.IntFlag{Name: "port", Usage: "the gateway's port", DefaultText: "8080"},
			&cli.StringFlag{Name: "timeout", Usage: "the gateway's timeout, such as 3s"},
			&cli.BoolFlag{Name: "check", Usage: "write nothing; print a diff and exit 1 when the file is out of date"},
			&cli.BoolFlag{Name: "diff", Usage: "write nothing; print what would change as a unified diff"},
			&cli.BoolFlag{Name: "dry-run", Usage: "write nothing; print the report only"},
			&cli.BoolFlag{Name: "into", Usage: "merge into a file that was not generated: append what is new"},
			&cli.BoolFlag{Name: "prune", Usage: "remove also endpoints of services that are not among the documents"},
			&cli.BoolFlag{Name: "force", Usage: "overwrite the file, whatever a hand has written or edited"},
			&cli.StringFlag{Name: "report", Value: "text", Usage: "the report's form: text, json, markdown or html"},
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "report every operation with its reasons"},
			&cli.BoolFlag{Name: "explain", Usage: "report every value of every endpoint, with its reason and its place in the document"},
			&cli.BoolFlag{Name: "comments", Usage: "write into each endpoint why it is as it is, as @comment"},
			&cli.BoolFlag{Name: "suggest", Usage: "write nothing; print which operations of several services could be one endpoint"},
			&cli.BoolFlag{Name: "allow-empty", Usage: "make a configuration without endpoints of documents without operations"},
			&cli.StringSliceFlag{Name: "header", Usage: "send a `HEADER` (\"Name: value\") when fetching documents"},
			&cli.DurationFlag{Name: "fetch-timeout", Value: 30 * time.Second, Usage: "give up fetching a document after this long"},
			&cli.StringSliceFlag{Name: "allow-remote-refs", Usage: "follow references, and redirections to private addresses, to this `HOST`"},
			&cli.StringFlag{Name: "ref-root", Usage: "follow references to files in this `DIR` and below, instead of the document's folder"},
			&cli.StringSliceFlag{Name: "server-var", Usage: "a value for a variable in the URLs of servers: `NAME=VALUE`"},
		}, choiceFlags()...),
		Action: func(c *cli.Context) error { return a.generate(c.Context, c) },
	}
}

func (a *app) generate(ctx context.Context, c *cli.Context) error {
	sources, opts, err := a.generateInput(c)
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
	services, err := a.loadSpecs(ctx, sources, specOptions{
		headers: c.StringSlice("header"), timeout: c.Duration("fetch-timeout"), remote: c.StringSlice("allow-remote-refs"),
		refRoot: c.String("ref-root"), serverVars: vars,
	})
	if err != nil {
		return err
	}
	if err := knownVars(vars, services); err != nil {
		return err
	}
	applySources(sources, services, &opts)
	if c.Bool("suggest") {
		return a.suggest(ctx, services, opts)
	}
	opts.Beside = to.beside()
	res, err := generate.Run(ctx, services, opts)
	if err != nil {
		return err
	}
	made, err := to.make(res, c.Bool("prune"))
	if err != nil {
		return err
	}
	if to.mode != modeCheck || c.Bool("verbose") || c.Bool("explain") {
		err = a.reportGenerated(c, res)
	} else {
		a.printFindings(res.Findings, false)
	}
	if err != nil {
		return err
	}
	if to.merge && len(res.Endpoints) == 0 && !opts.AllowEmpty {
		return errNo // it was reported; the file keeps what it has
	}
	if err := a.deliver(to, made, services); err != nil {
		return err
	}
	if worst, ok := diag.Worst(res.Findings); ok && worst == diag.Error {
		return errNo
	}
	return nil
}

// suggest prints what could be joined, as a part of the project file.
func (a *app) suggest(ctx context.Context, services []*spec.Service, opts generate.Options) error {
	list, err := generate.Suggest(ctx, services, opts)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		a.say("there is nothing to join: no two services tell of the same thing by a path like /users/{id}")
		return nil
	}
	_, err = io.WriteString(a.stdout, generate.Project(list))
	return err
}

// reportGenerated prints what became of every operation, to stderr. Errors are
// printed in any case.
func (a *app) reportGenerated(c *cli.Context, res *generate.Result) error {
	switch c.String("report") {
	case "json":
		return res.Report.JSON(a.stderr)
	case "markdown":
		return res.Report.Markdown(a.stderr)
	case "html":
		return res.Report.HTML(a.stderr)
	}
	a.printFindings(res.Findings, c.Bool("verbose"))
	if c.Bool("explain") {
		return res.Report.Explain(a.stderr)
	}
	if a.quiet {
		return nil
	}
	return res.Report.Text(a.stderr, c.Bool("verbose"))
}

// ownInput are the rules about what the user wrote for this run, not about the
// documents: their warnings are always shown.
var ownInput = map[string]bool{
	generate.RuleFilter: true, generate.RulePolicy: true, generate.RuleAuth: true, openapi.RuleOverlay: true,
}

// printFindings prints errors and what is about the user's own input, or all
// findings, with the other places that matter and what to do.
func (a *app) printFindings(findings []diag.Finding, all bool) {
	for _, f := range findings {
		if f.Severity != diag.Error && !all && (a.quiet || !ownInput[f.Rule]) {
			continue
		}
		fmt.Fprintln(a.stderr, f)
		for _, r := range f.Related {
			fmt.Fprintf(a.stderr, "  %s: %s: %s\n", r.Label, r.Span, r.Message)
		}
		if f.Hint != "" {
			fmt.Fprintf(a.stderr, "  hint: %s\n", f.Hint)
		}
	}
}
