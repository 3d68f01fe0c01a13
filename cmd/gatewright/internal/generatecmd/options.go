package generatecmd

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/spec"
)

// The forms of the report, and the values of options that the project file has
// too. The first holds where nothing is said.
var (
	reports    = []string{"text", "json", "markdown", "html"}
	encodings  = []string{"smart", "no-op", "json"}
	created    = []string{"gateway", "keep"}
	onConflict = []string{"error", "first", "last", "prefix"}
	basePaths  = []string{"strip", "keep"}
	errorModes = []string{"hide", "code"}
	openQuery  = []string{"names", "star"}
)

func generateFlags() []cli.Flag {
	return slices.Concat(
		option.In("the file",
			option.Output(),
			option.Check("; the diff is printed"),
			option.Diff(""),
			&cli.BoolFlag{Name: "dry-run", Usage: "write nothing, report only"},
			&cli.BoolFlag{Name: "into", Usage: "merge into a file that was not generated: append what is new"},
			&cli.BoolFlag{Name: "prune", Usage: "remove also endpoints of services that are not among the documents"},
			option.Force(),
		),
		option.In("the gateway",
			option.Host(),
			&cli.StringSliceFlag{Name: "prefix", Usage: "put a path before the endpoints, of one service or of all: `[NAME=]PATH`"},
			option.Name(),
			option.Port("8080"),
			&cli.StringFlag{Name: "timeout", Usage: "the gateway's `TIME` for a request, such as 3s"},
		),
		option.In("what is generated",
			&cli.StringSliceFlag{Name: "include", Usage: "generate only these: `GLOB` is \"/path\", \"METHOD /path\" or METHOD, with * and **"},
			&cli.StringSliceFlag{Name: "exclude", Usage: "leave these out: a `GLOB` as for --include"},
			&cli.StringSliceFlag{Name: "tag", Usage: "generate only operations with this `TAG`"},
			&cli.StringSliceFlag{Name: "exclude-tag", Usage: "leave out operations with this `TAG`"},
			&cli.BoolFlag{Name: "exclude-deprecated", Usage: "leave out deprecated operations"},
			&cli.BoolFlag{Name: "include-internal", Usage: "generate also what is marked x-internal"},
			option.Choice("on-conflict", "`WHAT` becomes of two operations of one endpoint: error, first, last, or prefix the later one's path with its service", onConflict...),
			&cli.BoolFlag{Name: "allow-empty", Usage: "make a configuration without endpoints of documents without operations"},
			&cli.BoolFlag{Name: "suggest", Usage: "write nothing, print which operations of several services could be one endpoint"},
		),
		option.In("how it is generated",
			option.Choice("encoding", "`HOW` answers are read: smart decodes what the documents vouch for, no-op nothing, json all that can be", encodings...),
			option.Choice("created", "`HOW` answers of status 201 are read: gateway decodes them to a 200, keep passes them through", created...),
			option.Choice("errors", "`HOW` declared errors of decoded answers come: hide makes them 500, code hands on their status", errorModes...),
			option.Choice("base-path", "`WHAT` becomes of the path of the server: strip leaves it out of endpoints, keep has it there", basePaths...),
			option.Choice("open-query", "`WHICH` names of objects in the query string pass where any may come: names lets declared ones through, star everything", openQuery...),
			&cli.BoolFlag{Name: "forward-auth", Usage: "let the header Authorization through where it is declared as a parameter alone"},
			&cli.BoolFlag{Name: "validate-bodies", Usage: "have the gateway check bodies that are required and JSON"},
			&cli.BoolFlag{Name: "comments", Usage: "write into each endpoint why it is as it is, as @comment"},
		),
		option.In("the documents",
			&cli.StringSliceFlag{Name: "server", Usage: "call this server of the document, by its description, its number from 1, or its URL: `[NAME=]WHICH`"},
			&cli.StringSliceFlag{Name: "server-var", Usage: "a value for a variable in the URLs of servers: `NAME=VALUE`"},
			&cli.StringSliceFlag{Name: "overlay", Usage: "change the document as an OpenAPI overlay says: `[NAME=]FILE`"},
			&cli.StringSliceFlag{Name: "allow-remote-refs", Usage: "follow references, and redirections to private addresses, to this `HOST`"},
			&cli.StringFlag{Name: "ref-root", Usage: "follow references to files in this `DIR` and below, instead of the document's folder"},
			option.Header(),
			option.FetchTimeout(),
		),
		option.In("the report",
			option.Report(reports...),
			option.Verbose("every operation with its reasons"),
			&cli.BoolFlag{Name: "explain", Usage: "report every value of every endpoint, with its reason and its place in the document"},
		),
	)
}

