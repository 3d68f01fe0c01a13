package kong

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// backend is what a service says of its backend.
type backend struct {
	hosts   []string
	path    string
	timeout time.Duration
	breaker *convert.Breaker
	off     bool
}

// serviceRoutes reads the routes of a service.
func (r *reader) serviceRoutes(s *service) {
	o := s.obj
	b := r.backend(s)
	before := len(r.inv.Routes)
	for _, one := range s.routes {
		r.route(s, one, b)
	}
	if len(r.inv.Routes) == before {
		o.LoseAt(o.Place, convert.Ignored, "service-without-route", "no route leads to the service", "")
	}
	o.Skip("tags", "id", "created_at", "updated_at", "_comment", "_ignore")
	o.Lose(convert.Security, "client-certificate", "certificates for the backend are files: see client_tls.client_certs", "", "client_certificate")
	o.Lose(convert.Security, "ca-certificates", "certificates are files: see client_tls.ca_certs", "", "ca_certificates")
	o.Skip("tls_verify_depth", "tls_sans")
	o.Rest("a service")
}

func (r *reader) backend(s *service) backend {
	o := s.obj
	get := func(name string) *convert.Object { return r.own(o, "service", name) }
	protocol, host, path := get("protocol").Str("protocol"), o.Str("host"), get("path").Str("path")
	port, _ := get("port").Int("port")
	url := o.Str("url")
	if url != "" && convert.Unresolved(url) == url {
		b := backend{hosts: []string{url}, path: path, off: !get("enabled").Bool(true, "enabled")}
		r.timeouts(o, get, &b)
		return b
	}
	if url != "" {
		origin, p := convert.SplitURL(url)
		if scheme, rest, _ := strings.Cut(origin, "://"); strings.Contains(rest, "@") || strings.ContainsAny(url, "?#") {
			origin = scheme + "://" + rest[strings.LastIndexByte(rest, '@')+1:]
			o.LoseAt(o.Get("url").Place, convert.Lost, "url-part", "users and query strings in the url of a service are not sent", "")
		}
		if !strings.Contains(origin, "://") {
			origin = "http://" + origin
		}
		protocol, host, _ = strings.Cut(origin, "://")
		host, port = splitPort(host)
		if path == "" && p != "" {
			path = p
			if strings.HasSuffix(url, "/") {
				path += "/"
			}
		}
	}
	b := backend{path: strings.TrimSpace(path), off: !get("enabled").Bool(true, "enabled")}
	if b.off {
		o.LoseAt(o.Place, convert.Ignored, "disabled", "the service is switched off", "")
	}
	if protocol == "" {
		protocol = "http"
	}
	switch protocol {
	case "http", "https":
	case "ws", "wss", "grpc", "grpcs", "tcp", "tls", "tls_passthrough", "udp":
		o.LoseAt(o.Place, convert.Lost, "protocol", fmt.Sprintf("the gateway speaks no %s to backends", protocol), "")
		b.off = true
	}
	r.timeouts(o, get, &b)
	if u := r.upstreams[host]; host != "" && u != nil {
		r.upstream(u, protocol, &b)
	} else if host != "" {
		if url == "" && port == 0 && protocol == "https" {
			port = 80
			o.LoseAt(o.Place, convert.Defaulted, "service-port", "the service states no port, for which Kong calls 80, with https too", "write the port, most likely 443")
		}
		b.hosts = []string{origin(protocol, host, port)}
	}
	if get("tls_verify").Has("tls_verify") && !get("tls_verify").Bool(true, "tls_verify") && protocol == "https" {
		r.inv.Service.InsecureTLS = true
		if len(r.services) > 1 {
			o.LoseAt(get("tls_verify").Get("tls_verify").Place, convert.Security, "tls-unchecked", "certificates are now checked for no backend, before they were for some", "give the gateway the certificates with client_tls.ca_certs")
		}
	}
	return b
}

