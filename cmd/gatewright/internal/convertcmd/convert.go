// Package convertcmd has the commands that write the same configuration
// otherwise: convert into that of another gateway or another format of text,
// migrate to today's version, fmt in the canonical layout.
package convertcmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

func convertFlags() []cli.Flag {
	return slices.Concat(
		option.In("from and to",
			&cli.StringFlag{Name: "from", Usage: "`WHOSE` configuration FILE is: " + strings.Join(gateways, ", "), DefaultText: "what it looks like"},
			option.Choice("to", "`WHAT` is made: krakend, ocelot, kong or tyk; or json, yaml or toml, which only write the file otherwise", targets...),
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, DefaultText: "the first", Usage: "print the result as `FORMAT` of the target: " +
				"24, legacy or reroutes of ocelot, dbless or deck of kong, oas or classic of tyk"},
			option.Edition(),
			option.Output(),
			option.Force(),
			&cli.BoolFlag{Name: "accept-loss", Usage: "write the result though protection is lost in it"},
		),
		option.In("what the source does not say",
			option.Choice("mode", "`HOW` answers are read: proxy passes everything through, api decodes what the documents of --spec vouch for", "proxy", "api"),
			option.Spec(),
			option.Host(),
			&cli.StringSliceFlag{Name: "jwt", Usage: "where the `KEYS` of tokens are: [PROVIDER=]URL[,ISSUER[,AUDIENCE]]"},
			&cli.IntFlag{Name: "wildcard-depth", Usage: "write endpoints for `N` segments of a catch-all", DefaultText: "3"},
			&cli.StringFlag{Name: "environment", Usage: "lay ocelot.`NAME`.json over the other parts"},
			&cli.BoolFlag{Name: "use-all-hosts", Usage: "share load between all hosts of an Ocelot route, also without a load balancer"},
			option.Name(),
			option.Port("that of FILE, or 8080"),
		),
		option.In("the report",
			option.Report(reports...),
			option.Verbose("every place, and what means nothing at run time"),
		),
	)
}

// The values of options: the first holds where none is given.
var (
	targets = []string{krakend.Format, ocelot.Format, kong.Format, tyk.Format, "json", "yaml", "toml"}
	reports = []string{"text", "json", "markdown"}
)

// forms are the forms of each target, the one that is written by itself first.
var forms = map[string][]string{
	ocelot.Format: {"24", "legacy", "reroutes"}, kong.Format: {"dbless", "deck"}, tyk.Format: {"oas", "classic"},
}

var gateways = []string{ocelot.Format, kong.Format, tyk.Format, krakend.Format}

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
	if err := a.writeConverted(out, result.Files, c.Bool("force")); err != nil {
		return err
	}
	for _, s := range []convert.Severity{convert.Lost, convert.Changed, convert.Approximated} {
		if report.Count(s) > 0 {
			return exit.ErrNo
		}
	}
	return nil
}

// checkConvert refuses options that do not go together.
func checkConvert(c *cli.Context) error {
	to := c.String("to")
	if from := c.String("from"); from != "" {
		if err := option.OneOf("from", from, gateways); err != nil {
			return err
		}
	}
	if f := c.String("format"); f != "" && !slices.Contains(forms[to], f) {
		if len(forms[to]) == 0 {
			return exit.Usagef("leave it out", "%s has one form only, --format names %q", to, f)
		}
		return exit.Usagef("it is "+strings.Join(forms[to], ", "), "unknown value %q of --format for %s", f, to)
	}
	if d := c.Int("wildcard-depth"); d < 0 || d > 8 {
		return exit.Usagef("it is a number from 0 to 8", "--wildcard-depth %d cannot be used", d)
	}
	return console.Vacant(c.String("output"), c.Bool("force"))
}

