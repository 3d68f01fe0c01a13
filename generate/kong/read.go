// Package kong reads and writes the declarative configuration of Kong: that of
// the gateway without a database, and that of decK.
//
// The common calls are
//
//	inv := kong.Read(sources)
//	out := kong.Write(inv, kong.WriteOptions{})
//
// Formats 1.1, 2.1 and 3.x are read; what changed its meaning between them is
// read by the version that the file states. Secrets behind references stay
// references.
package kong

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// Format is the name of the format.
const Format = "kong"

// DefaultTimeout is how long Kong waits for a backend.
const DefaultTimeout = 60 * time.Second

// maxHosts bounds how often hosts are repeated for their weights.
const maxHosts = 100

// Is reports whether a tree looks like a configuration of Kong.
func Is(root *syntax.Node) bool {
	if root == nil || root.Kind != syntax.Object {
		return false
	}
	if root.Get("_format_version") != nil || root.Get("_transform") != nil || root.Get("_info") != nil {
		return true
	}
	for name, keys := range map[string][]string{
		"services": {"url", "host", "routes"}, "routes": {"paths", "hosts", "methods", "expression"}, "upstreams": {"targets", "algorithm"},
	} {
		list := root.Get(name)
		if list == nil || list.Kind != syntax.Array {
			continue
		}
		for _, item := range list.Items() {
			for _, k := range keys {
				if item.Get(k) != nil {
					return true
				}
			}
		}
	}
	return false
}

type reader struct {
	inv       *convert.Inventory
	major     int
	defaults  map[string]*convert.Object // by kind of entity
	services  []*service
	upstreams map[string]*convert.Object
	global    []*plugin
	applied   []*plugin
	consumers []*consumer
	said      map[string]bool
	// captures are the groups of the regular expressions that are paths.
	captures map[*convert.Route][][2]string
}

type service struct {
	obj     *convert.Object
	names   []string // name and id
	routes  []*route
	plugins []*plugin
}

type route struct {
	obj     *convert.Object
	names   []string
	plugins []*plugin
}

type plugin struct {
	obj  *convert.Object
	name string
	conf *convert.Object
}

// Read reads the files of one gateway, as decK merges them.
func Read(sources []*syntax.Source) *convert.Inventory {
	r := &reader{
		inv: &convert.Inventory{Format: Format}, major: 3, said: map[string]bool{},
		defaults: map[string]*convert.Object{}, upstreams: map[string]*convert.Object{},
		captures: map[*convert.Route][][2]string{},
	}
	var roots []*convert.Object
	for _, src := range sources {
		root := r.inv.Parse(src)
		if root == nil || root.Kind != syntax.Object {
			continue
		}
		r.inv.Count(root)
		o := r.inv.Object(root, "", false)
		r.head(o)
		roots = append(roots, o)
	}
	var loose []*route
	var plugins []*plugin
	for _, o := range roots {
		for _, u := range o.Children("upstreams") {
			r.upstreams[u.Str("name")] = u
		}
		for _, s := range o.Children("services") {
			r.services = append(r.services, r.service(s))
		}
		for _, one := range o.Children("routes") {
			loose = append(loose, r.routeOf(one))
		}
		for _, p := range o.Children("plugins") {
			plugins = append(plugins, r.plugin(p))
		}
	}
	r.readConsumers(roots)
	r.attach(loose, plugins)
	for _, s := range r.services {
		r.serviceRoutes(s)
	}
	r.gateway()
	r.overridden()
	for _, p := range r.applied {
		p.conf.Route = nil
		p.conf.Rest("the plugin " + p.name)
	}
	for _, o := range roots {
		r.others(o)
	}
	return r.inv
}

