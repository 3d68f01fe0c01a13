package ocelot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/generate/convert"
)

// route reads one route.
func (r *reader) route(e *entry) {
	o := e.obj
	route := &convert.Route{Place: o.Place, Priority: 1}
	o.Route, e.route = route, route
	e.key = o.Str("Key")
	route.Name = e.key
	route.PassAll()
	r.inv.Routes = append(r.inv.Routes, route)
	r.note(o, route)

	up := o.Str("UpstreamPathTemplate", "UpstreamTemplate")
	if up == "" {
		o.LoseAt(o.Place, convert.Lost, "route-incomplete", "the route has no UpstreamPathTemplate", "")
	}
	if p, ok := o.Int("Priority"); ok {
		route.Priority = p
	}
	query := r.upstream(route, up)
	r.caseLoss(o)
	for _, m := range o.Strs("UpstreamHttpMethod") {
		if m = strings.ToUpper(strings.TrimSpace(m)); m != "" {
			route.Methods = append(route.Methods, m)
		}
	}
	call := &convert.Call{Place: o.Place, Method: strings.ToUpper(o.Str("DownstreamHttpMethod"))}
	route.Calls = []*convert.Call{call}
	call.Pattern = r.downstream(o, route, query)
	r.hosts(o, route, call)
	r.matches(o, route)
	r.addresses(o, route)
	r.auth(o, route)
	r.claims(o, route, call)
	r.transforms(o, call)
	r.policies(o, route, call)
	r.routeRest(o)
	r.rank(route)
	route.CleanNames()
}

// rank puts the route behind those before it in the file: Ocelot takes a route
// that names the host first, then that of the highest priority, then the first.
func (r *reader) rank(route *convert.Route) {
	host := 0
	if slices.ContainsFunc(route.Match, func(m convert.Condition) bool { return m.Kind == "host" }) {
		host = 1
	}
	route.Rank = []int{host, route.Priority, -len(r.inv.Routes)}
}

// note takes what an earlier conversion noted of the route.
func (r *reader) note(o *convert.Object, route *convert.Route) {
	meta := o.Child("Metadata")
	if meta == nil {
		return
	}
	f := meta.Get(convert.NoteKey)
	route.Note = convert.ReadNote(f.Node, f.Pointer)
	if f.Node == nil || len(meta.Node.Members()) > 1 {
		o.LoseAt(meta.Place, convert.Ignored, "no-effect", `"Metadata" means nothing at run time`, "")
	}
}

func (r *reader) caseLoss(o *convert.Object) {
	insensitive := !o.Bool(r.global.Bool(false, "RouteIsCaseSensitive"), "RouteIsCaseSensitive", "ReRouteIsCaseSensitive", "ReRoutesCaseSensitive")
	if insensitive && !r.casing {
		r.casing = true
		r.inv.Lose(convert.Loss{
			Severity: convert.Changed, Code: "letter-case", Place: o.Place, Value: "RouteIsCaseSensitive: false",
			Message: "Ocelot takes /Users for /users, the gateway tells them apart",
		})
	}
}

// query is what the upstream template says of the query string.
type query struct {
	all    map[string]bool   // placeholders that stand for the whole query string
	values map[string]string // placeholder → name of the query string it is the value of
}

// upstream reads the path of a route.
func (r *reader) upstream(route *convert.Route, template string) query {
	q := query{all: map[string]bool{}, values: map[string]string{}}
	path, search, found := strings.Cut(template, "?")
	if found {
		for _, pair := range strings.Split(search, "&") {
			name, value, ok := strings.Cut(pair, "=")
			switch {
			case !ok && strings.HasPrefix(name, "{") && strings.HasSuffix(name, "}"):
				q.all[name[1:len(name)-1]] = true
			case ok && strings.HasPrefix(value, "{") && strings.HasSuffix(value, "}"):
				q.values[value[1:len(value)-1]] = name
			}
		}
		if len(q.values) > 0 || len(q.all) == 0 {
			r.inv.Lose(convert.Loss{
				Severity: convert.Changed, Code: "match-query", Place: route.Place, Value: template, Route: route,
				Message: "the route answers only with the query string ?" + search + ", the endpoint answers without it too",
			})
		}
	}
	if path == "" {
		path = "/"
	}
	if path != "/" {
		path = strings.TrimSuffix(path, "/")
	}
	route.Path = path
	last := path[strings.LastIndexByte(path, '/')+1:]
	if strings.HasPrefix(last, "{") && strings.IndexByte(last, '}') == len(last)-1 {
		route.Tail = last[1 : len(last)-1]
		route.Deep = 1
		if slices.Contains(catchAlls, strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(route.Tail))) {
			route.Deep = 0
		}
		if path == "/{"+route.Tail+"}" {
			route.Priority, route.Deep = 0, 0
		}
	}
	return q
}

