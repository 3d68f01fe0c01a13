package config

import (
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

func readEndpoint(s *Service, n *syntax.Node, el listed, at int) *Endpoint {
	e := &Endpoint{Service: s, Index: el.index(), at: at}
	r := &reader{svc: s, endpoint: endpointID(n), findings: &e.findings}
	e.Object = r.object(n, el.pointer(), func(name string, m *syntax.Member, p place) bool {
		switch name {
		case "endpoint":
			e.Path = r.str(m, p)
		case "method":
			e.Method = r.str(m, p)
		case "output_encoding":
			e.OutputEncoding = r.str(m, p)
		case "timeout":
			e.Timeout = r.duration(m, p)
		case "cache_ttl":
			e.CacheTTL = r.duration(m, p)
		case "concurrent_calls":
			e.ConcurrentCalls = r.integer(m, p)
		case "input_headers":
			e.InputHeaders = r.strings(m, p)
		case "input_query_strings":
			e.InputQueryStrings = r.strings(m, p)
		case "extra_config":
			e.Extra = r.extra(m, p, fact.Endpoint)
		case "backend":
			e.Backend, e.Backends = value(m, struct{}{}), nil
			r.objects(m, p, func(n *syntax.Node, el listed) {
				if n.Kind == syntax.Null {
					e.Backends = append(e.Backends, nil)
					return
				}
				b := r.backend(n, el)
				b.Endpoint = e
				e.Backends = append(e.Backends, b)
			})
		default:
			return false
		}
		return true
	})
	return e
}

// endpointID names the endpoint before its fields are read, for the findings
// about them.
func endpointID(n *syntax.Node) diag.Endpoint {
	o := Object{Node: n}
	e := Endpoint{}
	if m := o.Member("endpoint"); m != nil && m.Value != nil {
		e.Path.V, _, _ = asString(m.Value)
	}
	if m := o.Member("method"); m != nil && m.Value != nil {
		e.Method.V, _, _ = asString(m.Value)
	}
	return e.ID()
}

func (r *reader) backend(n *syntax.Node, el listed) *Backend {
	b := &Backend{Service: r.svc, Index: el.index()}
	b.Object = r.object(n, el.pointer(), func(name string, m *syntax.Member, p place) bool {
		switch name {
		case "url_pattern":
			b.URLPattern = r.str(m, p)
		case "host":
			b.Host = r.strings(m, p)
		case "disable_host_sanitize":
			b.DisableHostSanitize = r.boolean(m, p)
		case "method":
			b.Method = r.str(m, p)
		case "encoding":
			b.Encoding = r.str(m, p)
		case "is_collection":
			b.IsCollection = r.boolean(m, p)
		case "target":
			b.Target = r.str(m, p)
		case "allow":
			b.Allow = r.strings(m, p)
		case "deny":
			b.Deny = r.strings(m, p)
		case "mapping":
			b.Mapping = r.stringMap(m, p)
		case "group":
			b.Group = r.str(m, p)
		case "sd":
			b.SD = r.str(m, p)
		case "sd_scheme":
			b.SDScheme = r.str(m, p)
		case "input_headers":
			b.InputHeaders = r.strings(m, p)
		case "input_query_strings":
			b.InputQueryStrings = r.strings(m, p)
		case "extra_config":
			b.Extra = r.extra(m, p, fact.Backend)
		default:
			return false
		}
		return true
	})
	return b
}

func readAgent(s *Service, n *syntax.Node, el listed) *AsyncAgent {
	a := &AsyncAgent{Service: s, Index: el.index()}
	r := &reader{svc: s, findings: &s.findings}
	a.Object = r.object(n, el.pointer(), func(name string, m *syntax.Member, p place) bool {
		switch name {
		case "name":
			a.Name = r.str(m, p)
		case "encoding":
			a.Encoding = r.str(m, p)
		case "consumer":
			if n := r.child(m, p); n != nil {
				r.object(n, p.String(), func(name string, m *syntax.Member, p place) bool { return r.consumer(a, name, m, p) })
			}
		case "connection":
			if n := r.child(m, p); n != nil {
				r.object(n, p.String(), func(name string, m *syntax.Member, p place) bool { return r.connection(a, name, m, p) })
			}
		case "backend":
			r.objects(m, p, func(n *syntax.Node, el listed) {
				if n.Kind == syntax.Null {
					a.Backends = append(a.Backends, nil)
					return
				}
				b := r.backend(n, el)
				b.Agent = a
				a.Backends = append(a.Backends, b)
			})
		case "extra_config":
			a.Extra = r.extra(m, p, fact.AsyncAgent)
		default:
			return false
		}
		return true
	})
	return a
}

func (r *reader) consumer(a *AsyncAgent, name string, m *syntax.Member, p place) bool {
	switch name {
	case "topic":
		a.Topic = r.str(m, p)
	case "workers":
		a.Workers = r.integer(m, p)
	case "timeout":
		a.Timeout = r.duration(m, p)
	case "max_rate":
		a.MaxRate = r.number(m, p)
	default:
		return false
	}
	return true
}

func (r *reader) connection(a *AsyncAgent, name string, m *syntax.Member, p place) bool {
	switch name {
	case "max_retries":
		a.MaxRetries = r.integer(m, p)
	case "backoff_strategy":
		a.Backoff = r.str(m, p)
	case "health_interval":
		a.HealthInterval = r.duration(m, p)
	default:
		return false
	}
	return true
}
