package generate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
)

// Suggest proposes aggregates: what several services say of the same thing, as
// in /users/{id} of one and /users/{id}/orders of another. Each proposal has
// been checked as Run does it: its answers can be joined, and no key of one is
// lost to another.
func Suggest(ctx context.Context, services []*spec.Service, opts Options) ([]Aggregate, error) {
	g := &generator{opts: opts, services: services, routes: routes{}, report: &Report{}}
	if err := errors.Join(g.prepare(), g.compilePolicies()); err != nil {
		return nil, err
	}
	subjects := map[string][]*joinedPart{}
	taken := map[string]bool{}
	for i := range g.units {
		for _, op := range g.units[i].operations {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			taken[op.Method+" "+op.Route()] = true
			if subject := g.subject(&g.units[i], op); subject != "" {
				subjects[subject] = append(subjects[subject], &joinedPart{unit: &g.units[i], op: op})
			}
		}
	}
	var list []Aggregate
	for _, subject := range slices.Sorted(maps.Keys(subjects)) {
		a := proposal(subject, subjects[subject])
		for taken[http.MethodGet+" "+a.Endpoint] {
			a.Endpoint += "-all"
		}
		if len(a.Parts) > 1 && g.join(a) != nil {
			list = append(list, a)
		}
	}
	return list, nil
}

// subject is the path up to the last parameter of what can be joined: the
// thing that an operation tells of. It is "" for everything else.
func (g *generator) subject(u *unit, op *spec.Operation) string {
	if op.Method != http.MethodGet || op.Fault != nil || u.leftOut(op) != "" || spec.Infer(op, u.infer).PassesThrough() {
		return ""
	}
	t, p := parsePath(op.Route())
	if p != nil || t.reshaped || len(t.names) == 0 {
		return ""
	}
	path := t.render(t.names)
	return path[:strings.LastIndexByte(path, '}')+1]
}

// proposal joins the operations of one subject: that of the subject itself as
// it is, the others each under a key of its own. It has no parts where all of
// them are of one service.
func proposal(subject string, parts []*joinedPart) Aggregate {
	a := Aggregate{Endpoint: subject + "/overview", Method: http.MethodGet}
	units := map[*unit]bool{}
	groups := map[string]bool{}
	slices.SortStableFunc(parts, func(x, y *joinedPart) int { return cmp.Compare(len(x.op.Route()), len(y.op.Route())) })
	for i, p := range parts {
		units[p.unit] = true
		part := Part{Service: p.unit.name, Operation: p.op.Method + " " + p.op.Path}
		if rest := strings.Trim(strings.TrimPrefix(p.op.Route(), subject), "/"); rest != "" || i > 0 {
			part.Group = cmp.Or(rest[strings.LastIndexByte(rest, '/')+1:], p.unit.name)
			if groups[part.Group] {
				part.Group = p.unit.name + "-" + part.Group
			}
			groups[part.Group] = true
		}
		a.Parts = append(a.Parts, part)
	}
	if len(units) < 2 {
		return Aggregate{}
	}
	return a
}

// Project writes aggregates as the project file has them.
func Project(list []Aggregate) string {
	var b strings.Builder
	b.WriteString("aggregate:\n")
	for _, a := range list {
		fmt.Fprintf(&b, "  - endpoint: %s\n    operations:\n", config.Quote(a.Endpoint))
		for _, p := range a.Parts {
			fmt.Fprintf(&b, "      - {service: %s, operation: %s", config.Quote(p.Service), config.Quote(p.Operation))
			if p.Group != "" {
				fmt.Fprintf(&b, ", group: %s", config.Quote(p.Group))
			}
			b.WriteString("}\n")
		}
	}
	return b.String()
}