// head reads what a file says of itself.
func (r *reader) head(o *convert.Object) {
	f := o.Get("_format_version")
	switch {
	case f.Node == nil:
		o.LoseAt(o.Place, convert.Defaulted, "format-version", "the file states no _format_version, 3.0 is taken", "")
	case convert.Unresolved(f.Node.Text) != "":
		o.LoseAt(f.Place, convert.Defaulted, "format-version", "_format_version is a placeholder, 3.0 is taken", "")
	default:
		if f.Node.Kind != syntax.String {
			o.LoseAt(f.Place, convert.Ignored, "format-version", "_format_version is a number, Kong wants it in quotes", "")
		}
		switch major, _, _ := strings.Cut(f.Node.Text, "."); major {
		case "1":
			r.major = 1
		case "2":
			r.major = 2
		case "3":
		default:
			o.LoseAt(f.Place, convert.Defaulted, "format-version", fmt.Sprintf("_format_version %q is unknown, 3.0 is taken", f.Node.Text), "")
		}
	}
	if r.inv.Service.Note = noteOf(o.Get("_comment")); r.inv.Service.Note == nil {
		o.Skip("_comment")
	}
	if info := o.Child("_info"); info != nil {
		kinds, defaults := info.Members("defaults")
		for i, kind := range kinds {
			r.defaults[kind] = defaults[i]
		}
		info.Get("select_tags")
	}
	o.Skip("_transform", "_ignore", "_workspace", "_konnect")
}

const notePrefix = convert.NoteKey + " "

// noteOf reads a note out of a comment.
func noteOf(f convert.Field) *convert.Note {
	text, ok := strings.CutPrefix(f.Node.Str(), notePrefix)
	if !ok {
		return nil
	}
	n := convert.ReadNote(&syntax.Node{Kind: syntax.String, Text: text, Span: f.Span}, f.Pointer)
	return n
}

func (r *reader) service(o *convert.Object) *service {
	s := &service{obj: o, names: []string{o.Str("name"), o.Str("id")}}
	for _, one := range o.Children("routes") {
		s.routes = append(s.routes, r.routeOf(one))
	}
	for _, p := range o.Children("plugins") {
		s.plugins = append(s.plugins, r.plugin(p))
	}
	return s
}

func (r *reader) routeOf(o *convert.Object) *route {
	one := &route{obj: o, names: []string{o.Str("name"), o.Str("id")}}
	for _, p := range o.Children("plugins") {
		one.plugins = append(one.plugins, r.plugin(p))
	}
	return one
}

func (r *reader) plugin(o *convert.Object) *plugin {
	return &plugin{obj: o, name: o.Str("name"), conf: o.Child("config")}
}

// reference is the name or id by which one entity refers to another.
func reference(o *convert.Object, name string) string {
	f := o.Get(name)
	if f.Node == nil {
		return ""
	}
	if f.Node.Kind == syntax.Object {
		if id := f.Node.Get("id").Str(); id != "" {
			return id
		}
		return f.Node.Get("name").Str()
	}
	return f.Node.Text
}

// attach puts routes and plugins that stand by themselves to what they name.
func (r *reader) attach(loose []*route, plugins []*plugin) {
	all := slices.Clone(loose)
	for _, s := range r.services {
		all = append(all, s.routes...)
	}
	for _, one := range loose {
		ref := reference(one.obj, "service")
		i := slices.IndexFunc(r.services, func(s *service) bool { return ref != "" && slices.Contains(s.names, ref) })
		if i < 0 {
			one.obj.LoseAt(one.obj.Place, convert.Lost, "route-without-service", "the route has no service to call", "")
			continue
		}
		r.services[i].routes = append(r.services[i].routes, one)
	}
	for _, p := range plugins {
		svc, rt := reference(p.obj, "service"), reference(p.obj, "route")
		if p.obj.Has("consumer") || p.obj.Has("consumer_group") {
			r.losePlugin(p, convert.Lost, "consumer-plugin", fmt.Sprintf("the plugin %s of one consumer has no counterpart", p.name))
			continue
		}
		switch {
		case rt != "":
			if i := slices.IndexFunc(all, func(one *route) bool { return slices.Contains(one.names, rt) }); i >= 0 {
				all[i].plugins = append(all[i].plugins, p)
				continue
			}
			r.losePlugin(p, convert.Lost, "plugin-unknown-route", fmt.Sprintf("there is no route %q", rt))
		case svc != "":
			if i := slices.IndexFunc(r.services, func(s *service) bool { return slices.Contains(s.names, svc) }); i >= 0 {
				r.services[i].plugins = append(r.services[i].plugins, p)
				continue
			}
			r.losePlugin(p, convert.Lost, "plugin-unknown-service", fmt.Sprintf("there is no service %q", svc))
		default:
			r.global = append(r.global, p)
		}
	}
}

