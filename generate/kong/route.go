package kong

import (
	"fmt"
	"math"
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
	for _, one := range s.routes {
		r.route(s, one, b)
	}
	if len(s.routes) == 0 {
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
	if url := o.Str("url"); url != "" {
		origin, p := convert.SplitURL(url)
		if !strings.Contains(origin, "://") {
			origin = "http://" + origin
		}
		protocol, host, _ = strings.Cut(origin, "://")
		host, port = splitPort(host)
		if path == "" {
			path = p
		}
	}
	b := backend{path: strings.TrimSpace(path), off: !get("enabled").Bool(true, "enabled")}
	if protocol == "" {
		protocol = "http"
	}
	switch protocol {
	case "http", "https":
	case "ws", "wss", "grpc", "grpcs", "tcp", "tls", "tls_passthrough", "udp":
		at := o.Place
		if f := o.Get("protocol"); f.Node != nil {
			at = f.Place
		}
		o.LoseAt(at, convert.Lost, "protocol", fmt.Sprintf("the gateway speaks no %s to backends", protocol), "")
		b.off = true
	}
	r.timeouts(o, get, &b)
	if u := r.upstreams[host]; host != "" && u != nil {
		r.upstream(u, protocol, &b)
	} else if host != "" {
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
	get("write_timeout").Get("write_timeout")
	if stated {
		b.timeout = time.Duration(min(longest, 1e12)) * time.Millisecond
	}
	if n, ok := get("retries").Int("retries"); ok && n != 0 {
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
	if u.Str("hash_on") == "" {
		u.Get("hash_on")
	}
	for _, f := range []string{"hash_on_header", "hash_on_cookie", "hash_on_cookie_path", "hash_on_query_arg", "hash_on_uri_capture", "hash_fallback", "hash_fallback_header", "hash_fallback_query_arg", "hash_fallback_uri_capture"} {
		u.Get(f)
	}
	u.Lose(convert.Changed, "host-header", "backends get their own host in the header Host", "", "host_header")
	u.Lose(convert.Security, "client-certificate", "certificates for the backend are files: see client_tls.client_certs", "", "client_certificate")
	u.Rest("an upstream")
}

func (r *reader) passive(p *convert.Object) *convert.Breaker {
	errors := 0
	if u := p.Child("unhealthy"); u != nil {
		for _, name := range []string{"http_failures", "timeouts", "tcp_failures"} {
			if n, ok := u.Int(name); ok && n > 0 && errors == 0 {
				errors = n
			}
		}
		u.Get("http_statuses")
	}
	p.Get("healthy")
	p.Get("type")
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
	model.Note = noteOf(o.Get("_comment"))
	if p, ok := get("regex_priority").Int("regex_priority"); ok {
		model.Priority += p
	}
	for _, m := range get("methods").Strs("methods") {
		model.Methods = append(model.Methods, strings.ToUpper(m))
	}
	if !r.protocols(o, get) {
		return
	}
	if f := o.Get("expression"); f.Node != nil {
		o.LoseAt(f.Place, convert.Lost, "expression", "routes by an expression have no counterpart", "write it with paths and methods")
		return
	}
	r.matches(o, get, &model)
	strip, v1 := get("strip_path").Bool(true, "strip_path"), get("path_handling").Str("path_handling") == "v1"
	if get("preserve_host").Bool(false, "preserve_host") {
		o.LoseAt(get("preserve_host").Get("preserve_host").Place, convert.Lost, "preserve-host", "backends get their own host in the header Host, not that of the request", "")
	}
	paths := get("paths").Strs("paths")
	pathsAt := get("paths").Get("paths")
	if len(paths) == 0 {
		paths = []string{"/"}
	}
	var made []*convert.Route
	for i, p := range paths {
		nr := model
		nr.Pointer = o.Pointer
		if pathsAt.Node != nil && i < len(pathsAt.Node.Items) && pathsAt.Node.Kind == syntax.Array {
			nr.Place = convert.PlaceOf(pathsAt.Node.Items[i], syntax.Index(pathsAt.Pointer, i))
		}
		call := &convert.Call{Place: nr.Place, Hosts: b.hosts, Breaker: b.breaker}
		nr.Calls = []*convert.Call{call}
		if r.path(&nr, call, p, b.path, strip, v1) {
			nr.CleanNames()
			made = append(made, &nr)
			r.inv.Routes = append(r.inv.Routes, &nr)
		}
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
		r.once(convert.Changed, "https-only", get("protocols").Get("protocols").Place, "requests by plain HTTP are not turned away", "serve only HTTPS with tls")
	}
	return true
}

// matches reads conditions beyond path and method.
func (r *reader) matches(o *convert.Object, get func(string) *convert.Object, nr *convert.Route) {
	if list := get("hosts").Strs("hosts"); len(list) > 0 {
		nr.Match = append(nr.Match, convert.Condition{Place: get("hosts").Get("hosts").Place, Kind: "host", Values: list})
	}
	if h := o.Child("headers"); h != nil {
		for _, m := range h.Node.Members {
			nr.Match = append(nr.Match, convert.Condition{
				Place: convert.PlaceOf(m.Value, syntax.Join(h.Pointer, m.Name)), Kind: "header", Name: m.Name, Values: h.Strs(m.Name),
			})
		}
	}
	if list := o.Strs("snis"); len(list) > 0 {
		nr.Match = append(nr.Match, convert.Condition{Place: o.Get("snis").Place, Kind: "sni", Values: list})
	}
	o.Lose(convert.Lost, "match-address", "a route by the address of clients has no counterpart", "", "sources", "destinations")
}

// gateway reads what the global plugins say of the whole gateway.
func (r *reader) gateway() {
	for _, p := range r.global {
		if !p.obj.Bool(true, "enabled") {
			p.obj.LoseAt(p.obj.Place, convert.Ignored, "disabled", "the plugin is switched off", "")
			continue
		}
		switch p.name {
		case "prometheus":
			r.inv.Service.Prometheus = true
			continue
		case "opentelemetry", "zipkin":
			if r.tracing(p) {
				continue
			}
		case "cors":
			continue
		case "request-size-limiting":
			r.losePlugin(p, convert.Lost, "body-size", "the size of bodies is limited in the Enterprise Edition only: router.max_payload")
			continue
		}
		if len(r.inv.Routes) == 0 || !known(p.name) {
			r.losePlugin(p, convert.Lost, "plugin", fmt.Sprintf("the plugin %s has no counterpart", p.name))
		}
	}
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
	p.obj.LoseAt(p.obj.Place, convert.Approximated, "tracing", "traces go to the collector by OTLP", "")
	return true
}

// whole cuts a number to what an int holds.
func whole(f float64) int { return int(max(0, min(f, math.MaxInt32))) }
