package config

import (
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// Value is one field: V as the gateway reads it, and its place. The zero Value
// is a field that the file does not have.
type Value[T any] struct {
	V      T
	member *syntax.Member
}

// Node returns the node of the field's value, nil where the field is absent.
func (v Value[T]) Node() *syntax.Node {
	if v.member == nil {
		return nil
	}
	return v.member.Value
}

// Key returns the place of the field's key, zero where the field is absent.
func (v Value[T]) Key() syntax.Span {
	if v.member == nil {
		return syntax.Span{}
	}
	return v.member.Key
}

// Set reports whether the file has the field with anything but null.
func (v Value[T]) Set() bool { return !v.Node().IsNull() }

// Span returns the place of the field's value, zero where it is absent.
func (v Value[T]) Span() syntax.Span {
	if v.member == nil {
		return syntax.Span{}
	}
	return v.member.Value.Span
}

// Object is what every object of a configuration has: its node, the JSON
// pointer to it, and the members that the gateway does not know.
type Object struct {
	Node    *syntax.Node
	Pointer string
	// Unknown are members that the gateway passes over, those that start with
	// @, $, _ or # (comments) left out.
	Unknown []syntax.Member
}

// Field returns the JSON pointer of a field of the object.
func (o Object) Field(name string) string { return syntax.Join(o.Pointer, name) }

// Member returns the member that holds a field, however its letters are
// written, or nil.
func (o Object) Member(name string) *syntax.Member {
	if m := o.Node.Member(name); m != nil {
		return m
	}
	if o.Node == nil || o.Node.Kind != syntax.Object {
		return nil
	}
	for i := len(o.Node.Members()) - 1; i >= 0; i-- {
		if strings.EqualFold(o.Node.Members()[i].Name, name) {
			return &o.Node.Members()[i]
		}
	}
	return nil
}

// Place returns the span of the named field's value. Where the field is missing
// it is what names the object, the path of an endpoint or backend, and where
// that is missing too the object's first byte.
func (o Object) Place(name string) syntax.Span {
	for _, field := range []string{name, "endpoint", "url_pattern"} {
		if m := o.Member(field); m != nil && m.Value != nil {
			return m.Value.Span
		}
	}
	if o.Node == nil {
		return syntax.Span{}
	}
	s := o.Node.Span
	s.End = min(s.End, s.Start+1)
	return s
}

// Service is the whole configuration. Fields have the names of the
// configuration's own fields; durations are zero where the default holds.
type Service struct {
	Object
	Doc *Document

	Version        Value[int]
	Name           Value[string]
	Port           Value[int]
	ListenIP       Value[string]
	Timeout        Value[time.Duration]
	CacheTTL       Value[time.Duration]
	Host           Value[[]string]
	OutputEncoding Value[string]

	DebugEndpoint, EchoEndpoint        Value[bool]
	DisableREST, SequentialStart       Value[bool]
	UseH2C                             Value[bool]
	MaxHeaderBytes                     Value[int]
	DNSCacheTTL, MaxShutdownWaitTime   Value[time.Duration]
	ReadTimeout, WriteTimeout          Value[time.Duration]
	IdleTimeout, ReadHeaderTimeout     Value[time.Duration]
	DialerTimeout, DialerFallbackDelay Value[time.Duration]
	DialerKeepAlive                    Value[time.Duration]
	ResponseHeaderTimeout              Value[time.Duration]
	ExpectContinueTimeout              Value[time.Duration]
	IdleConnectionTimeout              Value[time.Duration]
	MaxIdleConnections                 Value[int]
	MaxIdleConnectionsPerHost          Value[int]
	DisableKeepAlives                  Value[bool]
	DisableCompression                 Value[bool]
	AllowInsecureConnections           Value[bool]

	Plugin    *Plugin
	TLS       *TLS
	ClientTLS *ClientTLS
	Extra     Extra

	AsyncAgents []*AsyncAgent

	endpoints endpoints
	findings  []diag.Finding // but those of the endpoints
}

// Plugin is where Go plugins are loaded from.
type Plugin struct {
	Object
	Folder, Pattern Value[string]
}

// TLS is how the gateway serves HTTPS.
type TLS struct {
	Object
	Keys                    []*TLSKey
	PublicKey, PrivateKey   Value[string]
	Disabled, EnableMTLS    Value[bool]
	MinVersion, MaxVersion  Value[string]
	CurvePreferences        Value[[]int]
	CipherSuites            Value[[]int]
	CACerts                 Value[[]string]
	DisableSystemCAPool     Value[bool]
	PreferServerCipherSuite Value[bool]
}

// TLSKey is one certificate with its key, as paths.
type TLSKey struct {
	Object
	PublicKey, PrivateKey Value[string]
}

// ClientTLS is how the gateway calls backends over HTTPS.
type ClientTLS struct {
	Object
	AllowInsecureConnections Value[bool]
	CACerts                  Value[[]string]
	DisableSystemCAPool      Value[bool]
	MinVersion, MaxVersion   Value[string]
	CurvePreferences         Value[[]int]
	CipherSuites             Value[[]int]
	ClientCerts              []*ClientCert
}

// ClientCert is one certificate that the gateway shows to backends.
type ClientCert struct {
	Object
	Certificate, PrivateKey Value[string]
}

// Endpoint is one path and one method that the gateway serves.
type Endpoint struct {
	Object
	Service *Service
	Index   int

	Path              Value[string]
	Method            Value[string]
	OutputEncoding    Value[string]
	Timeout           Value[time.Duration]
	CacheTTL          Value[time.Duration]
	ConcurrentCalls   Value[int]
	InputHeaders      Value[[]string]
	InputQueryStrings Value[[]string]
	Extra             Extra

	// Backend is the place of the list; Backends are its elements. A null
	// element of the list is a nil pointer here.
	Backend  Value[struct{}]
	Backends []*Backend

	findings []diag.Finding // of reading it
	at       int            // among the endpoints of the service
}

// HTTPMethod returns the method in capitals, GET where none is written.
func (e *Endpoint) HTTPMethod() string {
	if e.Method.V == "" {
		return "GET"
	}
	return strings.ToUpper(e.Method.V)
}

// Route returns the path as the gateway registers it: with a leading slash.
func (e *Endpoint) Route() string {
	if strings.HasPrefix(e.Path.V, "/") {
		return e.Path.V
	}
	return "/" + e.Path.V
}

// Findings returns what reading the endpoint bent or could not read.
func (e *Endpoint) Findings() []diag.Finding { return e.findings }

// Ref returns what finds the endpoint again.
func (e *Endpoint) Ref() EndpointRef { return EndpointRef{e.Service, e.at} }

// ID names the endpoint in findings.
func (e *Endpoint) ID() diag.Endpoint {
	return diag.Endpoint{Method: e.HTTPMethod(), Path: e.Route()}
}

// Backend is one upstream call of an endpoint or an async agent.
type Backend struct {
	Object
	// Endpoint is nil for the backends of an async agent, Agent for all others.
	Endpoint *Endpoint
	Agent    *AsyncAgent
	Service  *Service
	Index    int

	URLPattern          Value[string]
	Host                Value[[]string]
	DisableHostSanitize Value[bool]
	Method              Value[string]
	Encoding            Value[string]
	IsCollection        Value[bool]
	Target              Value[string]
	Allow, Deny         Value[[]string]
	Mapping             Value[map[string]string]
	Group               Value[string]
	SD, SDScheme        Value[string]
	InputHeaders        Value[[]string]
	InputQueryStrings   Value[[]string]
	Extra               Extra
}

// HTTPMethod returns the method in capitals: the backend's own, else that of
// its endpoint, else GET.
func (b *Backend) HTTPMethod() string {
	switch {
	case b.Method.V != "":
		return strings.ToUpper(b.Method.V)
	case b.Endpoint != nil:
		return b.Endpoint.HTTPMethod()
	}
	return "GET"
}

// Hosts returns the hosts of the backend: its own, else those of the service.
func (b *Backend) Hosts() []string {
	if len(b.Host.V) > 0 {
		return b.Host.V
	}
	return b.Service.Host.V
}

// ID names the backend in findings: its first host and its url_pattern.
func (b *Backend) ID() string {
	host := "(no host)"
	if hosts := b.Hosts(); len(hosts) > 0 {
		host = hosts[0]
	}
	return host + b.URLPattern.V
}

// AsyncAgent is one consumer of a queue.
type AsyncAgent struct {
	Object
	Service *Service
	Index   int

	Name     Value[string]
	Encoding Value[string]

	Topic          Value[string]
	Workers        Value[int]
	Timeout        Value[time.Duration]
	MaxRate        Value[float64]
	MaxRetries     Value[int]
	Backoff        Value[string]
	HealthInterval Value[time.Duration]
	Backends       []*Backend
	Extra          Extra
}

// Extra is an extra_config: settings by namespace.
type Extra struct {
	Object
	Level   fact.Level
	Entries []ExtraEntry
}

// ExtraEntry is one namespace of an extra_config.
type ExtraEntry struct {
	// Name is today's name of the namespace, Written the file's.
	Name, Written string
	Key           syntax.Span
	Node          *syntax.Node
	Pointer       string
	// Honoured is false for a former name that the gateway no longer reads.
	Honoured bool
}

// Get returns the settings of a namespace, under its own name or a former one
// that the gateway still accepts; nil where there are none.
func (x Extra) Get(namespace string) *syntax.Node {
	if e := x.Entry(namespace); e != nil {
		return e.Node
	}
	return nil
}

// Entry is Get with the place. Today's name wins over a former one.
func (x Extra) Entry(namespace string) *ExtraEntry {
	var found *ExtraEntry
	for i := range x.Entries {
		e := &x.Entries[i]
		if e.Name == namespace && e.Honoured && !e.Node.IsNull() && (found == nil || e.Written == e.Name || found.Written != found.Name) {
			found = e
		}
	}
	return found
}