// word is the value of an option; where that is not given, what the project file
// says.
func word(c *cli.Context, flag, file string) string {
	if !c.IsSet(flag) && file != "" {
		return file
	}
	return c.String(flag)
}

// generateInput turns the command line, and the project file behind it, into
// documents and options.
func (a action) generateInput(c *cli.Context) ([]document, generate.Options, error) {
	opts := generate.Options{Hosts: map[string]string{}, PrefixOf: map[string]string{}, Of: map[string]generate.Choices{}}
	p, err := a.Project()
	if err != nil {
		return nil, opts, err
	}
	if err := readWords(c, p, &opts); err != nil {
		return nil, opts, err
	}
	documents := documentsOf(c, p)
	if len(documents) == 0 {
		return nil, opts, exit.Usagef("gatewright generate users.json -o krakend.json", "name at least one OpenAPI document")
	}
	if err := readOverlays(c, documents); err != nil {
		return nil, opts, err
	}
	if err := readNamed(c, len(documents), &opts); err != nil {
		return nil, opts, err
	}
	opts.ValidateBodies = c.Bool("validate-bodies") || p.Generate.ValidateBodies && !c.IsSet("validate-bodies")
	applyProject(c, p, &opts)
	opts.Include, opts.Exclude = c.StringSlice("include"), c.StringSlice("exclude")
	opts.Tags, opts.ExcludeTags = c.StringSlice("tag"), c.StringSlice("exclude-tag")
	opts.ExcludeDeprecated, opts.IncludeInternal = c.Bool("exclude-deprecated"), c.Bool("include-internal")
	return documents, opts, nil
}

// applyProject takes over what the project file says of all services.
func applyProject(c *cli.Context, p *project.File, opts *generate.Options) {
	applyRules(p, opts)
	if c.Args().Present() {
		return // aggregates are of the services of the file
	}
	opts.Aggregates = []generate.Aggregate{}
	for _, one := range p.Aggregates {
		a := generate.Aggregate{Endpoint: one.Endpoint, Method: one.Method, Timeout: one.Timeout, Span: one.Span}
		for _, part := range one.Parts {
			a.Parts = append(a.Parts, generate.Part{Service: part.Service, Operation: part.Operation, Group: part.Group, Params: part.Params, Span: part.Span})
		}
		opts.Aggregates = append(opts.Aggregates, a)
	}
}

// applyRules takes over what the project file says of whatever is generated:
// authentication, policies, and what holds for the whole gateway.
func applyRules(p *project.File, opts *generate.Options) {
	opts.Auth = map[string]generate.Auth{}
	for name, a := range p.Auth {
		opts.Auth[name] = generate.Auth{Settings: a.Settings, KeepToken: a.KeepToken}
	}
	for _, policy := range p.Policies {
		opts.Policies = append(opts.Policies, generate.Policy{
			Paths: policy.Paths, Tags: policy.Tags, Methods: policy.Methods, Services: policy.Services,
			Timeout: policy.Timeout, CacheTTL: policy.CacheTTL, Span: policy.Span,
			Extra: generate.SettingsOf(map[string]*syntax.Node{"qos/ratelimit/router": policy.RateLimit}),
			BackendExtra: generate.SettingsOf(map[string]*syntax.Node{
				"qos/ratelimit/proxy": policy.BackendRateLimit, "qos/circuit-breaker": policy.CircuitBreaker,
			}),
		})
	}
	opts.Extra = generate.SettingsOf(map[string]*syntax.Node{"security/cors": p.CORS})
}

