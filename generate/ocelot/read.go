// Package ocelot reads and writes the configuration of Ocelot, the gateway of
// .NET: ocelot.json, alone or in parts.
//
// The common calls are
//
//	inv := ocelot.Read(sources, ocelot.Options{})
//	out := ocelot.Write(inv, ocelot.WriteOptions{})
//
// Names are read whatever the case of their letters, in today's spelling and in
// the former ones (ReRoutes, DownstreamHost, ExceptionsAllowedBeforeBreaking).
// What C# code adds to a gateway, such as the keys of an authentication
// provider, is not in the file and is not guessed.
package ocelot

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// Format is the name of the format.
const Format = "ocelot"

// DefaultTimeout is how long Ocelot waits for a backend.
const DefaultTimeout = 90 * time.Second

// Options are the choices of the user for reading.
type Options struct {
	// Environment names the ocelot.<Environment>.json that lies over the others.
	Environment string
	// AllHosts uses every host of a route; without a load balancer Ocelot itself
	// uses the first only.
	AllHosts bool
}

// Is reports whether a tree looks like a configuration of Ocelot.
func Is(root *syntax.Node) bool {
	if root == nil || root.Kind != syntax.Object {
		return false
	}
	for _, m := range root.Members() {
		switch strings.ToLower(m.Name) {
		case "reroutes", "dynamicreroutes", "globalconfiguration", "swaggerendpoints", "dynamicroutes":
			return true
		case "routes", "aggregates":
			if m.Value == nil || m.Value.Kind != syntax.Array {
				continue
			}
			for _, item := range m.Value.Items() {
				for _, f := range item.Members() {
					if strings.EqualFold(f.Name, "UpstreamPathTemplate") || strings.EqualFold(f.Name, "DownstreamPathTemplate") {
						return true
					}
				}
			}
			if len(m.Value.Items()) == 0 {
				return true
			}
		}
	}
	return false
}

type reader struct {
	inv    *convert.Inventory
	opts   Options
	global *convert.Object
	routes []*entry
	old    bool // it is spelled as before version 16
	casing bool // the loss of letter case is reported
	// taken are the options of GlobalConfiguration that hold for some route.
	taken   map[string]bool
	limited bool // some route has a limit
}

// entry is a route of the file with what became of it.
type entry struct {
	obj   *convert.Object
	key   string
	route *convert.Route
}

// Read reads the files of one gateway, in their order.
func Read(sources []*syntax.Source, opts Options) *convert.Inventory {
	r := &reader{inv: &convert.Inventory{Format: Format}, opts: opts, taken: map[string]bool{}}
	var parts []*convert.Object
	var overlay *syntax.Node
	for _, src := range sources {
		root := r.inv.Parse(src)
		if root == nil || root.Kind != syntax.Object {
			continue
		}
		if env := opts.Environment; env != "" && len(sources) > 1 && strings.EqualFold(base(src), "ocelot."+env+".json") {
			overlay = root
			continue
		}
		r.inv.Count(root)
		parts = append(parts, r.inv.Object(root, "", true))
	}
	r.pickGlobal(parts, overlay)
	var aggregates []*convert.Object
	at := 0
	for _, p := range parts {
		r.old = r.old || p.Has("ReRoutes")
		for _, o := range p.Children("Routes", "ReRoutes") {
			if over := elementAt(overlay, at, "Routes", "ReRoutes"); over != nil {
				o = r.inv.Object(lay(o.Node, over), o.Pointer, true)
			}
			at++
			r.routes = append(r.routes, &entry{obj: o})
		}
		aggregates = append(aggregates, p.Children("Aggregates")...)
	}
	for _, e := range r.routes {
		r.route(e)
	}
	for _, o := range aggregates {
		r.aggregate(o)
	}
	r.insecure()
	for _, p := range parts {
		r.root(p)
	}
	if r.global.Node != nil {
		r.globalRest()
	}
	return r.inv
}

