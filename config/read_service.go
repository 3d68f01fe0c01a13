package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

func readService(d *Document) *Service {
	s := &Service{Doc: d}
	r := &reader{svc: s, findings: &s.findings}
	if d.Root != nil && d.Root.Kind != syntax.Object {
		r.report(diag.Finding{
			Rule: diag.TypeInvalid, Severity: diag.Error, Effect: diag.Refused, Span: d.Root.Span,
			Message: "the configuration is " + article(d.Root.Kind) + ", it must be an object",
		})
	}
	s.Object = r.object(d.Root, "", func(name string, m *syntax.Member, p place) bool {
		return r.serviceField(s, name, m, p) || r.serverField(s, name, m, p)
	})
	return s
}

func (r *reader) serviceField(s *Service, name string, m *syntax.Member, p place) bool {
	switch name {
	case "version":
		s.Version = r.integer(m, p)
	case "name":
		s.Name = r.str(m, p)
	case "port":
		s.Port = r.integer(m, p)
	case "listen_ip":
		s.ListenIP = r.str(m, p)
	case "timeout":
		s.Timeout = r.duration(m, p)
	case "cache_ttl":
		s.CacheTTL = r.duration(m, p)
	case "host":
		s.Host = r.strings(m, p)
	case "output_encoding":
		s.OutputEncoding = r.str(m, p)
	case "endpoints":
		r.setEndpoints(m, p)
	case "async_agent":
		s.AsyncAgents = nil
		r.objects(m, p, func(n *syntax.Node, el listed) {
			s.AsyncAgents = append(s.AsyncAgents, readAgent(s, n, el))
		})
	case "extra_config":
		s.Extra = r.extra(m, p, fact.Service)
	case "plugin":
		s.Plugin = r.plugin(m, p)
	case "tls":
		s.TLS = r.tls(m, p)
	case "client_tls":
		s.ClientTLS = r.clientTLS(m, p)
	default:
		return false
	}
	return true
}

func (r *reader) serverField(s *Service, name string, m *syntax.Member, p place) bool {
	switch name {
	case "debug_endpoint":
		s.DebugEndpoint = r.boolean(m, p)
	case "echo_endpoint":
		s.EchoEndpoint = r.boolean(m, p)
	case "disable_rest":
		s.DisableREST = r.boolean(m, p)
	case "sequential_start":
		s.SequentialStart = r.boolean(m, p)
	case "use_h2c":
		s.UseH2C = r.boolean(m, p)
	case "max_header_bytes":
		s.MaxHeaderBytes = r.integer(m, p)
	case "dns_cache_ttl":
		s.DNSCacheTTL = r.duration(m, p)
	case "max_shutdown_wait_time":
		s.MaxShutdownWaitTime = r.duration(m, p)
	case "read_timeout":
		s.ReadTimeout = r.duration(m, p)
	case "write_timeout":
		s.WriteTimeout = r.duration(m, p)
	case "idle_timeout":
		s.IdleTimeout = r.duration(m, p)
	case "read_header_timeout":
		s.ReadHeaderTimeout = r.duration(m, p)
	case "dialer_timeout":
		s.DialerTimeout = r.duration(m, p)
	case "dialer_fallback_delay":
		s.DialerFallbackDelay = r.duration(m, p)
	case "dialer_keep_alive":
		s.DialerKeepAlive = r.duration(m, p)
	case "response_header_timeout":
		s.ResponseHeaderTimeout = r.duration(m, p)
	case "expect_continue_timeout":
		s.ExpectContinueTimeout = r.duration(m, p)
	case "idle_connection_timeout":
		s.IdleConnectionTimeout = r.duration(m, p)
	case "max_idle_connections":
		s.MaxIdleConnections = r.integer(m, p)
	case "max_idle_connections_per_host":
		s.MaxIdleConnectionsPerHost = r.integer(m, p)
	case "disable_keep_alives":
		s.DisableKeepAlives = r.boolean(m, p)
	case "disable_compression":
		s.DisableCompression = r.boolean(m, p)
	case "allow_insecure_connections":
		s.AllowInsecureConnections = r.boolean(m, p)
	default:
		return false
	}
	return true
}

// child gives the object of a member, or nil where it is null or no object.
func (r *reader) child(m *syntax.Member, p place) *syntax.Node {
	switch m.Value.Kind {
	case syntax.Object:
		return m.Value
	case syntax.Null:
	default:
		r.invalid(m, p, "an object")
	}
	return nil
}

func (r *reader) plugin(m *syntax.Member, p place) *Plugin {
	n := r.child(m, p)
	if n == nil {
		return nil
	}
	v := &Plugin{}
	v.Object = r.object(n, p.String(), func(name string, m *syntax.Member, p place) bool {
		switch name {
		case "folder":
			v.Folder = r.str(m, p)
		case "pattern":
			v.Pattern = r.str(m, p)
		default:
			return false
		}
		return true
	})
	return v
}