// catchAlls are names under which people write a placeholder that stands for
// any path. To Ocelot every placeholder at the end is one.
var catchAlls = []string{"everything", "all", "any", "anything", "catchall", "url", "uri", "path", "route", "rest", "remaining", "remainder", "endpoint", "everythingelse", "wildcard", "controller", "action"}

// downstream reads the backend's path, in which placeholders of the query
// string have no place: the query string is passed on as it is.
func (r *reader) downstream(o *convert.Object, route *convert.Route, q query) string {
	f := o.Get("DownstreamPathTemplate", "DownstreamTemplate")
	template := f.Node.Str()
	if template == "" {
		o.LoseAt(o.Place, convert.Lost, "route-incomplete", "the route has no DownstreamPathTemplate", "")
		route.Calls = nil
		return "/"
	}
	path, search, found := strings.Cut(template, "?")
	if !found {
		return path
	}
	var kept []string
	for _, pair := range strings.Split(search, "&") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok && len(name) > 1 && q.all[strings.Trim(name, "{}")] {
			continue
		}
		if v, in := q.values[strings.Trim(value, "{}")]; ok && in && v == name {
			continue
		}
		kept = append(kept, pair)
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + strings.Join(kept, "&")
}

// hosts reads where the backend is.
func (r *reader) hosts(o *convert.Object, route *convert.Route, call *convert.Call) {
	scheme := strings.ToLower(o.Str("DownstreamScheme"))
	balancer := ""
	if f := o.Get("LoadBalancer"); f.Node != nil {
		balancer = f.Node.Text
		r.balance(o, f.Place, balancer)
	}
	if lb := r.option(o, "LoadBalancerOptions"); lb != nil {
		balancer = lb.Str("Type")
		lb.Skip("Key", "Expiry")
		lb.Get("RouteKeys")
		lb.Rest("LoadBalancerOptions")
		r.balance(o, lb.Place, balancer)
	}
	switch scheme {
	case "ws", "wss", "grpc", "grpcs":
		f := o.Get("DownstreamScheme")
		o.LoseAt(f.Place, convert.Lost, "protocol", "the gateway passes on no "+scheme, "")
		scheme = ""
	}
	if name := o.Str("ServiceName"); name != "" {
		r.discovery(o, route, call, name, scheme)
		return
	}
	o.Skip("UseServiceDiscovery")
	type target struct {
		host, port string
		at         convert.Place
	}
	var list []target
	for _, h := range o.Children("DownstreamHostAndPorts") {
		list = append(list, target{h.Str("Host"), h.Str("Port"), h.Place})
		h.Rest("a host")
	}
	if host := o.Str("DownstreamHost"); host != "" {
		list = append(list, target{host, o.Str("DownstreamPort"), o.Place})
	}
	if len(list) > 1 && (balancer == "" || strings.EqualFold(balancer, "NoLoadBalancer") || strings.EqualFold(balancer, "NoLoadBalance")) && !r.opts.AllHosts {
		for _, t := range list[1:] {
			o.LoseAt(t.at, convert.Changed, "host-unused", "Ocelot uses the first host only where no load balancer is set, so the others are left out", "--use-all-hosts takes them all").Action = convert.Dropped
		}
		list = list[:1]
	}
	for _, t := range list {
		call.Hosts = append(call.Hosts, r.origin(o, scheme, t.host, t.port, t.at))
	}
	if len(list) == 0 {
		o.LoseAt(o.Place, convert.Lost, "host-missing", "the route names no host", "")
		route.Calls = nil
		return
	}
	route.Service = list[0].host
	if key := o.Str("SwaggerKey"); key != "" {
		route.Service = key
	}
}

func (r *reader) balance(o *convert.Object, at convert.Place, kind string) {
	switch strings.ToLower(kind) {
	case "", "noloadbalancer", "noloadbalance", "roundrobin":
	case "leastconnection":
		o.LoseAt(at, convert.Changed, "load-balancer", "hosts take turns instead of the least busy one being called", "")
	default:
		o.LoseAt(at, convert.Lost, "load-balancer", fmt.Sprintf("the load balancer %q has no counterpart, hosts take turns", kind), "")
	}
}

func (r *reader) origin(o *convert.Object, scheme, host, port string, at convert.Place) string {
	if scheme == "" {
		scheme = "http"
		if port == "443" {
			scheme = "https"
		}
		o.LoseAt(at, convert.Defaulted, "scheme", "the route states no DownstreamScheme, "+scheme+" is taken", "")
	}
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	if port == "" || port == "0" {
		return scheme + "://" + host
	}
	return scheme + "://" + host + ":" + port
}

