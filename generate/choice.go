package generate

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/spec"
)

// Choices are what can be chosen for all services and for one.
type Choices struct {
	// Include and Exclude are globs of operations: "/path", "METHOD /path" or
	// "METHOD". In a path * is any text within a segment, ** any text. Only what
	// is included, and not excluded, is generated; without Include all are.
	Include, Exclude []string
	// Tags and ExcludeTags do the same by the tags of operations.
	Tags, ExcludeTags []string
	ExcludeDeprecated bool
	// IncludeInternal generates also what is marked x-internal.
	IncludeInternal bool
	// Server is which of a document's servers is called: its description, its
	// number from 1, or its URL. "" is the first that can be called.
	Server string
	// KeepBasePath puts the path of the server before endpoints, too.
	KeepBasePath bool
	// ErrorCodes hands on the statuses of declared errors.
	ErrorCodes bool
}

// filter are the choices about operations, compiled.
type filter struct {
	include, exclude  []*glob
	tags, excludeTags []*glob
	deprecated        bool // are generated
}

// glob is one pattern of operations or one tag.
type glob struct {
	flag, text string
	methods    []string // nil for all
	path       *regexp.Regexp
	used       bool // it matched something
}

// choose compiles the choices for a service.
func (g *generator) choose(u *unit) error {
	if g.filter == nil {
		var err error
		if g.filter, err = compileFilter(g.opts.Choices); err != nil {
			return err
		}
	}
	own := g.opts.Of[u.name]
	f, err := compileFilter(own)
	if err != nil {
		return err
	}
	u.filters = []*filter{g.filter, f}
	g.filters = append(g.filters, f)
	u.choices = own
	if own.Server == "" {
		u.choices.Server = g.opts.Server
	}
	u.choices.IncludeInternal = own.IncludeInternal || g.opts.IncludeInternal
	u.choices.KeepBasePath = own.KeepBasePath || g.opts.KeepBasePath
	u.infer = g.opts.Infer
	u.infer.ErrorCodes = u.infer.ErrorCodes || own.ErrorCodes || g.opts.ErrorCodes
	return g.checkServer(u, own.Server != "")
}

func compileFilter(c Choices) (*filter, error) {
	f := &filter{deprecated: !c.ExcludeDeprecated}
	for _, one := range []struct {
		flag  string
		texts []string
		dst   *[]*glob
	}{{"--include", c.Include, &f.include}, {"--exclude", c.Exclude, &f.exclude}} {
		for _, text := range one.texts {
			compiled, err := compileGlob(one.flag, text)
			if err != nil {
				return nil, err
			}
			*one.dst = append(*one.dst, compiled)
		}
	}
	for _, tag := range c.Tags {
		f.tags = append(f.tags, &glob{flag: "--tag", text: tag})
	}
	for _, tag := range c.ExcludeTags {
		f.excludeTags = append(f.excludeTags, &glob{flag: "--exclude-tag", text: tag})
	}
	return f, nil
}

var methodList = regexp.MustCompile(`^[A-Za-z]+(,[A-Za-z]+)*$`)

// compileGlob reads "METHOD /path", either of which may be missing.
func compileGlob(flag, text string) (*glob, error) {
	g := &glob{flag: flag, text: text}
	methods, path, both := strings.Cut(strings.TrimSpace(text), " ")
	if !both {
		if path = methods; strings.HasPrefix(path, "/") || strings.HasPrefix(path, "*") {
			methods = "*"
		} else {
			path = "**"
		}
	}
	if methods != "*" {
		if !methodList.MatchString(methods) {
			return nil, &UsageError{Message: fmt.Sprintf("%s %q is no pattern of operations", flag, text), Hint: `write /path, "METHOD /path" or METHOD, with * within a segment and ** for anything`}
		}
		g.methods = strings.Split(strings.ToUpper(methods), ",")
	}
	path = strings.TrimSpace(path)
	if !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "*") {
		return nil, &UsageError{Message: fmt.Sprintf("%s %q: the path has no leading slash", flag, text), Hint: fmt.Sprintf("write /%s", path)}
	}
	quoted := regexp.QuoteMeta(path)
	quoted = strings.ReplaceAll(quoted, `\*\*`, ".*")
	quoted = strings.ReplaceAll(quoted, `\*`, "[^/]*")
	g.path = regexp.MustCompile("^" + quoted + "$")
	return g, nil
}

