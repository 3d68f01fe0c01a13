package convertcmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/kong"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/generate/ocelot"
	"github.com/gatewright/gatewright/generate/tyk"
	"github.com/gatewright/gatewright/spec"
)

func convertFlags() []cli.Flag {
	return slices.Concat(
		option.In("from and to",
			option.Unstated("from", "`WHOSE` configuration FILE is: "+strings.Join(gateways, ", "), "what it looks like", gateways...),
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
			option.Number("wildcard-depth", "write endpoints for `N` segments of a catch-all", 0, "3", 0, 8),
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

// checkConvert refuses options that do not go together.
func checkConvert(c *cli.Context) error {
	to := c.String("to")
	if f := c.String("format"); f != "" && !slices.Contains(forms[to], f) {
		if len(forms[to]) == 0 {
			return exit.Usagef("leave it out", "%s has one form only, --format names %q", to, f)
		}
		return exit.Usagef("it is "+strings.Join(forms[to], ", "), "unknown value %q of --format for %s", f, to)
	}
	return console.Vacant(c.String("output"), c.Bool("force"))
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
