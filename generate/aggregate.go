package generate

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Aggregate is one endpoint that joins the answers of several operations.
type Aggregate struct {
	// Endpoint is the path that clients call, with the parameters of all
	// operations; the prefix does not apply to it.
	Endpoint string
	Method   string // "" for GET
	Timeout  string
	Parts    []Part
	Span     syntax.Span
}

// Part is one operation of an aggregate.
type Part struct {
	// Service may be "" where only one has the operation.
	Service string
	// Operation is "METHOD /path", or "/path" for a GET.
	Operation string
	// Group is the key under which its answer stands, "" for no key.
	Group string
	// Params are those of its parameters that the endpoint has under another
	// name, from the operation's name to the endpoint's.
	Params map[string]string
	Span   syntax.Span
}

// param returns what the endpoint calls a parameter of the operation.
func (p *Part) param(name string) string { return cmp.Or(p.Params[name], name) }

// RuleAggregate is the id of findings about aggregates.
const RuleAggregate = "aggregate-invalid"

// formatAggregate is the format in the note of an aggregate: it was made by the
// settings of this program.
const formatAggregate = "gatewright"

// joined is an aggregate on its way to become an endpoint.
type joined struct {
	Aggregate
	entry    *Entry // of no document
	template *template
	way      route
	parts    []joinedPart
}

type joinedPart struct {
	Part
	unit      *unit
	op        *spec.Operation
	template  *template
	host      *host
	inference spec.Inference
}

// aggregates checks the aggregates and gives them their places in the router,
// which operations of the same path lose.
func (g *generator) aggregates() {
	taken := map[string]*joined{}
	for _, a := range g.opts.Aggregates {
		j := g.join(a)
		if j == nil {
			continue
		}
		c := candidate{entry: j.entry, template: j.template}
		if first := taken[c.route()]; first != nil {
			g.aggregateError(j.entry, a.Span, fmt.Sprintf("%s %s stands twice", a.Method, a.Endpoint), "")
			continue
		}
		taken[c.route()] = j
		j.way, _ = g.routes.add(j.entry, j.template)
		g.joined = append(g.joined, j)
	}
	g.candidates = slices.DeleteFunc(g.candidates, func(c candidate) bool {
		j := taken[c.route()]
		if j != nil {
			c.entry.skip("its path is that of the aggregate" + placed(j.Span))
		}
		return j != nil
	})
}

// placed is where something stands, "" for what stands nowhere.
func placed(at syntax.Span) string {
	if at.IsZero() {
		return ""
	}
	return " at " + at.String()
}

// join checks one aggregate; it is nil where something is wrong with it.
func (g *generator) join(a Aggregate) *joined {
	a.Method = strings.ToUpper(cmp.Or(a.Method, http.MethodGet))
	op := &spec.Operation{Method: a.Method, Path: a.Endpoint, Span: a.Span}
	j := &joined{Aggregate: a, entry: &Entry{Op: op}}
	var p *problem
	if j.template, p = parsePath(a.Endpoint); p != nil {
		g.aggregateError(j.entry, a.Span, fmt.Sprintf("%q can be no endpoint: %s", a.Endpoint, p.message), p.hint)
		return nil
	}
	if j.template.reshaped || !slices.Contains(fact.EndpointMethods(), a.Method) {
		g.aggregateError(j.entry, a.Span, fmt.Sprintf("%s %s can be no endpoint", a.Method, a.Endpoint), "parameters are whole segments")
		return nil
	}
	ok := true
	for _, part := range a.Parts {
		found := g.part(j, part)
		if found == nil {
			ok = false
			continue
		}
		j.parts = append(j.parts, *found)
	}
	if !ok || !g.noCollisions(j) {
		return nil
	}
	return j
}

func (g *generator) aggregateError(e *Entry, at syntax.Span, message, hint string) {
	g.find(e, diag.Error, RuleAggregate, message, hint).Span = at
}

// part finds the operation of a part and checks that it can be joined.
func (g *generator) part(j *joined, p Part) *joinedPart {
	fail := func(format string, args ...any) *joinedPart {
		g.aggregateError(j.entry, p.Span, fmt.Sprintf(format, args...), "")
		return nil
	}
	found := g.operationsNamed(p)
	switch {
	case len(found) == 0:
		return fail("no document has the operation %s", p.Operation)
	case len(found) > 1:
		return fail("several services have the operation %s: name one of them", p.Operation)
	}
	one := found[0]
	one.Part = p
	if one.op.Fault != nil {
		return fail("%s cannot be read: %s", p.Operation, one.op.Fault.Message)
	}
	t, problem := parsePath(one.op.Route())
	if problem != nil {
		return fail("%s can be no backend: %s", p.Operation, problem.message)
	}
	one.template = t
	for _, name := range slices.Sorted(maps.Keys(p.Params)) {
		if !slices.Contains(t.names, name) {
			return fail("%s has no parameter {%s}", p.Operation, name)
		}
	}
	for _, name := range t.names {
		if name = p.param(name); !slices.Contains(j.template.names, name) {
			return fail("%s needs the parameter {%s}, which %s lacks", p.Operation, name, j.Endpoint)
		}
	}
	if one.host = g.hostOf(one.unit, one.op); one.host == nil {
		return nil // reported already
	}
	one.inference = spec.Infer(one.op, one.unit.infer)
	if one.inference.PassesThrough() {
		why := ""
		if len(one.inference.Reasons) > 0 {
			why = ": " + one.inference.Reasons[0].Text
		}
		return fail("%s cannot be joined, its answer has to be passed through%s", p.Operation, why)
	}
	return one
}