// operation reports whether a pattern matches an operation, and remembers it.
func (g *glob) operation(op *spec.Operation) bool {
	ok := (g.methods == nil || slices.Contains(g.methods, op.Method)) && g.path.MatchString(op.Path)
	g.used = g.used || ok
	return ok
}

func (g *glob) tag(op *spec.Operation) bool {
	ok := slices.Contains(op.Tags, g.text)
	g.used = g.used || ok
	return ok
}

// anyOf returns the first of the patterns that matches; all are asked, so that
// each knows whether it is of use.
func anyOf(globs []*glob, matches func(*glob) bool) *glob {
	var first *glob
	for _, g := range globs {
		if matches(g) && first == nil {
			first = g
		}
	}
	return first
}

// leftOut says why the choices leave an operation out, "" where they do not.
func (u *unit) leftOut(op *spec.Operation) string {
	why := ""
	for _, f := range u.filters {
		if text := f.leftOut(op); why == "" {
			why = text
		}
	}
	if why == "" && op.Internal && !u.choices.IncludeInternal {
		why = "it is internal (x-internal), see --include-internal"
	}
	return why
}

func (f *filter) leftOut(op *spec.Operation) string {
	included := anyOf(f.include, func(g *glob) bool { return g.operation(op) })
	excluded := anyOf(f.exclude, func(g *glob) bool { return g.operation(op) })
	tagged := anyOf(f.tags, func(g *glob) bool { return g.tag(op) })
	banned := anyOf(f.excludeTags, func(g *glob) bool { return g.tag(op) })
	switch {
	case excluded != nil:
		return fmt.Sprintf("%s %s leaves it out", excluded.flag, excluded.text)
	case len(f.include) > 0 && included == nil:
		return "no --include has it"
	case banned != nil:
		return fmt.Sprintf("%s %s leaves it out", banned.flag, banned.text)
	case len(f.tags) > 0 && tagged == nil:
		return "it has no tag of --tag"
	case op.Deprecated && !f.deprecated:
		return "it is deprecated, and --exclude-deprecated leaves it out"
	}
	return ""
}

// unused reports patterns and tags that matched nothing: most often they are
// misspelt.
func (g *generator) unused() {
	for _, f := range append(g.filters, g.filter) {
		for _, list := range [][]*glob{f.include, f.exclude, f.tags, f.excludeTags} {
			for _, one := range list {
				if !one.used {
					g.findings = append(g.findings, diag.Finding{
						Rule: RuleFilter, Severity: diag.Warning, Effect: diag.Untidy,
						Message: fmt.Sprintf("%s %s matches no operation of %s", one.flag, one.text, g.documents()),
					})
				}
			}
		}
	}
}

// ordered returns the servers with the chosen one in front.
func (c Choices) ordered(servers []spec.Server) []spec.Server {
	i := c.find(servers)
	if i <= 0 {
		return servers
	}
	return slices.Concat(servers[i:i+1], servers[:i], servers[i+1:])
}

// find returns the index of the chosen server, or -1.
func (c Choices) find(servers []spec.Server) int {
	if c.Server == "" {
		return -1
	}
	if n, err := strconv.Atoi(c.Server); err == nil {
		if n < 1 || n > len(servers) {
			return -1
		}
		return n - 1
	}
	return slices.IndexFunc(servers, func(s spec.Server) bool {
		return strings.EqualFold(s.Description, c.Server) || s.Origin != "" && (s.Origin+s.BasePath == strings.TrimRight(c.Server, "/") || s.Origin == c.Server)
	})
}

// checkServer refuses a server that the document does not have. One that was
// named for all services need not be in each.
func (g *generator) checkServer(u *unit, own bool) error {
	if u.choices.Server == "" || u.choices.find(u.svc.Servers) >= 0 {
		return nil
	}
	if !own {
		for _, svc := range g.services {
			if u.choices.find(svc.Servers) >= 0 {
				u.choices.Server = ""
				return nil
			}
		}
	}
	var known []string
	for i, s := range u.svc.Servers {
		text := fmt.Sprintf("%d %s%s", i+1, s.Origin, s.BasePath)
		if s.Description != "" {
			text += " (" + s.Description + ")"
		}
		known = append(known, text)
	}
	hint := "the document has no servers"
	if len(known) > 0 {
		hint = "they are " + strings.Join(known, ", ")
	}
	return &UsageError{Message: fmt.Sprintf("--server %s is none of the servers of %s", u.choices.Server, u.name), Hint: hint}
}