// convertInput reads the files.
func (a action) convertInput(c *cli.Context) ([]*config.Document, error) {
	var docs []*config.Document
	var failed []error
	for _, path := range c.Args().Slice() {
		doc, err := a.Open(path, "stdin")
		if err != nil {
			failed = append(failed, err)
			continue
		}
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

// convertOptions turns the command line into the options of the writers.
func (a action) convertOptions(ctx context.Context, c *cli.Context, inv *convert.Inventory) (krakend.Options, error) {
	opts := krakend.Options{
		Name: c.String("name"), Port: c.Int("port"), Depth: c.Int("wildcard-depth"), Typed: c.String("mode") == "api",
		Enterprise: c.String("edition") == "ee", Hosts: map[string]string{}, Keys: map[string]krakend.Keys{},
	}
	for _, v := range c.StringSlice("host") {
		name, url, ok := strings.Cut(v, "=")
		if !ok || url == "" {
			return opts, exit.Usagef("write --host NAME=URL", "--host %q names no service", v)
		}
		opts.Hosts[name] = strings.TrimSuffix(url, "/")
	}
	for _, v := range c.StringSlice("jwt") {
		name, keys, err := jwtOption(v)
		if err != nil {
			return opts, err
		}
		opts.Keys[name] = keys
	}
	var err error
	switch specs := c.StringSlice("spec"); {
	case len(specs) > 0:
		opts.Services, err = a.Specs(ctx, input.Bound(specs), input.Fetch{})
	case opts.Typed && len(inv.Documents) > 0:
		opts.Services, err = a.ownDocuments(ctx, inv)
	case opts.Typed:
		err = exit.Usagef("name them with --spec [SERVICE=]FILE", "--mode api needs the documents of the backends")
	case c.String("to") == ocelot.Format:
		opts.Services, err = a.projectDocuments(ctx)
	}
	return opts, err
}

// ownDocuments loads the documents that the source itself names. One that cannot
// be had costs its backend the types, not the conversion.
func (a action) ownDocuments(ctx context.Context, inv *convert.Inventory) ([]*spec.Service, error) {
	var services []*spec.Service
	for _, d := range inv.Documents {
		list, err := a.Specs(ctx, []input.Source{{Name: d.Service, Ref: d.Ref}}, input.Fetch{})
		if err != nil {
			inv.Lose(convert.Loss{Severity: convert.Changed, Code: "document", Place: d.Place,
				Message: fmt.Sprintf("the document of %q cannot be read: %v", d.Service, err), Hint: fmt.Sprintf("name another: --spec %s=FILE", d.Service)})
			continue
		}
		if d.Target != "" {
			origin, base := convert.SplitURL(d.Target)
			list[0].Servers = []spec.Server{{Origin: origin, BasePath: base}}
		}
		services = append(services, list...)
	}
	return services, nil
}

// projectDocuments are the documents of the project file, where there is one:
// people of .NET look for them beside the routes.
func (a action) projectDocuments(ctx context.Context) ([]*spec.Service, error) {
	p, err := a.Project()
	if err != nil || p == nil {
		return nil, err
	}
	return a.Specs(ctx, input.ProjectSources(p), input.Fetch{})
}

func jwtOption(v string) (string, krakend.Keys, error) {
	name, rest := "", v
	if n, r, ok := strings.Cut(v, "="); ok && !strings.Contains(n, "://") {
		name, rest = n, r
	}
	parts := strings.SplitN(rest, ",", 3)
	keys := krakend.Keys{URL: parts[0]}
	if !strings.HasPrefix(keys.URL, "https://") && !strings.HasPrefix(keys.URL, "http://") {
		return "", keys, exit.Usagef("write --jwt PROVIDER=https://…/jwks.json", "--jwt %q has no address of keys", v)
	}
	if len(parts) > 1 {
		keys.Issuer = parts[1]
	}
	if len(parts) > 2 && parts[2] != "" {
		keys.Audience = strings.Split(parts[2], ",")
	}
	return name, keys, nil
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

// reportConverted tells what was lost or changed, on stderr and in the files of
// --report.
func (a action) reportConverted(c *cli.Context, r *convert.Report, forms []option.Form) error {
	for _, form := range forms {
		var b bytes.Buffer
		var err error
		switch form.Name {
		case "json":
			err = r.JSON(&b)
		case "markdown":
			err = r.Markdown(&b)
		default:
			err = r.Text(&b, c.Bool("verbose"))
		}
		switch {
		case err != nil:
		case form.File != "":
			err = a.Deliver(form.File, b.Bytes())
		case form.Name != "text" || !a.Quiet || r.Worst() > convert.Defaulted:
			_, err = a.Stderr.Write(b.Bytes())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeConverted writes the first file to where the user wants it, the others
// beside it.
func (a action) writeConverted(out string, files []convert.File, force bool) error {
	if out == "" {
		if len(files) > 1 {
			return exit.Usagef("name the first one: -o "+files[0].Name, "the result is %d files", len(files))
		}
		_, err := a.Stdout.Write(files[0].Data)
		return err
	}
	paths := []string{out}
	for _, f := range files[1:] {
		path := filepath.Join(filepath.Dir(out), f.Name)
		if err := console.Vacant(path, force); err != nil {
			return err
		}
		paths = append(paths, path)
	}
	for i, f := range files {
		if f.Secret {
			if err := closeToOthers(paths[i]); err != nil {
				return err
			}
		}
		if err := config.WriteFile(paths[i], f.Data); err != nil {
			return err
		}
	}
	return nil
}

// closeToOthers makes a file that only its owner can read, before there is
// anything in it to read.
func closeToOthers(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = errors.Join(f.Chmod(0o600), f.Close())
	}
	if err != nil {
		return fmt.Errorf("writing %q: %w", path, exit.Cause(err))
	}
	return nil
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