// ProjectOptions are what the project file says of generating, without the
// services.
func ProjectOptions(p *project.File) (opts generate.Options, err error) {
	g := p.Generate
	opts.Timeout, opts.ValidateBodies = g.Timeout, g.ValidateBodies
	opts.Infer.KeepCreated, opts.KeepBasePath, opts.ErrorCodes = g.Created == "keep", g.BasePath == "keep", g.Errors == "code"
	if opts.Infer.Policy, err = spec.ParsePolicy(g.Encoding); err != nil {
		return opts, fmt.Errorf("the project file: %w", err)
	}
	if opts.OnConflict, err = generate.ParseOnConflict(g.OnConflict); err != nil {
		return opts, fmt.Errorf("the project file: %w", err)
	}
	applyRules(p, &opts)
	return opts, nil
}

// readWords reads the options that have one value.
func readWords(c *cli.Context, p *project.File, opts *generate.Options) error {
	opts.Name, opts.Port, opts.Timeout = p.Generate.Name, p.Generate.Port, p.Generate.Timeout
	if c.IsSet("name") {
		opts.Name = c.String("name")
	}
	if c.IsSet("port") {
		opts.Port = c.Int("port")
	}
	if c.IsSet("timeout") {
		opts.Timeout = c.String("timeout")
	}
	if t := opts.Timeout; t != "" {
		if d, err := time.ParseDuration(t); err != nil || d <= 0 {
			return exit.Usagef(`write a number and a unit, such as 3s`, "--timeout %q is no duration", t)
		}
	}
	var err error
	if opts.Infer.Policy, err = spec.ParsePolicy(word(c, "encoding", p.Generate.Encoding)); err != nil {
		return exit.Usagef("", "%s", err)
	}
	if opts.OnConflict, err = generate.ParseOnConflict(word(c, "on-conflict", p.Generate.OnConflict)); err != nil {
		return exit.Usagef("", "%s", err)
	}
	opts.Infer.KeepCreated = word(c, "created", p.Generate.Created) == "keep"
	opts.KeepBasePath = word(c, "base-path", p.Generate.BasePath) == "keep"
	opts.ErrorCodes = word(c, "errors", p.Generate.Errors) == "code"
	opts.OpenQuery = word(c, "open-query", p.Generate.OpenQuery) == "star"
	opts.ForwardAuth = c.Bool("forward-auth") || p.Generate.ForwardAuth && !c.IsSet("forward-auth")
	opts.AllowEmpty, opts.Comments = c.Bool("allow-empty"), c.Bool("comments") || p.Generate.Comments && !c.IsSet("comments")
	return nil
}

// document is one that endpoints are generated from.
type document struct {
	input.Source
	prefix  string
	choices *generate.Choices // nil for none
}

// documentsOf returns the documents of the command line, or else those of the
// project file with what it says of each.
func documentsOf(c *cli.Context, p *project.File) []document {
	var documents []document
	for _, arg := range c.Args().Slice() {
		name, ref := input.Named(arg)
		documents = append(documents, document{Source: input.Source{Name: name, Ref: ref}})
	}
	if len(documents) > 0 {
		return documents
	}
	for i, source := range input.ProjectSources(p) {
		s := p.Services[i]
		documents = append(documents, document{source, s.Prefix, serviceChoices(c, s)})
	}
	return documents
}

func sourcesOf(documents []document) []input.Source {
	var sources []input.Source
	for _, d := range documents {
		sources = append(sources, d.Source)
	}
	return sources
}