// protective are plugins that keep requests out.
var protective = []string{"key-auth", "key-auth-enc", "basic-auth", "jwt", "openid-connect", "acl", "ip-restriction", "ldap-auth", "ldap-auth-advanced",
	"hmac-auth", "oauth2", "oauth2-introspection", "mtls-auth", "jwt-signer", "opa", "vault-auth", "bot-detection", "header-cert-auth"}

// protects reports whether a plugin keeps requests out. Of plugins that people
// made themselves the name has to tell: to close a route by mistake can be seen,
// to open one cannot.
func protects(name string) bool {
	if slices.Contains(protective, name) {
		return true
	}
	name = strings.ToLower(name)
	return !strings.HasPrefix(name, "upstream-") && slices.ContainsFunc([]string{"auth", "jwt", "oidc", "openid", "keycloak", "saml", "introspect"}, func(part string) bool { return strings.Contains(name, part) })
}

func (r *reader) losePlugin(p *plugin, severity convert.Severity, code, message string) {
	if protects(p.name) {
		severity = convert.Security
	}
	p.obj.LoseAt(p.obj.Place, severity, code, message, "")
}

// overridden reports plugins that run nowhere, since every route has one of a
// narrower scope, or the first of several at one place.
func (r *reader) overridden() {
	list := slices.Clone(r.global)
	for _, s := range r.services {
		list = append(list, s.plugins...)
		for _, one := range s.routes {
			list = append(list, one.plugins...)
		}
	}
	for _, p := range list {
		if known(p.name) && !slices.Contains(r.applied, p) && p.obj.Bool(true, "enabled") && len(r.inv.Routes) > 0 {
			p.obj.LoseAt(p.obj.Place, convert.Ignored, "plugin-unused", fmt.Sprintf("the plugin %s runs on no route: another of its name stands before it, or nearer to the routes", p.name), "")
		}
	}
}

// others reports the entities that have no counterpart.
func (r *reader) others(o *convert.Object) {
	for name, message := range map[string]string{
		"consumer_groups": "groups of consumers have no counterpart", "consumer_group_plugins": "groups of consumers have no counterpart",
		"consumer_group_consumers": "groups of consumers have no counterpart",
		"certificates":             "certificates of the gateway are files: see tls", "snis": "certificates of the gateway are files: see tls",
		"ca_certificates": "certificates are files: see client_tls.ca_certs", "filter_chains": "filters have no counterpart",
	} {
		o.Lose(convert.Lost, strings.ReplaceAll(name, "_", "-"), message, "", name)
	}
	o.Skip("vaults", "keys", "key_sets", "partials", "plugins_partials", "_plugin_configs", "tags")
	o.Rest("the configuration")
}

// own reads a field of an entity, else the default that the file states for
// its kind.
func (r *reader) own(o *convert.Object, kind, name string) *convert.Object {
	if d := r.defaults[kind]; d != nil && !o.Has(name) && d.Has(name) {
		return d
	}
	return o
}

// once reports something about the whole file at its first place.
func (r *reader) once(severity convert.Severity, code string, at convert.Place, message, hint string) {
	if !r.said[code] {
		r.said[code] = true
		r.inv.Lose(convert.Loss{Severity: severity, Code: code, Place: at, Message: message, Hint: hint})
	}
}
