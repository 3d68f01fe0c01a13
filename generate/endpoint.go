package generate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
)

// Endpoint is one endpoint of a generated configuration. Its first, and most
// often its only, backend is embedded.
type Endpoint struct {
	Path         string
	Method       string
	Output       string
	Timeout      string // "" for that of the configuration
	CacheTTL     string
	QueryStrings []string
	Headers      []string
	Extra        Settings
	// Comment says why it is as it is; "" for no comment.
	Comment string
	Backend
	// Joined are the further backends of an aggregate.
	Joined []Backend

	// Service is the name of the service as the configuration has it. It and
	// Operation are those of the first backend.
	Service   string
	Operation *spec.Operation
	From      Origin
}

// Backend is one upstream call of a generated endpoint.
type Backend struct {
	URLPattern          string
	Method              string // "" for that of the endpoint
	Host                string
	DisableHostSanitize bool
	Encoding            string
	IsCollection        bool
	ReturnErrorCode     bool
	Group               string
	Extra               Settings
	// QueryStrings and Headers narrow down what this backend gets of those of
	// an aggregate; nil is all of it.
	QueryStrings, Headers []string
}

// Origin is what a generated endpoint was made from, as its @gatewright note
// has it: a service and the JSON pointer of the operation in its document.
type Origin struct{ Format, Service, Pointer string }

// operation makes an endpoint of one operation, or reports why there is none.
func (g *generator) operation(u *unit, op *spec.Operation) {
	e := &Entry{Op: op, Service: u.name}
	g.report.Entries = append(g.report.Entries, e)
	if why := u.leftOut(op); why != "" {
		e.skip(why)
		return
	}
	x := g.extensionOf(e)
	if x.skip {
		e.skip("x-gatewright says so")
		return
	}
	if op.Fault != nil {
		e.skip(op.Fault.Message)
		g.findings = append(g.findings, *op.Fault)
		return
	}
	if !slices.Contains(fact.EndpointMethods(), op.Method) {
		text, hint := unsupported(op.Method)
		e.skip(text)
		g.find(e, diag.Info, RuleSkipped, text, hint)
		return
	}
	t, p := parsePath(op.Route())
	if p != nil {
		text := "path " + op.Path + " can be no endpoint: " + p.message
		severity := diag.Warning
		if p.grave {
			severity = diag.Error
		}
		e.skip(text)
		g.find(e, severity, RuleSkipped, text, p.hint)
		return
	}
	h := g.hostOf(u, op)
	if h == nil {
		e.skip("there is no host to call")
		return
	}
	if x.endpoint != nil {
		g.reroute(e, t, x.endpoint)
	} else if u.choices.KeepBasePath {
		base, err := parsePrefix(h.base)
		if err != nil {
			text := "base path " + h.base + " cannot stand before endpoints"
			e.skip(text)
			g.find(e, diag.Error, RuleSkipped, text, "leave it out with --base-path strip")
			return
		}
		t.addPrefix(base)
	}
	t.addPrefix(u.prefix)
	if path := t.render(t.names); reserved.MatchString(path) {
		text := "path " + path + " is reserved by the gateway"
		e.skip(text)
		g.find(e, diag.Warning, RuleSkipped, text, "give it another path in its service")
		return
	}
	g.candidates = append(g.candidates, candidate{unit: u, entry: e, template: t, host: h, extension: x})
}

// candidate is an operation that has a place in the router.
type candidate struct {
	unit     *unit
	entry    *Entry
	template *template
	host     *host
	way      route

	extension *extension
}

var reserved = regexp.MustCompile(`/__(debug|echo|health)(/|$)`)

func unsupported(method string) (text, hint string) {
	switch method {
	case "HEAD":
		return "the gateway serves no HEAD", ""
	case "OPTIONS":
		return "the gateway serves no OPTIONS of its own", "see router.auto_options and security/cors"
	}
	return "the gateway does not know the method " + method, ""
}

