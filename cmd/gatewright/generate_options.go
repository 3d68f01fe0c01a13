package main

import (
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/spec"
)

// choiceFlags are the options of generate that choose what is made of the
// documents.
func choiceFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "include", Usage: "generate only these: `GLOB` is \"/path\", \"METHOD /path\" or METHOD, with * and **"},
		&cli.StringSliceFlag{Name: "exclude", Usage: "leave these out: a `GLOB` as for --include"},
		&cli.StringSliceFlag{Name: "tag", Usage: "generate only operations with this `TAG`"},
		&cli.StringSliceFlag{Name: "exclude-tag", Usage: "leave out operations with this `TAG`"},
		&cli.BoolFlag{Name: "exclude-deprecated", Usage: "leave out deprecated operations"},
		&cli.BoolFlag{Name: "include-internal", Usage: "generate also what is marked x-internal"},
		&cli.StringFlag{Name: "on-conflict", Value: "error", Usage: "two operations of one endpoint: error, first, last, or prefix the later one's path with its service"},
		&cli.StringSliceFlag{Name: "server", Usage: "call this server of the document: `[NAME=]WHICH` is a description, a number from 1, or a URL"},
		&cli.StringFlag{Name: "base-path", Value: "strip", Usage: "the path of the server: strip leaves it out of endpoints, keep has it there"},
		&cli.StringFlag{Name: "errors", Value: "hide", Usage: "declared errors of decoded answers: hide makes them 500, code hands on their status"},
		&cli.StringFlag{Name: "open-query", Value: "names", Usage: "objects in the query string that may have any name: names lets declared ones through, star everything"},
		&cli.BoolFlag{Name: "forward-auth", Usage: "let the header Authorization through where it is declared as a parameter alone"},
		&cli.StringSliceFlag{Name: "overlay", Usage: "change the document as an OpenAPI overlay says: `[NAME=]FILE`"},
		&cli.BoolFlag{Name: "validate-bodies", Usage: "have the gateway check bodies that are required and JSON"},
	}
}

// oneOf reads an option that has few values; where it is not given, what the
// project file says.
func oneOf(c *cli.Context, flag, file string, values ...string) (string, error) {
	v := c.String(flag)
	if !c.IsSet(flag) && file != "" {
		v = file
	}
	for _, known := range values {
		if v == known {
			return v, nil
		}
	}
	return "", usagef("it is one of "+strings.Join(values, ", "), "unknown value %q of --%s", v, flag)
}

// generateInput turns the command line, and the project file behind it, into
// documents and options.
func (a *app) generateInput(c *cli.Context) ([]source, generate.Options, error) {
	opts := generate.Options{Hosts: map[string]string{}, PrefixOf: map[string]string{}, Of: map[string]generate.Choices{}}
	p, err := a.project()
	if err != nil {
		return nil, opts, err
	}
	if err := readWords(c, p, &opts); err != nil {
		return nil, opts, err
	}
	sources := documentsOf(c, p)
	if len(sources) == 0 {
		return nil, opts, usagef("gatewright generate users.json -o krakend.json", "name at least one OpenAPI document")
	}
	if err := readOverlays(c, sources); err != nil {
		return nil, opts, err
	}
	if err := readNamed(c, len(sources), &opts); err != nil {
		return nil, opts, err
	}
	opts.ValidateBodies = c.Bool("validate-bodies") || p.Generate.ValidateBodies && !c.IsSet("validate-bodies")
	applyProject(c, p, &opts)
	opts.Include, opts.Exclude = c.StringSlice("include"), c.StringSlice("exclude")
	opts.Tags, opts.ExcludeTags = c.StringSlice("tag"), c.StringSlice("exclude-tag")
	opts.ExcludeDeprecated, opts.IncludeInternal = c.Bool("exclude-deprecated"), c.Bool("include-internal")
	return sources, opts, nil
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
			a.Parts = append(a.Parts, generate.Part{Service: part.Service, Operation: part.Operation, Group: part.Group, Span: part.Span})
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
			return usagef(`write a number and a unit, such as 3s`, "--timeout %q is no duration", t)
		}
	}
	encoding, err := oneOf(c, "encoding", p.Generate.Encoding, "smart", "no-op", "json")
	if err != nil {
		return err
	}
	if opts.Infer.Policy, err = spec.ParsePolicy(encoding); err != nil {
		return usagef("", "%s", err)
	}
	created, err := oneOf(c, "created", p.Generate.Created, "gateway", "keep")
	if err != nil {
		return err
	}
	opts.Infer.KeepCreated = created == "keep"
	conflict, err := oneOf(c, "on-conflict", p.Generate.OnConflict, "error", "first", "last", "prefix")
	if err != nil {
		return err
	}
	if opts.OnConflict, err = generate.ParseOnConflict(conflict); err != nil {
		return usagef("", "%s", err)
	}
	basePath, err := oneOf(c, "base-path", p.Generate.BasePath, "strip", "keep")
	if err != nil {
		return err
	}
	opts.KeepBasePath = basePath == "keep"
	errors, err := oneOf(c, "errors", p.Generate.Errors, "hide", "code")
	if err != nil {
		return err
	}
	opts.ErrorCodes = errors == "code"
	open, err := oneOf(c, "open-query", p.Generate.OpenQuery, "names", "star")
	if err != nil {
		return err
	}
	opts.OpenQuery = open == "star"
	opts.ForwardAuth = c.Bool("forward-auth") || p.Generate.ForwardAuth && !c.IsSet("forward-auth")
	opts.AllowEmpty, opts.Comments = c.Bool("allow-empty"), c.Bool("comments") || p.Generate.Comments && !c.IsSet("comments")
	_, err = oneOf(c, "report", "", "text", "json", "markdown", "html")
	return err
}

