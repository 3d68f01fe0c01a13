package ocelot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

var scalarPath = regexp.MustCompile(`^\$((?:\.[A-Za-z_][A-Za-z0-9_]*)+)$`)

// aggregate reads a route that puts the answers of others together.
func (r *reader) aggregate(o *convert.Object) {
	route := &convert.Route{Place: o.Place, Methods: []string{"GET"}, Merged: true, Priority: 1, Timeout: DefaultTimeout}
	o.Route = route
	route.PassAll()
	if p, ok := o.Int("Priority"); ok {
		route.Priority = p
	}
	r.upstream(route, o.Str("UpstreamPathTemplate"))
	route.Tail, route.Deep = "", 0
	if f := o.Get(convert.NoteKey); f.Node != nil {
		route.Note = convert.ReadNote(f.Node, f.Pointer)
	}
	var members []*entry
	keys := o.Get("RouteKeys", "ReRouteKeys")
	for _, key := range o.Strs("RouteKeys", "ReRouteKeys") {
		i := slices.IndexFunc(r.routes, func(e *entry) bool { return strings.EqualFold(e.key, key) })
		if i < 0 {
			o.LoseAt(keys.Place, convert.Lost, "aggregate-key", fmt.Sprintf("no route has the key %q", key), "")
			continue
		}
		e := r.routes[i]
		members = append(members, e)
		for _, c := range e.route.Calls {
			call := *c
			call.Group = key
			route.Calls = append(route.Calls, &call)
		}
		route.Timeout = max(route.Timeout, e.route.Timeout)
	}
	r.inv.Routes = append(r.inv.Routes, route)
	r.sharedProtection(o, route, members)
	r.parameters(o, route, members)
	if len(route.Calls) > 0 {
		o.LoseAt(o.Place, convert.Changed, "aggregate", "when a backend fails, its part is missing and X-Krakend-Completed is false; a list comes under the name collection", "")
	}
	o.Lose(convert.Lost, "aggregator", "an aggregator is C# code, the answers are put together under their keys", "", "Aggregator")
	r.matches(o, route)
	o.Get("RouteIsCaseSensitive")
	o.Get("ReRouteIsCaseSensitive")
	o.Get("UpstreamHttpMethod")
	o.Skip("Description")
	o.Rest("an aggregate")
	r.rank(route)
	route.CleanNames()
}

// sharedProtection gives the aggregate what protects its routes.
func (r *reader) sharedProtection(o *convert.Object, route *convert.Route, members []*entry) {
	for _, e := range members {
		if a := e.route.Auth; a != nil {
			switch {
			case route.Auth == nil:
				route.Auth, route.CEL = a, e.route.CEL
			case route.Auth.Provider != a.Provider || !slices.Equal(route.Auth.Scopes, a.Scopes) || !slices.Equal(route.Auth.Roles, a.Roles):
				o.LoseAt(a.Place, convert.Security, "aggregate-auth", "the routes of the aggregate ask for different tokens, the first one's holds for all", "")
			}
		}
		if e.route.Rate != nil && route.Rate == nil {
			route.Rate = e.route.Rate
		}
	}
}

// parameters reads which values of one answer are parameters of the next call.
func (r *reader) parameters(o *convert.Object, route *convert.Route, members []*entry) {
	for _, c := range o.Children("RouteKeysConfig", "ReRouteKeysConfig") {
		key, path, parameter := c.Str("RouteKey"), c.Str("JsonPath"), c.Str("Parameter")
		m := scalarPath.FindStringSubmatch(path)
		i := slices.IndexFunc(route.Calls, func(call *convert.Call) bool { return strings.EqualFold(call.Group, key) })
		if m == nil || i < 1 || len(members) != len(route.Calls) || !strings.Contains(route.Calls[i].Pattern, "{"+parameter+"}") {
			o.LoseAt(c.Place, convert.Lost, "aggregate-parameter", fmt.Sprintf("%s of one answer cannot become a parameter of the calls for %q", path, key), "")
			continue
		}
		from := "resp0_" + route.Calls[0].Group + m[1]
		route.Calls[i].Pattern = convert.MapParams(route.Calls[i].Pattern, map[string]string{parameter: from})
		route.Sequential = true
	}
}