// applyDocuments gives the options what the project file says of each service,
// now that its name is known. Options beat it.
func applyDocuments(documents []document, services []*spec.Service, opts *generate.Options) {
	for i, d := range documents {
		name := services[i].Name
		if _, ok := opts.PrefixOf[name]; !ok && d.prefix != "" {
			opts.PrefixOf[name] = d.prefix
		}
		if d.choices == nil {
			continue
		}
		choices := *d.choices
		if given, ok := opts.Of[name]; ok {
			choices.Server = given.Server
		}
		opts.Of[name] = choices
	}
}

// serviceChoices are those that the project file makes for one service. An
// option that is given for all beats them.
func serviceChoices(c *cli.Context, s project.Service) *generate.Choices {
	choices := &generate.Choices{
		Include: s.Include, Exclude: s.Exclude, Tags: s.Tags, ExcludeTags: s.ExcludeTags,
		ExcludeDeprecated: s.ExcludeDeprecated, IncludeInternal: s.IncludeInternal,
		Server: s.Server, KeepBasePath: s.BasePath == "keep", ErrorCodes: s.Errors == "code",
	}
	if c.IsSet("base-path") {
		choices.KeepBasePath = false
	}
	if c.IsSet("errors") {
		choices.ErrorCodes = false
	}
	for _, v := range c.StringSlice("server") {
		if name, _ := input.Named(v); name == "" {
			choices.Server = ""
		}
	}
	return choices
}

// readOverlays gives each document the overlays that change it.
func readOverlays(c *cli.Context, documents []document) error {
	for _, v := range c.StringSlice("overlay") {
		name, file := input.Named(v)
		if name == "" && len(documents) > 1 {
			return exit.Usagef("write --overlay NAME=FILE", "--overlay %s does not say which of %d documents it changes", file, len(documents))
		}
		i := slices.IndexFunc(documents, func(d document) bool { return name == "" || d.Name == name })
		if i < 0 {
			return exit.Usagef("name the document: "+name+"=SPEC", "--overlay names %q, which is none of the documents", name)
		}
		documents[i].Overlays = append(documents[i].Overlays, file)
	}
	return nil
}

// readNamed reads the options that are for one service or for all.
func readNamed(c *cli.Context, documents int, opts *generate.Options) error {
	for _, v := range c.StringSlice("host") {
		name, host := input.Named(v)
		if name == "" && documents > 1 {
			return exit.Usagef("write --host NAME=URL", "--host %s does not say which of %d documents it is for", host, documents)
		}
		if name == "" {
			opts.Host = host
		}
		opts.Hosts[name] = host
	}
	delete(opts.Hosts, "")
	for _, v := range c.StringSlice("prefix") {
		if name, prefix := input.Named(v); name == "" {
			opts.Prefix = prefix
		} else {
			opts.PrefixOf[name] = prefix
		}
	}
	for _, v := range c.StringSlice("server") {
		if name, server := input.Named(v); name == "" {
			opts.Server = server
		} else {
			opts.Of[name] = generate.Choices{Server: server}
		}
	}
	return nil
}

// serverVars reads the values of --server-var NAME=VALUE.
func serverVars(values []string) (map[string]string, error) {
	vars := map[string]string{}
	for _, v := range values {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, exit.Usagef("write --server-var NAME=VALUE", "--server-var %q names no value", v)
		}
		vars[name] = value
	}
	return vars, nil
}

// knownVars refuses variables that no server of the documents has.
func knownVars(vars map[string]string, services []*spec.Service) error {
	var known []string
	for _, svc := range services {
		known = append(known, svc.Variables...)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if slices.Contains(known, name) {
			continue
		}
		hint := "their URLs have no variables"
		if len(known) > 0 {
			hint = "they have " + strings.Join(known, ", ")
		}
		return exit.Usagef(hint, "--server-var names %q, which no server of the documents has", name)
	}
	return nil
}