// emit adds the endpoint of a candidate.
func (g *generator) emit(c *candidate) {
	e, h, op := c.entry, c.host, c.entry.Op
	names, renamed := c.way.names(c.template)
	in := spec.Infer(op, c.unit.infer)
	inputs := inputsOf(op, in, &g.opts)
	e.Outcome, e.Inference = Emitted, in
	e.Endpoint = &Endpoint{
		Path: c.template.render(names), Method: op.Method, Output: in.OutputEncoding,
		QueryStrings: inputs.query, Headers: inputs.headers,
		Backend: Backend{
			URLPattern: joinPaths(h.base, c.template.renderPattern(names)),
			Host:       h.origin, DisableHostSanitize: !plainHost.MatchString(h.origin),
			Encoding: in.Encoding, IsCollection: in.IsCollection, ReturnErrorCode: in.ReturnErrorCode,
		},
		Service: c.unit.name, Operation: op,
		From: Origin{Format: formatOpenAPI, Service: c.unit.name, Pointer: op.Pointer},
	}
	g.endpoints = append(g.endpoints, e.Endpoint)
	g.explain(c, inputs, names)
	e.track(spec.Reason{Text: "the document protects the operation", Span: op.Security.Span, Pointer: op.Security.Pointer}, func() { g.secure(e) })
	if g.opts.ValidateBodies && op.Body != nil {
		e.track(spec.Reason{Text: "the body is required and JSON", Span: op.Body.Span, Pointer: op.Body.Pointer}, func() { g.validateBody(e) })
	}
	g.applyPolicies(e)
	e.track(c.extension.reason(), func() { c.extension.apply(e.Endpoint, op) })
	g.adjustments(c, renamed)
	for _, text := range inputs.warnings {
		e.adjust(text)
		g.find(e, diag.Warning, RuleInput, text, "")
	}
	if op.Deprecated {
		e.Notes = append(e.Notes, "it is deprecated")
	}
	e.Notes = slices.Concat(e.Notes, h.notes, inputs.notes)
	g.undeclared(e, c.template)
	if g.opts.Comments {
		e.Endpoint.Comment = e.comment()
	}
	for _, n := range in.Notes {
		if !n.Grave {
			e.Notes = append(e.Notes, n.Text)
			continue
		}
		e.adjust(n.Text)
		f := g.find(e, diag.Warning, RuleAnswer, n.Text, "")
		f.Span, f.Pointer = n.Span, n.Pointer
	}
}

// adjustments says in what an endpoint differs from its operation.
func (g *generator) adjustments(c *candidate, renamed []string) {
	e, t := c.entry, c.template
	for _, text := range slices.Concat(t.notes, renamed) {
		e.adjust(text)
	}
	if t.reshaped {
		e.adjust(fmt.Sprintf("clients call %s, since endpoints have whole segments as parameters", e.Endpoint.Path))
		g.find(e, diag.Warning, RulePath, fmt.Sprintf("path %s cannot be an endpoint as it is, clients call %s", e.Op.Path, e.Endpoint.Path), "")
	}
	if e.Endpoint.DisableHostSanitize {
		e.adjust("host " + e.Endpoint.Host + " is more than a name with a port, so disable_host_sanitize is set")
	}
}

// undeclared warns of parameters that stand in the path alone, or not in it,
// and notes those that are unfolded there.
func (g *generator) undeclared(e *Entry, t *template) {
	op := e.Op
	if route := op.Route(); route != op.Path {
		e.Notes = append(e.Notes, fmt.Sprintf("path %s stands for %s", op.Path, route))
	}
	warn := func(text string) *diag.Finding {
		e.Notes = append(e.Notes, text)
		return g.find(e, diag.Warning, RulePath, text, "")
	}
	for _, p := range op.Params {
		// A resource name has parameters of other names in the route.
		if p.In == spec.InPath && !slices.Contains(t.names, p.Name) && !strings.Contains(op.Path, p.Name) {
			f := warn(fmt.Sprintf("parameter %q is declared, but the path does not have it", p.Name))
			f.Span, f.Pointer = p.Span, p.Pointer
		}
	}
	for _, name := range t.names {
		declared := slices.ContainsFunc(op.Params, func(p spec.Param) bool { return p.In == spec.InPath && p.Name == name })
		if !declared && strings.Contains(op.Path, name) {
			warn(fmt.Sprintf("parameter {%s} of the path is not declared", name))
		}
	}
}

// find adds a finding at the place of an entry's operation.
func (g *generator) find(e *Entry, severity diag.Severity, rule, message, hint string) *diag.Finding {
	g.findings = append(g.findings, diag.Finding{
		Rule: rule, Severity: severity, Effect: diag.Untidy, Message: message, Hint: hint,
		Span: e.Op.Span, Pointer: e.Op.Pointer, Endpoint: diag.Endpoint{Method: e.Op.Method, Path: e.Op.Path},
	})
	return &g.findings[len(g.findings)-1]
}

// addPrefix puts segments before the endpoint. The slash that the root path is
// made of goes.
func (t *template) addPrefix(prefix []string) {
	endpoint := make([]part, 0, len(prefix)+len(t.endpoint))
	for _, segment := range prefix {
		endpoint = append(endpoint, literal(segment))
	}
	t.endpoint = append(endpoint, t.endpoint...)
}

// parsePrefix splits a prefix, which has to be plain segments.
func parsePrefix(prefix string) ([]string, error) {
	var list []string
	for _, segment := range strings.Split(prefix, "/") {
		if segment == "" {
			continue
		}
		if strings.ContainsAny(segment, "{}*?&%#:") || segment == "." || segment == ".." {
			return nil, &UsageError{Message: fmt.Sprintf("prefix %q cannot be used: %q is no plain segment", prefix, segment)}
		}
		list = append(list, segment)
	}
	return list, nil
}

func joinPaths(base, path string) string {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return strings.TrimSuffix(base, "/") + path
}