func (r *reader) timeouts(o *convert.Object, get func(string) *convert.Object, b *backend) {
	b.timeout = DefaultTimeout
	longest, stated := 0.0, false
	for _, name := range []string{"read_timeout", "connect_timeout"} {
		if ms, ok := get(name).Float(name); ok && ms > 0 {
			longest, stated = max(longest, ms), true
		} else {
			longest = max(longest, 0)
		}
	}
	if ms, ok := get("write_timeout").Float("write_timeout"); ok && ms != longest {
		f := get("write_timeout").Get("write_timeout")
		o.LoseAt(f.Place, convert.Approximated, "timeout", "one time holds for the whole call of a backend", "")
	}
	if stated {
		b.timeout = time.Duration(min(longest, 1e12)) * time.Millisecond
	}
	switch n, ok := get("retries").Int("retries"); {
	case !ok:
		r.once(convert.Defaulted, "retries-default", o.Place, "failed calls of a backend are not repeated; where nothing is stated Kong tries 5 times more", "")
	case n != 0:
		r.once(convert.Changed, "retries", o.Get("retries").Place, "failed calls of a backend are not repeated", "")
	}
}

func splitPort(host string) (string, int) {
	i := strings.LastIndexByte(host, ':')
	if i < 0 || strings.HasSuffix(host, "]") {
		return host, 0
	}
	n, err := strconv.Atoi(host[i+1:])
	if err != nil {
		return host, 0
	}
	return host[:i], n
}

func origin(protocol, host string, port int) string {
	if a, err := netip.ParseAddr(host); err == nil && a.Is6() {
		host = "[" + host + "]"
	}
	if port == 0 || port == 80 && protocol == "http" && strings.Contains(host, ":") {
		return protocol + "://" + host
	}
	return protocol + "://" + host + ":" + strconv.Itoa(port)
}

// upstream reads the hosts between which load is spread.
func (r *reader) upstream(u *convert.Object, protocol string, b *backend) {
	var hosts []string
	var weights []int
	for _, t := range u.Children("targets") {
		weight := 100
		if w, ok := t.Int("weight"); ok {
			weight = max(w, 0)
		}
		target := t.Str("target")
		t.Skip("tags", "id", "_comment")
		t.Rest("a target")
		if weight == 0 {
			u.LoseAt(t.Place, convert.Ignored, "target-off", "a target with the weight 0 is not called", "")
			continue
		}
		host, port := splitPort(target)
		hosts, weights = append(hosts, origin(protocol, host, port)), append(weights, weight)
	}
	exact := true
	if b.hosts, exact = convert.Spread(hosts, weights, maxHosts); !exact {
		u.LoseAt(u.Place, convert.Approximated, "weights", "the weights of the targets are rounded", "")
	}
	switch a := u.Str("algorithm"); a {
	case "", "round-robin":
	default:
		u.LoseAt(u.Get("algorithm").Place, convert.Changed, "load-balancer", fmt.Sprintf("hosts take turns instead of %s", a), "")
	}
	if h := u.Child("healthchecks"); h != nil {
		if p := h.Child("passive"); p != nil {
			b.breaker = r.passive(p)
		}
		h.Lose(convert.Lost, "healthcheck", "backends are not asked for their health", "", "active")
		h.Skip("threshold")
		h.Rest("healthchecks")
	}
	u.Skip("slots", "tags", "id", "use_srv_name", "_comment")
	u.Lose(convert.Lost, "load-balancer", "requests that are alike do not stay with one target", "", "hash_on", "hash_on_header", "hash_on_cookie", "hash_on_cookie_path",
		"hash_on_query_arg", "hash_on_uri_capture", "hash_fallback", "hash_fallback_header", "hash_fallback_query_arg", "hash_fallback_uri_capture")
	u.Lose(convert.Changed, "host-header", "backends get their own host in the header Host", "", "host_header")
	u.Lose(convert.Security, "client-certificate", "certificates for the backend are files: see client_tls.client_certs", "", "client_certificate")
	u.Rest("an upstream")
}