// operationsNamed returns the operations that a part can mean.
func (g *generator) operationsNamed(p Part) []*joinedPart {
	method, path, both := strings.Cut(strings.TrimSpace(p.Operation), " ")
	if !both {
		method, path = http.MethodGet, method
	}
	var found []*joinedPart
	for i := range g.units {
		u := &g.units[i]
		if p.Service != "" && u.name != p.Service {
			continue
		}
		for _, op := range u.operations {
			if op.Path == strings.TrimSpace(path) && strings.EqualFold(op.Method, method) {
				found = append(found, &joinedPart{unit: u, op: op})
			}
		}
	}
	return found
}

// noCollisions checks that no key of the joint answer comes from two parts.
func (g *generator) noCollisions(j *joined) bool {
	from := map[string]string{}
	ok := true
	for _, p := range j.parts {
		for _, key := range p.keys() {
			if other, clash := from[key]; clash {
				g.aggregateError(j.entry, p.Span, fmt.Sprintf("%s and %s both answer the key %q, of which one would be lost", other, p.Operation, key), "give one of them a group")
				ok = false
				break
			}
			from[key] = p.Operation
		}
	}
	return ok
}

// keys are those that a part brings into the joint answer.
func (p *joinedPart) keys() []string {
	switch {
	case p.Group != "":
		return []string{p.Group}
	case p.inference.IsCollection:
		return []string{fact.CollectionKey}
	}
	var keys []string
	for i := range p.op.Responses {
		r := &p.op.Responses[i]
		if !strings.HasPrefix(r.Status, "2") {
			continue
		}
		for _, m := range r.Media {
			props, _ := m.Schema.Properties()
			for _, prop := range props {
				if !slices.Contains(keys, prop.Name) {
					keys = append(keys, prop.Name)
				}
			}
		}
	}
	return keys
}

// emitJoined adds the endpoint of an aggregate.
func (g *generator) emitJoined(j *joined) {
	names, _ := j.way.names(j.template)
	ep := &Endpoint{
		Path: j.template.render(names), Method: j.Method, Output: fact.JSON, Timeout: j.Timeout,
		Service: j.parts[0].unit.name, Operation: j.parts[0].op,
		From: Origin{Format: formatAggregate, Service: "aggregate", Pointer: syntax.Join("", "aggregate", j.Method+" "+j.Endpoint)},
	}
	backends := make([]Backend, len(j.parts))
	each := make([]*inputs, len(j.parts))
	for i := range j.parts {
		backends[i] = j.backend(&j.parts[i], names)
		each[i] = inputsOf(j.parts[i].op, j.parts[i].inference, &g.opts)
		if drop := g.protect(j.parts[i].op).drop; drop != "" {
			each[i].headers = slices.DeleteFunc(each[i].headers, func(h string) bool { return strings.EqualFold(h, drop) })
		}
		ep.QueryStrings = sortedSet(append(ep.QueryStrings, each[i].query...))
		for _, h := range each[i].headers {
			if !slices.ContainsFunc(ep.Headers, func(other string) bool { return strings.EqualFold(other, h) }) {
				ep.Headers = append(ep.Headers, h)
			}
		}
	}
	slices.SortFunc(ep.Headers, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	for i := range backends {
		backends[i].QueryStrings = narrowed(each[i].query, ep.QueryStrings)
		backends[i].Headers = narrowed(each[i].headers, ep.Headers)
	}
	ep.Backend, ep.Joined = backends[0], backends[1:]
	j.entry.Endpoint = ep
	j.entry.value("endpoint", ep.Path, "an aggregate of the project file", j.Span, "")
	g.endpoints = append(g.endpoints, ep)
	g.applyPolicies(j.entry)
	g.secureJoined(j)
	if j.Timeout != "" {
		ep.Timeout = j.Timeout
	}
}

// narrowed is what one backend gets of what the endpoint lets through, nil for
// all. An empty name lets nothing through.
func narrowed(own, all []string) []string {
	switch {
	case len(own) == len(all):
		return nil
	case len(own) == 0:
		return []string{""}
	}
	return own
}

func (j *joined) backend(p *joinedPart, names []string) Backend {
	own := make([]string, len(p.template.names))
	for i, name := range p.template.names {
		own[i] = names[slices.Index(j.template.names, p.param(name))]
	}
	b := Backend{
		URLPattern: joinPaths(p.host.base, p.template.renderPattern(own)),
		Host:       p.host.origin, DisableHostSanitize: !plainHost.MatchString(p.host.origin),
		Encoding: p.inference.Encoding, IsCollection: p.inference.IsCollection, Group: p.Group,
	}
	if p.op.Method != j.Method {
		b.Method = p.op.Method
	}
	return b
}

// secureJoined protects an aggregate as the strictest of its parts is. Parts
// that need different tokens cannot be joined.
func (g *generator) secureJoined(j *joined) {
	var validators []string
	for _, p := range j.parts {
		protected := g.protect(p.op)
		if protected.validator != "" && !slices.Contains(validators, protected.validator) {
			validators = append(validators, protected.validator)
		}
		for _, text := range []string{protected.open, protected.partly} {
			if text != "" {
				f := g.find(j.entry, diag.Warning, RuleForwarded, p.Operation+" is "+text, g.authHint(p.op))
				f.Span, f.Effect = p.Span, diag.Unsafe
			}
		}
	}
	switch len(validators) {
	case 0:
	case 1:
		j.entry.Endpoint.setting(validatorNamespace, validators[0])
	default:
		g.aggregateError(j.entry, j.Span, "its operations need different tokens, and an endpoint can check one kind alone", "")
		f := &g.findings[len(g.findings)-1]
		f.Effect = diag.Unsafe
		j.entry.Endpoint.setting(validatorNamespace, validators[0])
	}
}
