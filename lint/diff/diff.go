// Package diff says what differs between two configurations, for the clients of
// the gateway and for its backends, endpoint by endpoint.
//
//	d := diff.Compare(before, after)
//	for _, c := range d.Changes { fmt.Println(c) }
//
// It compares what the gateway does, not what the files look like: the order
// of keys and endpoints, layout, comment keys, and defaults that are written
// out are no changes. It judges no configuration: that is lint's.
package diff

import (
	"cmp"
	"regexp"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// Side is whom a change concerns.
type Side string

// The sides. A change of the gateway itself concerns neither clients nor
// backends by itself, such as its name.
const (
	Clients  Side = "clients"
	Backends Side = "backends"
	Gateway  Side = "gateway"
)

// Change is one difference.
type Change struct {
	// Rule is the id of the kind of change; see Rules.
	Rule     string
	Side     Side
	Breaking bool
	// Endpoint is the endpoint concerned, zero where it is the whole gateway.
	Endpoint diag.Endpoint
	// Backend is the upstream call concerned, as its host and url_pattern.
	Backend string
	// Message says what is different, in lower case without a final period.
	Message string
	// Old and New are the places of it; zero where there is none.
	Old, New syntax.Span
}

// String returns the change as one line.
func (c Change) String() string {
	s := c.Message + " [" + c.Rule + "]"
	if c.Backend != "" {
		s = c.Backend + ": " + s
	}
	if c.Endpoint != (diag.Endpoint{}) {
		s = c.Endpoint.String() + ": " + s
	}
	return s
}

// Diff is what differs between two configurations.
type Diff struct {
	Old, New *config.Document
	// Changes are those of the gateway first, then by endpoint.
	Changes []Change
}

// Breaking returns the changes that can hurt clients.
func (d *Diff) Breaking() []Change {
	return slices.DeleteFunc(slices.Clone(d.Changes), func(c Change) bool { return !c.Breaking })
}

// Compare compares two configurations, which should be readable: what is broken
// in them is passed over.
func Compare(before, after *config.Document) *Diff {
	c := &comparer{}
	c.service(before.Service(), after.Service())
	c.endpoints(before.Service(), after.Service())
	slices.SortStableFunc(c.changes, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(a.Endpoint.Path, b.Endpoint.Path), cmp.Compare(a.Endpoint.Method, b.Endpoint.Method),
			cmp.Compare(a.Backend, b.Backend),
		)
	})
	return &Diff{Old: before, New: after, Changes: c.changes}
}

type comparer struct {
	changes  []Change
	endpoint diag.Endpoint
	backend  string
}

// report adds a change of the kind that a rule describes.
func (c *comparer) report(r Rule, before, after syntax.Span, message string) {
	c.changes = append(c.changes, Change{
		Rule: r.ID, Side: r.Side, Breaking: r.Breaking,
		Endpoint: c.endpoint, Backend: c.backend, Message: message, Old: before, New: after,
	})
}

var parameter = regexp.MustCompile(`\{[^}/]*\}`)

// shapeOf is a path without the names of its parameters: clients cannot see
// those.
func shapeOf(path string) string { return parameter.ReplaceAllString(path, "{}") }

func (c *comparer) endpoints(before, after *config.Service) {
	key := func(e *config.Endpoint) string { return e.HTTPMethod() + " " + shapeOf(e.Route()) }
	old := map[string]*config.Endpoint{}
	for _, e := range before.Endpoints() {
		old[key(e)] = e
	}
	seen := map[string]bool{}
	for _, e := range after.Endpoints() {
		k := key(e)
		if seen[k] {
			continue // the gateway does not start with it
		}
		seen[k] = true
		c.endpoint = e.ID()
		if was := old[k]; was != nil {
			c.compareEndpoint(was, e)
		} else {
			c.report(endpointAdded, syntax.Span{}, e.Path.Span(), "is new")
		}
	}
	for _, e := range before.Endpoints() {
		if k := key(e); !seen[k] {
			seen[k] = true
			c.endpoint = e.ID()
			c.report(endpointRemoved, e.Path.Span(), syntax.Span{}, "is no longer there")
		}
	}
	c.endpoint = diag.Endpoint{}
}