func base(src *syntax.Source) string { return path.Base(strings.ReplaceAll(src.Name, `\`, "/")) }

// pickGlobal finds the GlobalConfiguration that holds: of several files only
// that of ocelot.global.json.
func (r *reader) pickGlobal(parts []*convert.Object, overlay *syntax.Node) {
	var all []*convert.Object
	chosen := -1
	for _, p := range parts {
		if !p.Has("GlobalConfiguration") {
			continue
		}
		if g := p.Child("GlobalConfiguration"); g != nil {
			if strings.EqualFold(base(g.Span.Source), "ocelot.global.json") {
				chosen = len(all)
			}
			all = append(all, g)
		}
	}
	if chosen < 0 {
		chosen = 0
	}
	for i, g := range all {
		if i == chosen {
			r.global = g
			continue
		}
		g.LoseAt(g.Place, convert.Ignored, "global-part", "of several files only the GlobalConfiguration of ocelot.global.json counts", "")
	}
	over := memberOf(overlay, "GlobalConfiguration")
	switch {
	case r.global == nil:
		r.global = r.inv.Object(over, "/GlobalConfiguration", true)
	case over != nil:
		r.global = r.inv.Object(lay(r.global.Node, over), r.global.Pointer, true)
	}
}

// memberOf is a member of an overlay, whatever the case of its name.
func memberOf(root *syntax.Node, name string) *syntax.Node {
	if root == nil {
		return nil
	}
	for _, m := range root.Members() {
		if strings.EqualFold(m.Name, name) {
			return m.Value
		}
	}
	return nil
}

// elementAt is the element of an overlay's list, nil where there is none.
func elementAt(root *syntax.Node, i int, names ...string) *syntax.Node {
	if root == nil {
		return nil
	}
	for _, m := range root.Members() {
		for _, name := range names {
			if strings.EqualFold(m.Name, name) && m.Value != nil && m.Value.Kind == syntax.Array && i < len(m.Value.Items()) {
				return m.Value.Items()[i]
			}
		}
	}
	return nil
}

// lay puts one tree over another as .NET does: objects member by member, lists
// element by element, everything else as a whole.
func lay(under, over *syntax.Node) *syntax.Node {
	switch {
	case under == nil:
		return over
	case over == nil:
		return under
	case under.Kind == syntax.Array && over.Kind == syntax.Array:
		out := under.Copy()
		for i, item := range over.Items() {
			if i < len(out.Items()) {
				out.Items()[i] = lay(out.Items()[i], item)
			} else {
				out.AddItem(item)
			}
		}
		return out
	case under.Kind == syntax.Object && over.Kind == syntax.Object:
		out := under.Copy()
		for _, m := range over.Members() {
			i := slices.IndexFunc(out.Members(), func(u syntax.Member) bool { return strings.EqualFold(u.Name, m.Name) })
			if i < 0 {
				out.AddMember(m)
				continue
			}
			out.Members()[i].Value = lay(out.Members()[i].Value, m.Value)
		}
		return out
	}
	return over
}

// root reads what stands beside the routes.
func (r *reader) root(p *convert.Object) {
	if f := p.Get(convert.NoteKey); f.Node != nil {
		r.inv.Service.Note = convert.ReadNote(f.Node, f.Pointer)
	}
	for _, d := range p.Children("DynamicRoutes", "DynamicReRoutes") {
		d.LoseAt(d.Place, convert.Lost, "dynamic-route", "routes by the name of a service that a registry knows have no counterpart", "write a route for the service")
	}
	for _, d := range p.Children("SwaggerEndPoints") {
		key := d.Str("Key")
		hint := ""
		for _, c := range d.Children("Config") {
			if u := c.Str("Url"); u != "" && hint == "" {
				r.inv.Documents = append(r.inv.Documents, convert.Document{Place: d.Place, Service: key, Ref: u})
				hint = fmt.Sprintf("expand its catch-alls by it: --spec %s=%s, or --mode api", key, u)
			}
		}
		p.LoseAt(d.Place, convert.Ignored, "documents", fmt.Sprintf("the documents of %q serve people, not the gateway", key), hint)
	}
	p.Skip("ConnectionStrings", "Logging", "Serilog", "AllowedHosts", "Kestrel", "$schema")
	p.Get("GlobalConfiguration")
	p.Rest("the configuration")
}

// globalRest reports what the routes did not take of GlobalConfiguration.
func (r *reader) globalRest() {
	g := r.global
	g.Skip("BaseUrl", "AdministrationPath", "RequestIdKey", "Metadata")
	for _, name := range []string{"ServiceDiscoveryProvider", "RateLimitOptions", "QoSOptions", "CacheOptions", "FileCacheOptions", "AuthenticationOptions", "LoadBalancerOptions", "HttpHandlerOptions", "SecurityOptions", "Timeout"} {
		if f := g.Get(name); f.Node != nil && !r.taken[name] {
			g.LoseAt(f.Place, convert.Ignored, "global-unused", fmt.Sprintf("%q of GlobalConfiguration holds for no route", name), "")
		}
	}
	g.Get("RouteIsCaseSensitive")
	g.Skip("DownstreamScheme", "DownstreamHttpVersion", "DownstreamHttpVersionPolicy")
	g.Rest("GlobalConfiguration")
}

// insecure decides about certificates, which are checked for all backends or
// for none.
func (r *reader) insecure() {
	var some, rest *entry
	for _, e := range r.routes {
		if e.route == nil {
			continue
		}
		if e.obj.Bool(false, "DangerousAcceptAnyServerCertificateValidator") {
			some = e
		} else if slices.ContainsFunc(e.route.Calls, func(c *convert.Call) bool {
			return slices.ContainsFunc(c.Hosts, func(h string) bool { return strings.HasPrefix(h, "https://") })
		}) {
			rest = e
		}
	}
	if some == nil {
		return
	}
	r.inv.Service.InsecureTLS = true
	if rest != nil {
		f := some.obj.Get("DangerousAcceptAnyServerCertificateValidator")
		r.inv.Lose(convert.Loss{
			Severity: convert.Security, Code: "tls-unchecked", Place: f.Place, Route: some.route, Action: convert.Rewritten,
			Message: "certificates are now checked for no backend, before they were for some", Hint: "give the gateway the certificates with client_tls.ca_certs",
		})
	}
}

var claim = regexp.MustCompile(`^\s*Claims\[([^\]]+)\]\s*>\s*value\s*$`)