// documentsOf returns the documents of the command line, or else those of the
// project file with what it says of each.
func documentsOf(c *cli.Context, p *project.File) []source {
	var sources []source
	for _, arg := range c.Args().Slice() {
		name, ref := named(arg)
		sources = append(sources, source{name: name, ref: ref})
	}
	if len(sources) > 0 {
		return sources
	}
	sources = projectSources(p)
	for i, s := range p.Services {
		sources[i].prefix, sources[i].choices = s.Prefix, serviceChoices(c, s)
	}
	return sources
}

// applySources gives the options what the project file says of each service,
// now that its name is known. Options beat it.
func applySources(sources []source, services []*spec.Service, opts *generate.Options) {
	for i, s := range sources {
		name := services[i].Name
		if _, ok := opts.PrefixOf[name]; !ok && s.prefix != "" {
			opts.PrefixOf[name] = s.prefix
		}
		if s.choices == nil {
			continue
		}
		choices := *s.choices
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
		if name, _ := named(v); name == "" {
			choices.Server = ""
		}
	}
	return choices
}

// readOverlays gives each document the overlays that change it.
func readOverlays(c *cli.Context, sources []source) error {
	for _, v := range c.StringSlice("overlay") {
		name, file := named(v)
		if name == "" && len(sources) > 1 {
			return usagef("write --overlay NAME=FILE", "--overlay %s does not say which of %d documents it changes", file, len(sources))
		}
		i := slices.IndexFunc(sources, func(s source) bool { return name == "" || s.name == name })
		if i < 0 {
			return usagef("name the document: "+name+"=SPEC", "--overlay names %q, which is none of the documents", name)
		}
		sources[i].overlays = append(sources[i].overlays, file)
	}
	return nil
}

// readNamed reads the options that are for one service or for all.
func readNamed(c *cli.Context, documents int, opts *generate.Options) error {
	for _, v := range c.StringSlice("host") {
		name, host := named(v)
		if name == "" && documents > 1 {
			return usagef("write --host NAME=URL", "--host %s does not say which of %d documents it is for", host, documents)
		}
		if name == "" {
			opts.Host = host
		}
		opts.Hosts[name] = host
	}
	delete(opts.Hosts, "")
	for _, v := range c.StringSlice("prefix") {
		if name, prefix := named(v); name == "" {
			opts.Prefix = prefix
		} else {
			opts.PrefixOf[name] = prefix
		}
	}
	for _, v := range c.StringSlice("server") {
		if name, server := named(v); name == "" {
			opts.Server = server
		} else {
			opts.Of[name] = generate.Choices{Server: server}
		}
	}
	return nil
}