func (r *reader) passive(p *convert.Object) *convert.Breaker {
	errors := 0
	if u := p.Child("unhealthy"); u != nil {
		for _, name := range []string{"http_failures", "timeouts", "tcp_failures"} {
			n, ok := u.Int(name)
			switch {
			case !ok || n <= 0:
			case errors == 0:
				errors = n
			default:
				u.LoseAt(u.Get(name).Place, convert.Lost, "breaker-count", "failures of all kinds are counted together", "")
			}
		}
		u.Lose(convert.Lost, "breaker-status", "which answers are failures cannot be chosen", "", "http_statuses")
		u.Rest("passive health checks")
	}
	p.Lose(convert.Lost, "breaker-recovery", "a breaker closes when its time is over", "", "healthy")
	p.Skip("type")
	if errors == 0 {
		return nil
	}
	p.LoseAt(p.Place, convert.Approximated, "breaker", "failures open a breaker for 60 seconds, and only those of the connection count where answers pass through", "")
	return &convert.Breaker{Place: p.Place, Errors: errors, Interval: 60, Timeout: 60}
}

// route reads one route, which becomes one neutral route for each of its paths.
func (r *reader) route(s *service, one *route, b backend) {
	o := one.obj
	get := func(name string) *convert.Object { return r.own(o, "route", name) }
	if b.off {
		o.LoseAt(o.Place, convert.Ignored, "disabled", "the service of the route is switched off, or of another kind", "")
		return
	}
	model := convert.Route{Name: one.names[0], Service: s.names[0], Priority: 1, Timeout: b.timeout, Place: o.Place}
	model.PassAll()
	if model.Note = noteOf(o.Get("_comment")); model.Note == nil {
		o.Skip("_comment")
	}
	if p, ok := get("regex_priority").Int("regex_priority"); ok {
		model.Priority += p
	}
	if p, ok := o.Int("priority"); ok {
		model.Priority += p
	}
	if !r.protocols(o, get) {
		return
	}
	strip, v1 := get("strip_path").Bool(true, "strip_path"), get("path_handling").Str("path_handling") == "v1"
	if get("preserve_host").Bool(false, "preserve_host") {
		o.LoseAt(get("preserve_host").Get("preserve_host").Place, convert.Lost, "preserve-host", "backends get their own host in the header Host, not that of the request", "")
	}
	variants, ok := r.variants(o, get)
	if !ok {
		return
	}
	var made []*convert.Route
	for _, v := range variants {
		nr := model
		nr.Place, nr.Methods, nr.Match, nr.Allow = v.place, v.methods, v.match, v.allow
		nr.Rank = r.rank(o, &nr, v.path)
		call := &convert.Call{Place: nr.Place, Hosts: b.hosts, Breaker: b.breaker}
		nr.Calls = []*convert.Call{call}
		if r.path(&nr, call, v.path, b.path, strip, v1) {
			if v.chosen {
				delete(r.captures, &nr)
			}
			nr.CleanNames()
			made = append(made, &nr)
			r.inv.Routes = append(r.inv.Routes, &nr)
		}
	}
	if len(made) == 0 {
		o.LoseAt(o.Place, convert.Lost, "route-gone", "the route is left out: none of its paths can be served", "")
	}
	r.plugins(s, one, made)
	o.Skip("tags", "id", "created_at", "updated_at", "request_buffering", "response_buffering", "https_redirect_status_code", "_ignore", "priority")
	o.Get("service")
	o.Rest("a route")
	if len(b.hosts) == 0 {
		o.LoseAt(o.Place, convert.Lost, "host-missing", "the service of the route has no host", "")
		for _, nr := range made {
			nr.Calls = nil
		}
	}
}

func (r *reader) protocols(o *convert.Object, get func(string) *convert.Object) bool {
	list := get("protocols").Strs("protocols")
	if len(list) == 0 {
		return true
	}
	web := slices.Contains(list, "http") || slices.Contains(list, "https")
	if !web {
		o.LoseAt(get("protocols").Get("protocols").Place, convert.Lost, "protocol", fmt.Sprintf("the gateway serves no %s", strings.Join(list, ", ")), "")
		return false
	}
	if !slices.Contains(list, "http") {
		r.httpsOnly(get("protocols").Get("protocols").Place)
	}
	return true
}

// variant is one way in which a request reaches a route.
type variant struct {
	path    string
	place   convert.Place
	methods []string
	match   []convert.Condition
	allow   *convert.Addresses
	// chosen says that a group of the path was one of several texts, so that the
	// numbers of groups are no longer right.
	chosen bool
	// secure says that plain HTTP is turned away.
	secure bool
}