// discovery reads a backend that a registry knows.
func (r *reader) discovery(o *convert.Object, route *convert.Route, call *convert.Call, name, scheme string) {
	f := o.Get("ServiceName")
	route.Service = name
	if key := o.Str("SwaggerKey"); key != "" {
		route.Service = key
	}
	o.Skip("UseServiceDiscovery")
	o.Lose(convert.Ignored, "host-unused", "the backend is known by its name, not by these hosts", "", "DownstreamHostAndPorts")
	if scheme == "" {
		scheme = "http"
	}
	d := &convert.Discovery{Place: f.Place, Name: name, Scheme: scheme}
	space := o.Str("ServiceNamespace")
	kind := ""
	if p := r.global.Child("ServiceDiscoveryProvider"); p != nil {
		kind = strings.ToLower(p.Str("Type"))
		if space == "" {
			space = p.Str("Namespace")
		}
		if kind == "" {
			kind = strings.ToLower(p.Str("Provider"))
		}
		if kind == "" && p.Has("Host") {
			kind = "consul" // as long as nothing else is said
		}
		r.taken["ServiceDiscoveryProvider"] = true
		p.Skip("Scheme", "Host", "Port", "Token", "ConfigurationKey", "PollingInterval", "PollingIntervalSeconds")
	}
	switch {
	case strings.HasSuffix(kind, "consul"):
		d.DNS = name + ".service.consul"
	case strings.HasSuffix(kind, "kube"):
		if space == "" {
			space = "default"
		}
		d.DNS = name + "." + space + ".svc.cluster.local"
	case kind != "":
		r.global.Child("ServiceDiscoveryProvider").Skip("Type", "Provider")
	}
	call.Discovery = d
}

// matches reads conditions beyond path and method.
func (r *reader) matches(o *convert.Object, route *convert.Route) {
	if f := o.Get("UpstreamHost"); f.Node.Str() != "" {
		route.Match = append(route.Match, convert.Condition{Place: f.Place, Kind: "host", Values: []string{f.Node.Text}})
	}
	for _, f := range o.Texts("UpstreamHeaderTemplates") {
		route.Match = append(route.Match, convert.Condition{Place: f.Place, Kind: "header", Name: f.Name, Values: []string{f.Node.Text}})
	}
}

// option is a set of options of the route, else the global one that holds for
// it.
func (r *reader) option(o *convert.Object, names ...string) *convert.Object {
	if c := o.Child(names...); c != nil && len(c.Node.Members()) > 0 {
		return c
	}
	g := r.global.Child(names...)
	if g == nil {
		return nil
	}
	if keys := g.Strs("RouteKeys", "ReRouteKeys"); len(keys) > 0 {
		key := ""
		if f := o.Get("Key"); f.Node != nil {
			key = f.Node.Text
		}
		if !slices.Contains(keys, key) {
			return nil
		}
	}
	g.Route = o.Route
	for _, name := range names {
		r.taken[name] = true
	}
	return g
}

func (r *reader) routeRest(o *convert.Object) {
	o.Skip("SwaggerKey", "VirtualDirectory", "ParametersMap", "Description", "DownstreamHttpVersion", "DownstreamHttpVersionPolicy")
	o.Lose(convert.Lost, "delegating-handler", "handlers are C# code, they have no counterpart", "", "DelegatingHandlers")
	o.Lose(convert.Lost, "request-id", "the gateway makes no ids of requests", "", "RequestIdKey")
	for _, name := range []string{"LoadBalancer", "LoadBalancerOptions", "DownstreamHost", "DownstreamPort", "Key", "SwaggerKey", "ServiceNamespace", "DangerousAcceptAnyServerCertificateValidator"} {
		o.Get(name)
	}
	if h := r.option(o, "HttpHandlerOptions"); h != nil {
		r.handler(o, h)
	}
	o.Rest("a route")
}

func (r *reader) handler(o, h *convert.Object) {
	switch follow := h.Bool(false, "AllowAutoRedirect"); {
	case follow:
		o.Route.Redirects = convert.Followed
	case h.Has("AllowAutoRedirect"):
		o.Route.Redirects = convert.HandedOn
	}
	h.Lose(convert.Lost, "cookies", "cookies are not kept between requests", "", "UseCookieContainer")
	h.Skip("UseTracing", "UseProxy", "MaxConnectionsPerServer", "PooledConnectionLifetimeSeconds", "RouteKeys")
	h.Rest("HttpHandlerOptions")
}

var periodText = regexp.MustCompile(`^\s*([0-9]*\.?[0-9]+)\s*(ms|s|m|h|d)?\s*$`)

// period reads "1m", "0.5h", "500"; without a unit it is milliseconds.
func period(s string) (time.Duration, bool) {
	m := periodText.FindStringSubmatch(strings.ToLower(s))
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, false
	}
	unit := map[string]time.Duration{"": time.Millisecond, "ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[m[2]]
	if n > float64(1<<62)/float64(unit) {
		return 0, false
	}
	return time.Duration(n * float64(unit)), true
}
