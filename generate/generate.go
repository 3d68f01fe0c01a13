// Package generate makes a gateway configuration from what backends say of
// themselves.
//
// The common call is
//
//	svc, err := openapi.Load(ctx, "users.json", openapi.Options{})
//	res, err := generate.Run(ctx, []*spec.Service{svc}, generate.Options{})
//	os.WriteFile("krakend.json", res.Config, 0o644)
//
// A file that is there already is brought up to date instead, see Merge:
//
//	m, err := generate.Merge(doc, lock.Outputs["krakend.json"].Base, res, generate.MergeOptions{})
//
// Every operation ends in the report, as emitted, adjusted or skipped, with
// the reason and its place. The same documents give the same bytes, in
// whatever order they list their paths. But for the lock the package reads and
// writes no files, and it never guesses what a document does not say: what cannot be decided is
// passed through, skipped or refused, and said.
package generate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
)

// Options are the choices of the user. The zero value generates everything
// from what the documents say.
type Options struct {
	// Name is the name of the configuration; "" is that of the only service, or
	// "gateway".
	Name string
	// Port is written when it is not 0.
	Port int
	// Timeout is written as it is; "" is the gateway's default, 2s.
	Timeout string
	// Host replaces the host of the only service; Hosts do it by the service's
	// name. A path in a host replaces the base path of the document.
	Host  string
	Hosts map[string]string
	// Prefix stands before every path, PrefixOf before those of one service.
	Prefix   string
	PrefixOf map[string]string
	// Infer are the choices about encodings.
	Infer spec.InferOptions
	// Choices are those for all services, Of those for one by its name; both
	// hold.
	Choices
	Of map[string]Choices
	// OnConflict says what becomes of two operations that would be one endpoint.
	OnConflict OnConflict
	// Auth are the security schemes whose tokens the gateway checks, by name.
	Auth     map[string]Auth
	Policies []Policy
	// Aggregates are endpoints that join operations. With nil a merge leaves
	// those of the file alone, with none it removes them.
	Aggregates []Aggregate
	// AllowEmpty makes a configuration without endpoints of documents that
	// declare no operations, or none that can be endpoints.
	AllowEmpty bool
	// Comments writes into each endpoint why it is as it is, as "@comment".
	Comments bool
	// OpenQuery lets all query strings through where a parameter is an object that
	// may have any name; else only the names that the document has.
	OpenQuery bool
	// ForwardAuth lets the header Authorization through where an operation
	// declares it as a parameter, which OpenAPI 3 says to ignore.
	ForwardAuth bool
	// ValidateBodies has the gateway check bodies that are required and JSON.
	ValidateBodies bool
	// Beside is a configuration that is to be merged into: parameters are called
	// as in the endpoints that it has by hand, and of services that are not among
	// these, since the gateway takes no two names at one place. Nil is none. With BesideWhole that goes for those of its
	// endpoints that were generated, too: for whoever adds to it and leaves what
	// it has.
	Beside      *config.Document
	BesideWhole bool
	// Extra is the extra_config of the service.
	Extra Settings
}

// chosen are the fields of the service that the options name.
func (o *Options) chosen() []string {
	var names []string
	for name, is := range map[string]bool{"name": o.Name != "", "port": o.Port != 0, "timeout": o.Timeout != ""} {
		if is {
			names = append(names, name)
		}
	}
	return names
}

// Result is a generated configuration.
type Result struct {
	// Config is the text of the configuration.
	Config []byte
	// Endpoints are what Config holds, in its order.
	Endpoints []*Endpoint
	Report    *Report
	// Base is Config as data, for the next merge.
	Base Base
	// Findings are about the documents: their own, faults of operations, and
	// what keeps an operation from being an endpoint. With an error among them
	// the configuration lacks something that it was meant to have.
	Findings []diag.Finding

	services   []string // the names of all services, also of those without endpoints
	aggregated bool     // aggregates were asked for, if only none
	chosen     []string // the fields of the service that the options name
}

// ErrNoOperations is the error of documents that declare no operation at all.
var ErrNoOperations = errors.New("no operations")

// UsageError is a mistake in Options, or something that they have to say.
type UsageError struct{ Message, Hint string }

// Error returns the message, with the hint in brackets.
func (e *UsageError) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + " (" + e.Hint + ")"
}

// Ids of the rules under which Run reports.
const (
	RuleSkipped  = "operation-skipped"
	RuleConflict = "operation-conflict"
	RulePath     = "operation-path"
	RuleAnswer   = "operation-answer"
	RuleInput    = "operation-input"
	RuleNothing  = "nothing-generated"
	RuleFilter   = "filter-unused"
)

