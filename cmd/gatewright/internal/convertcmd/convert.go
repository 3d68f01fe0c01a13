// Package convertcmd has the commands that write the same configuration
// otherwise: convert into that of another gateway or another format of text,
// migrate to today's version, fmt in the canonical layout.
package convertcmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/kong"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/generate/ocelot"
	"github.com/gatewright/gatewright/generate/tyk"
	"github.com/gatewright/gatewright/spec"
)

// action does what the commands here do, each in a method.
type action struct{ input.Inputs }

// Convert is the command convert.
func Convert(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "convert",
		Usage:     "turn the configuration of another gateway into one of this, and back",
		UsageText: "gatewright convert [options] FILE...",
		Description: "FILE is a configuration of Ocelot, Kong, Tyk or KrakenD; several are the parts of one. What\n" +
			"it is of is told by --from, or by the file. The result goes to stdout, the report of what\n" +
			"was lost or changed to stderr. Nothing that protects is lost without --accept-loss.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright convert ocelot.json -o krakend.json\n" +
			"  gatewright convert --from kong kong.yml --jwt jwt=https://id.example.org/jwks.json\n" +
			"  gatewright convert kong.yml --edition ee -o krakend.json\n" +
			"  gatewright convert --to tyk krakend.json -o apis/shop.json\n" +
			"  gatewright convert --to yaml krakend.json -o krakend.yaml",
		Flags:  convertFlags(),
		Action: func(c *cli.Context) error { return a.convert(c.Context, c) },
	}
}

func (a action) convert(ctx context.Context, c *cli.Context) error {
	if c.NArg() == 0 {
		return exit.Usagef("gatewright convert ocelot.json -o krakend.json", "name the configuration to convert")
	}
	out := c.String("output")
	if out == "-" {
		out = ""
	}
	if err := checkConvert(c); err != nil {
		return err
	}
	told, err := option.Forms(c, "report", reports)
	if err != nil {
		return err
	}
	docs, err := a.convertInput(c)
	if err != nil {
		return err
	}
	if f, ok := textFormat(c.String("to")); ok {
		return a.rewrite(docs, f, out)
	}
	from, err := formatOf(c.String("from"), docs)
	if err != nil {
		return err
	}
	if from == c.String("to") {
		return exit.Usagef("--to json lays it out anew, --to yaml and --to toml write it otherwise", "%s is a configuration of %s already", docs[0].Source.Name, from)
	}
	inv, err := a.inventory(c, from, docs)
	if err != nil {
		return err
	}
	if len(inv.Routes) == 0 && len(inv.Losses) == 0 {
		return fmt.Errorf("%s: there are no routes to convert", docs[0].Source.Name)
	}
	opts, err := a.convertOptions(ctx, c, inv)
	if err != nil {
		return err
	}
	result := writeTo(target{c.String("to"), c.String("format")}, inv, opts)
	report := convert.NewReport(inv, result, c.String("to"))
	if err := a.reportConverted(c, report, told); err != nil {
		return err
	}
	if n := report.Count(convert.Security); n > 0 && !c.Bool("accept-loss") {
		fmt.Fprintf(a.Stderr, "gatewright convert: protection is lost at %s, nothing is written\nhint: mend it with the options that the report names, or write the result with --accept-loss\n", console.Plural(n, "place"))
		return exit.ErrNo
	}
	if result.Files[0], err = a.named(out, result.Files[0]); err != nil {
		return err
	}
	if err := a.writeConverted(out, result.Files, c.Bool("force")); err != nil {
		return err
	}
	if behavesOtherwise(report) {
		return exit.ErrNo
	}
	return nil
}

// behavesOtherwise reports losses that nobody has accepted: those of protection
// are, where the result is written.
func behavesOtherwise(r *convert.Report) bool {
	return r.Count(convert.Lost)+r.Count(convert.Changed)+r.Count(convert.Approximated) > 0
}

// convertInput reads the files.
func (a action) convertInput(c *cli.Context) ([]*config.Document, error) {
	var docs []*config.Document
	var failed []error
	for _, path := range c.Args().Slice() {
		doc, err := a.Open(path, "stdin")
		if errors.Is(err, fs.ErrNotExist) && len(docs) > 0 {
			err = exit.WithHint(err, "the result goes to a file with -o "+path)
		}
		if err != nil {
			failed = append(failed, err)
			continue
		}
		a.SayPassedOver(doc.Root)
		docs = append(docs, doc)
	}
	if len(failed) > 0 {
		return nil, exit.Join(failed)
	}
	return docs, nil
}