// variants are the ways that lead to a route: its paths, or the alternatives of
// its expression.
func (r *reader) variants(o *convert.Object, get func(string) *convert.Object) ([]variant, bool) {
	if f := o.Get("expression"); f.Node != nil {
		list, ok := r.expressed(f)
		if !ok {
			o.LoseAt(f.Place, convert.Lost, "expression", "routes by this expression have no counterpart", "write it with http.path and http.method")
		}
		for _, v := range list {
			if v.secure {
				r.httpsOnly(f.Place)
			}
		}
		return list, ok
	}
	model := variant{place: o.Place, path: "/"}
	for _, m := range get("methods").Strs("methods") {
		model.methods = append(model.methods, strings.ToUpper(m))
	}
	model.match = r.matches(o, get)
	paths, at := get("paths").Strs("paths"), get("paths").Get("paths")
	if len(paths) == 0 {
		return []variant{model}, true
	}
	var list []variant
	for i, p := range paths {
		v := model
		if at.Node.Kind == syntax.Array && i < len(at.Node.Items()) {
			v.place = convert.PlaceOf(at.Node.Items()[i], syntax.Index(at.Pointer, i))
		}
		for _, one := range r.alternatives(p) {
			v.path, v.chosen = one, one != p
			list = append(list, v)
		}
	}
	return list, true
}

// matches reads conditions beyond path and method.
func (r *reader) matches(o *convert.Object, get func(string) *convert.Object) (match []convert.Condition) {
	if list := get("hosts").Strs("hosts"); len(list) > 0 {
		match = append(match, convert.Condition{Place: get("hosts").Get("hosts").Place, Kind: "host", Values: list})
	}
	if h := o.Child("headers"); h != nil {
		for _, m := range h.Node.Members() {
			match = append(match, convert.Condition{
				Place: convert.PlaceOf(m.Value, syntax.Join(h.Pointer, m.Name)), Kind: "header", Name: m.Name, Values: h.Strs(m.Name),
			})
		}
	}
	if list := o.Strs("snis"); len(list) > 0 {
		match = append(match, convert.Condition{Place: o.Get("snis").Place, Kind: "sni", Values: list})
	}
	o.Lose(convert.Lost, "match-address", "a route by the address of clients has no counterpart", "", "sources", "destinations")
	return match
}

func (r *reader) httpsOnly(at convert.Place) {
	r.once(convert.Changed, "https-only", at, "requests by plain HTTP are not turned away", "serve only HTTPS with tls")
}

// gateway reads what the global plugins say of the whole gateway.
func (r *reader) gateway() {
	for _, p := range r.global {
		if !p.obj.Bool(true, "enabled") {
			p.obj.LoseAt(p.obj.Place, convert.Ignored, "disabled", "the plugin is switched off", "")
			continue
		}
		if p.name == "cors" || r.ofGateway(p) {
			continue
		}
		if len(r.inv.Routes) == 0 || !known(p.name) {
			r.losePlugin(p, convert.Lost, "plugin", fmt.Sprintf("the plugin %s has no counterpart", p.name))
		}
	}
}

// ofGateway takes what the whole gateway does, wherever the plugin stands; it
// answers false for other plugins.
func (r *reader) ofGateway(p *plugin) bool {
	switch p.name {
	case "prometheus":
		r.inv.Service.Prometheus = true
		if p.conf != nil {
			p.obj.LoseAt(p.conf.Place, convert.Ignored, "metrics", "the gateway chooses by itself what it counts", "")
		}
		return true
	case "opentelemetry", "zipkin":
		return r.tracing(p)
	}
	return false
}

func (r *reader) tracing(p *plugin) bool {
	if p.conf == nil {
		return false
	}
	address := p.conf.Str("endpoint", "traces_endpoint", "http_endpoint")
	if address == "" || r.inv.Service.OTLP != "" {
		return false
	}
	r.inv.Service.OTLP = address
	p.obj.LoseAt(p.obj.Place, convert.Approximated, "tracing", fmt.Sprintf("traces go to the collector of %s by OTLP", address), "")
	p.conf.Rest("the plugin " + p.name)
	return true
}

// whole cuts a number to what an int holds.
func whole(f float64) int { return int(max(0, min(f, math.MaxInt32))) }