func (r *reader) tls(m *syntax.Member, p place) *TLS {
	n := r.child(m, p)
	if n == nil {
		return nil
	}
	v := &TLS{}
	v.Object = r.object(n, p.String(), func(name string, m *syntax.Member, p place) bool {
		switch name {
		case "keys":
			r.objects(m, p, func(n *syntax.Node, el listed) { v.Keys = append(v.Keys, r.tlsKey(n, el.pointer())) })
		case "public_key":
			v.PublicKey = r.str(m, p)
		case "private_key":
			v.PrivateKey = r.str(m, p)
		case "disabled":
			v.Disabled = r.boolean(m, p)
		case "enable_mtls":
			v.EnableMTLS = r.boolean(m, p)
		case "min_version":
			v.MinVersion = r.str(m, p)
		case "max_version":
			v.MaxVersion = r.str(m, p)
		case "curve_preferences":
			v.CurvePreferences = r.integers(m, p)
		case "cipher_suites":
			v.CipherSuites = r.integers(m, p)
		case "ca_certs":
			v.CACerts = r.strings(m, p)
		case "disable_system_ca_pool":
			v.DisableSystemCAPool = r.boolean(m, p)
		case "prefer_server_cipher_suites":
			v.PreferServerCipherSuite = r.boolean(m, p)
		default:
			return false
		}
		return true
	})
	return v
}

func (r *reader) tlsKey(n *syntax.Node, p string) *TLSKey {
	v := &TLSKey{}
	v.Object = r.object(n, p, func(name string, m *syntax.Member, p place) bool {
		switch name {
		case "public_key":
			v.PublicKey = r.str(m, p)
		case "private_key":
			v.PrivateKey = r.str(m, p)
		default:
			return false
		}
		return true
	})
	return v
}

func (r *reader) clientTLS(m *syntax.Member, p place) *ClientTLS {
	n := r.child(m, p)
	if n == nil {
		return nil
	}
	v := &ClientTLS{}
	v.Object = r.object(n, p.String(), func(name string, m *syntax.Member, p place) bool {
		switch name {
		case "allow_insecure_connections":
			v.AllowInsecureConnections = r.boolean(m, p)
		case "ca_certs":
			v.CACerts = r.strings(m, p)
		case "disable_system_ca_pool":
			v.DisableSystemCAPool = r.boolean(m, p)
		case "min_version":
			v.MinVersion = r.str(m, p)
		case "max_version":
			v.MaxVersion = r.str(m, p)
		case "curve_preferences":
			v.CurvePreferences = r.integers(m, p)
		case "cipher_suites":
			v.CipherSuites = r.integers(m, p)
		case "client_certs":
			r.objects(m, p, func(n *syntax.Node, el listed) { v.ClientCerts = append(v.ClientCerts, r.clientCert(n, el.pointer())) })
		default:
			return false
		}
		return true
	})
	return v
}

func (r *reader) clientCert(n *syntax.Node, p string) *ClientCert {
	v := &ClientCert{}
	v.Object = r.object(n, p, func(name string, m *syntax.Member, p place) bool {
		switch name {
		case "certificate":
			v.Certificate = r.str(m, p)
		case "private_key":
			v.PrivateKey = r.str(m, p)
		default:
			return false
		}
		return true
	})
	return v
}

// extra reads an extra_config. A list of objects is read as one object; of a
// namespace that stands in several of them the last one counts.
func (r *reader) extra(m *syntax.Member, at place, level fact.Level) Extra {
	x := Extra{Object: Object{Node: m.Value, Pointer: at.String()}, Level: level}
	if m.Value.Kind == syntax.Array {
		r.report(diag.Finding{
			Rule: diag.TypeCoerced, Severity: diag.Warning, Effect: diag.Untidy, Span: m.Value.Span, Pointer: at.String(),
			Message: fmt.Sprintf("%q is %s, the gateway reads it as one object: of a namespace that stands twice the last counts", m.Name, article(m.Value.Kind)),
			Hint:    "write one object with namespaces as keys",
		})
	}
	r.namespaces(&x, m, at)
	return x
}

func (r *reader) namespaces(x *Extra, m *syntax.Member, at place) {
	switch m.Value.Kind {
	case syntax.Object:
	case syntax.Null:
		return
	case syntax.Array:
		for i, item := range m.Value.Items() {
			r.namespaces(x, itemOf(m, item), at.item(i))
		}
		return
	default:
		r.invalid(m, at, "an object with namespaces as keys")
		return
	}
	p, earlier := at.String(), len(x.Entries)
	for _, mm := range m.Value.Members() {
		if IsComment(mm.Name) || mm.Value == nil {
			continue
		}
		e := ExtraEntry{
			Name: mm.Name, Written: mm.Name, Key: mm.Key, Node: mm.Value,
			Pointer: syntax.Join(p, mm.Name), Honoured: true,
		}
		if strings.HasPrefix(mm.Name, "github") {
			if f, ok := fact.Former(mm.Name); ok {
				e.Name, e.Honoured = f.Name, f.Honoured
			}
		}
		if i := slices.IndexFunc(x.Entries[:earlier], func(old ExtraEntry) bool { return old.Written == e.Written }); i >= 0 {
			x.Entries[i] = e
			continue
		}
		x.Entries = append(x.Entries, e)
	}
}