// formatOf tells whose configuration the files are.
func formatOf(stated string, docs []*config.Document) (string, error) {
	checks := map[string]func(*syntax.Node) bool{ocelot.Format: ocelot.Is, kong.Format: kong.Is, tyk.Format: tyk.Is, krakend.Format: krakend.Is}
	found := ""
	var faults []diag.Finding
	for _, doc := range docs {
		// A file with a template's expressions is read as the converters read it.
		text := &convert.Inventory{}
		root := text.Parse(doc.Source)
		faults = append(faults, text.Findings...)
		if err := unread(faults, docs); err != nil && len(docs) == 1 {
			return "", err
		}
		if root == nil || stated != "" && checks[stated](root) {
			continue
		}
		looks := ""
		for _, name := range gateways {
			if checks[name](root) {
				looks = name
				break
			}
		}
		switch {
		case looks == "" && stated != "" && len(docs) > 1:
		case looks == "" && stated != "":
			return "", fmt.Errorf("%s does not look like a configuration of %s", doc.Source.Name, stated)
		case looks == "":
			if len(docs) == 1 {
				return "", exit.Usagef("say what it is: --from ocelot, kong, tyk or krakend", "%s looks like the configuration of no gateway that is known here", doc.Source.Name)
			}
		case stated != "":
			return "", exit.Usagef(fmt.Sprintf("write --from %s", looks), "%s is no configuration of %s, it looks like one of %s", doc.Source.Name, stated, looks)
		case found != "" && found != looks:
			return "", exit.Usagef("convert them one by one", "%s looks like a configuration of %s, the files before it are of %s", doc.Source.Name, looks, found)
		default:
			found = looks
		}
	}
	if stated != "" {
		return stated, nil
	}
	if found == "" {
		if err := unread(faults, docs); err != nil {
			return "", err
		}
		return "", exit.Usagef("say what it is: --from ocelot, kong, tyk or krakend", "the files look like the configuration of no gateway that is known here")
	}
	return found, nil
}

// inventory reads the files into neutral words.
func (a action) inventory(c *cli.Context, from string, docs []*config.Document) (*convert.Inventory, error) {
	var sources []*syntax.Source
	for _, doc := range docs {
		sources = append(sources, doc.Source)
	}
	var inv *convert.Inventory
	switch from {
	case ocelot.Format:
		inv = ocelot.Read(sources, ocelot.Options{Environment: c.String("environment"), AllHosts: c.Bool("use-all-hosts")})
	case kong.Format:
		inv = kong.Read(sources)
	case tyk.Format:
		inv = tyk.Read(sources)
	default:
		if len(docs) > 1 {
			return nil, exit.Usagef("", "a configuration of KrakenD is one file, %d are named", len(docs))
		}
		inv = krakend.Read(docs[0])
	}
	return inv, unread(inv.Findings, docs)
}

// unread is the error of files of which no configuration could be read: the
// findings for which that is so, nil where there is none.
func unread(findings []diag.Finding, docs []*config.Document) error {
	findings = slices.DeleteFunc(slices.Clone(findings), func(f diag.Finding) bool {
		return f.Severity != diag.Error || f.Effect != diag.Refused
	})
	if len(findings) == 0 {
		return nil
	}
	for _, doc := range docs {
		if strings.Contains(doc.Source.Text, "{{") {
			return &unrendered{exit.Findings(findings)}
		}
	}
	return exit.Findings(findings)
}

// unrendered is the error of a file that is no configuration yet but the
// template of one.
type unrendered struct{ error }

// Hint says what to do first.
func (*unrendered) Hint() string {
	return "it looks like a template: render it, and convert the result"
}

// target is a format in one of its forms.
type target struct{ format, form string }

func writeTo(to target, inv *convert.Inventory, opts krakend.Options) *convert.Output {
	switch to.format {
	case ocelot.Format:
		version := map[string]ocelot.Version{"legacy": ocelot.Legacy, "reroutes": ocelot.ReRoutes}[to.form]
		return ocelot.Write(inv, ocelot.WriteOptions{Version: version, Documents: listedDocuments(opts.Services)})
	case kong.Format:
		return kong.Write(inv, kong.WriteOptions{Enterprise: opts.Enterprise, Deck: to.form == "deck"})
	case tyk.Format:
		return tyk.Write(inv, tyk.WriteOptions{Classic: to.form == "classic"})
	}
	return krakend.Write(inv, opts)
}

// listedDocuments are documents of backends in the words of Ocelot.
func listedDocuments(services []*spec.Service) []ocelot.Document {
	var list []ocelot.Document
	for _, svc := range services {
		d := ocelot.Document{Key: svc.Name, Title: svc.Title, Release: "v1", URL: svc.Origin, Hosts: svc.Hosts}
		if v := svc.Root.At("/info/version").Str(); v != "" {
			d.Release = v
		}
		for _, s := range svc.Servers {
			if s.Origin != "" {
				d.Hosts = append(d.Hosts, s.Origin)
			}
		}
		list = append(list, d)
	}
	return list
}

// textFormat tells the names of formats of text from those of gateways.
func textFormat(name string) (syntax.Format, bool) {
	switch name {
	case "json":
		return syntax.JSON, true
	case "yaml":
		return syntax.YAML, true
	case "toml":
		return syntax.TOML, true
	}
	return 0, false
}