// Run makes a configuration from services, in their order. The error is a
// *UsageError, or several joined; ErrNoOperations; or that of the context.
func Run(ctx context.Context, services []*spec.Service, opts Options) (*Result, error) {
	g := &generator{opts: opts, services: services, routes: routes{}, report: &Report{}}
	if err := errors.Join(g.prepare(), g.compilePolicies()); err != nil {
		return nil, err
	}
	for i := range g.units {
		for _, op := range g.units[i].operations {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			g.operation(&g.units[i], op)
		}
	}
	g.aggregates()
	g.settleConflicts()
	if opts.Beside != nil {
		names := g.serviceNames()
		for _, p := range piecesOf(opts.Beside.Service()) {
			if opts.BesideWhole || !p.noted() || p.from.Format == formatOpenAPI && !slices.Contains(names, p.from.Service) {
				g.routes.respect(p)
			}
		}
	}
	g.routes.settle()
	for i := range g.candidates {
		g.emit(&g.candidates[i])
	}
	for _, j := range g.joined {
		g.emitJoined(j)
	}
	if len(g.report.Entries) == 0 && !opts.AllowEmpty {
		return nil, fmt.Errorf("%s: %w", g.documents(), ErrNoOperations)
	}
	if err := errors.Join(g.usage...); err != nil {
		return nil, err
	}
	if len(g.endpoints) == 0 && !opts.AllowEmpty {
		g.find(g.report.Entries[0], diag.Error, RuleNothing, fmt.Sprintf("none of the %d operations can be an endpoint", len(g.report.Entries)), "")
	}
	g.unused()
	g.unusedPolicies()
	g.checkAuth()
	for _, svc := range services {
		g.findings = append(g.findings, svc.Findings...)
	}
	base := g.base()
	return &Result{
		Config: g.write(base), Endpoints: g.endpoints, Report: g.report, Base: base, Findings: diag.Sort(g.findings),
		services: g.serviceNames(), aggregated: opts.Aggregates != nil, chosen: opts.chosen(),
	}, nil
}

type generator struct {
	opts     Options
	services []*spec.Service
	units    []unit
	routes   routes
	report   *Report
	// candidates are the operations that become endpoints.
	candidates []candidate
	endpoints  []*Endpoint
	findings   []diag.Finding
	usage      []error
	filter     *filter   // for all services
	filters    []*filter // for each
	policies   []*policy
	joined     []*joined
	bodies     bodies
}

// unit is one service with what the options say of it.
type unit struct {
	svc        *spec.Service
	name       string // unlike that of every other unit
	prefix     []string
	operations []*spec.Operation
	host       *host // the user's
	hostless   bool  // it was reported that there is no host
	filters    []*filter
	choices    Choices // for all and for this one
	infer      spec.InferOptions
}

// documents names the documents, for messages about all of them.
func (g *generator) documents() string {
	var names []string
	for _, svc := range g.services {
		name := svc.Name
		if svc.Source != nil {
			name = svc.Source.Name
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (g *generator) serviceNames() []string {
	var names []string
	for i := range g.units {
		names = append(names, g.units[i].name)
	}
	return names
}

// prepare checks the options and sorts the operations.
func (g *generator) prepare() error {
	if len(g.services) == 0 {
		return &UsageError{Message: "no documents are given"}
	}
	var errs []error
	names := map[string]bool{}
	for _, svc := range g.services {
		u := unit{svc: svc, name: svc.Name}
		for i := 2; names[u.name]; i++ {
			u.name = fmt.Sprintf("%s-%d", svc.Name, i)
		}
		names[u.name] = true
		prefix := g.opts.Prefix
		if p, ok := g.opts.PrefixOf[u.name]; ok {
			prefix = p
		}
		var err error
		if u.prefix, err = parsePrefix(prefix); err != nil {
			errs = append(errs, err)
		}
		if u.host, err = g.hostOption(u.name, svc); err != nil {
			errs = append(errs, err)
		}
		if err := g.choose(&u); err != nil {
			errs = append(errs, err)
		}
		u.operations = slices.Clone(svc.Operations)
		slices.SortStableFunc(u.operations, byRoute)
		g.units = append(g.units, u)
	}
	errs = append(errs, unknownNames("--host", g.opts.Hosts, names)...)
	errs = append(errs, unknownNames("--prefix", g.opts.PrefixOf, names)...)
	errs = append(errs, unknownNames("the choices for one service", g.opts.Of, names)...)
	if g.opts.Host != "" && len(g.services) > 1 {
		errs = append(errs, &UsageError{
			Message: fmt.Sprintf("--host %s is given for %d documents", g.opts.Host, len(g.services)),
			Hint:    fmt.Sprintf("name one of them: --host %s=%s", g.units[0].name, g.opts.Host),
		})
	}
	return errors.Join(errs...)
}

// byRoute orders operations: static segments before parameters, then GET POST
// PUT PATCH DELETE and the rest.
func byRoute(a, b *spec.Operation) int {
	return cmp.Or(comparePaths(a.Path, b.Path), cmp.Compare(methodRank(a.Method), methodRank(b.Method)), cmp.Compare(a.Method, b.Method))
}

// comparePaths looks at names of parameters last, so that paths which differ
// in them alone stand together.
func comparePaths(a, b string) int {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	for i := range min(len(as), len(bs)) {
		x, y := strings.Contains(as[i], "{"), strings.Contains(bs[i], "{")
		switch {
		case x != y && x:
			return 1
		case x != y:
			return -1
		case !x && as[i] != bs[i]:
			return cmp.Compare(as[i], bs[i])
		}
	}
	return cmp.Or(cmp.Compare(len(as), len(bs)), cmp.Compare(a, b))
}

func methodRank(method string) int {
	if i := slices.Index(fact.EndpointMethods(), method); i >= 0 {
		return i
	}
	return len(fact.EndpointMethods())
}
