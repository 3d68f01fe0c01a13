package serve

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/serve/revoker"
	"github.com/gatewright/gatewright/serve/route"
	"github.com/gatewright/gatewright/serve/stage"
	"github.com/gatewright/gatewright/serve/telemetry"
)

// Gateway is a configuration ready to serve: an http.Handler that does not change
// and is safe for concurrent use.
type Gateway struct {
	svc     *config.Service
	given   Options // those of Build
	opts    Options // with the logger of the configuration
	router  *route.Router[http.Handler]
	handler http.Handler
	notices []diag.Finding
	clients *clients
	agent   string // of the gateway itself, as its headers name it
	version string // as the header for it has it
	policy  policy
	trust   clientAddress
	cors    stage.Gate   // before everything, may be nil
	active  atomic.Int64 // requests that run
	retired atomic.Bool
	gates   []stage.Gate // before endpoints and errors

	revocations *revoker.Filter // shared with the gateways before and after it
	closeLog    func()
}

// Route is one endpoint that a gateway serves.
type Route struct {
	Method string
	Path   string
	// Backends are the upstream calls, as host and url_pattern.
	Backends []string
}

// Build compiles a document. The error is a *ConfigError with everything that
// stands against the start.
func Build(doc *config.Document, opts Options) (*Gateway, error) {
	g, err := build(doc, opts, revoker.NewFilter())
	if err != nil {
		return nil, err
	}
	g.holdRevocations()
	return g, nil
}

// build is Build with a filter that is held already, as it is.
func build(doc *config.Document, opts Options, revocations *revoker.Filter) (*Gateway, error) {
	svc := doc.Service()
	told := notices(svc, opts)
	refused := slices.Concat(start.Refusals(svc), stage.Refusals(svc, opts.Dir), revoker.Refusals(svc))
	if opts.Check != nil {
		for _, f := range withNotices(opts.Check(doc), told) {
			if slices.Contains([]diag.Effect{diag.Refused, diag.Fails, diag.Unsafe}, f.Effect) {
				refused = append(refused, f)
			}
		}
	}
	if len(refused) > 0 {
		return nil, &ConfigError{Findings: diag.Sort(refused)}
	}
	given := opts
	closeLog := func() {}
	if opts.Stdout != nil {
		var log *slog.Logger
		if log, closeLog = telemetry.Log(svc, telemetry.Places{Stdout: opts.Stdout, Syslog: opts.Syslog}); log != nil {
			opts.Logger = log
		}
	}
	g := &Gateway{svc: svc, given: given, opts: opts, closeLog: sync.OnceFunc(closeLog), agent: "KrakenD Version " + opts.version(), policy: newPolicy(svc), revocations: revocations}
	if g.version = "Version " + opts.version(); g.policy.hideVersion {
		g.version = "Version undefined"
	}
	g.trust = newClientAddress(svc)
	g.clients = newClients(svc, opts)
	env := &stage.Env{Transport: g.transport(), Network: g.clients.real, Logger: opts.logger(), MaxBody: opts.maxBody(), StrictParams: opts.StrictParams, RandomHosts: opts.RandomHosts, Dir: opts.Dir}
	if s, ok := revoker.Read(svc); ok {
		env.TokenKeys, env.Revoked = s.Keys, func(entry string) bool { return revocations.Has([]byte(entry)) }
	}
	g.cors, g.gates = stage.CORS(svc, opts.logger()), stage.ServiceGates(svc, env)
	if err := g.compile(env); err != nil {
		g.Close()
		return nil, err
	}
	g.notices = append(told, diag.Sort(env.Notices)...)
	if err := tooLoose(opts, env.Notices); err != nil {
		g.Close()
		return nil, err
	}
	return g, nil
}

// withNotices adds the notices that a check has not reported itself.
func withNotices(found, notices []diag.Finding) []diag.Finding {
	said := map[string]bool{}
	for _, f := range found {
		said[f.Rule+" "+f.Pointer] = true
	}
	for _, f := range notices {
		if !said[f.Rule+" "+f.Pointer] {
			found = append(found, f)
		}
	}
	return found
}

// transport is what calls the backends.
func (g *Gateway) transport() http.RoundTripper {
	t := g.clients.transport()
	if g.opts.Around != nil {
		t = g.opts.Around(t)
	}
	return t
}

// tooLoose refuses what leaves something open, where the options ask for a check.
func tooLoose(opts Options, found []diag.Finding) error {
	if opts.Check == nil {
		return nil
	}
	var refused []diag.Finding
	for _, f := range found {
		if f.Effect == diag.Fails || f.Effect == diag.Unsafe {
			refused = append(refused, f)
		}
	}
	if len(refused) == 0 {
		return nil
	}
	return &ConfigError{Findings: diag.Sort(refused)}
}

func (g *Gateway) compile(env *stage.Env) error {
	g.router = route.New[http.Handler](route.Options{
		RedirectSlash:    !g.policy.noSlashRedirect,
		RedirectFixed:    !g.policy.noFixedRedirect,
		MethodNotAllowed: !g.policy.noMethodNotAllowed,
		RemoveExtraSlash: g.policy.removeExtraSlash,
	})
	if err := g.system(); err != nil {
		return err
	}
	methods := map[string][]string{} // by path
	measured := telemetry.Measures(g.svc)
	for i := range g.svc.NumEndpoints() {
		e := g.svc.EndpointAt(i).Endpoint()
		if registered(e) {
			path := fact.RouterPath(e.Route(), g.svc.DisableREST.V)
			if err := g.router.Add(e.HTTPMethod(), path, g.endpoint(e, env)); err != nil {
				return refusal(g.svc, fmt.Errorf("endpoint %s: %w", e.ID(), err))
			}
			methods[path] = append(methods[path], e.HTTPMethod())
		}
		switch {
		case measured:
			g.svc.Endpoint(i) // is kept: every request asks for it
		case g.opts.Alone:
			g.svc.Close(i)
		}
	}
	if g.policy.autoOptions {
		g.addOptions(methods)
	}
	g.handler = g.access(http.HandlerFunc(g.dispatch))
	return nil
}

// refusal makes a ConfigError of an error that has no place of its own.
func refusal(svc *config.Service, err error) error {
	return &ConfigError{Findings: []diag.Finding{{
		Rule: diag.TypeInvalid, Severity: diag.Error, Effect: diag.Refused, Span: svc.Place(""), Message: err.Error(),
	}}}
}

// ServeHTTP answers one request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.active.Add(1)
	defer func() {
		// The connections of the last requests of a closed gateway become idle
		// after Close: nobody else would free them.
		if g.active.Add(-1) == 0 && g.retired.Load() {
			g.release()
		}
	}()
	g.handler.ServeHTTP(w, r)
}

// Routes returns the endpoints that are served, in the order of the document.
func (g *Gateway) Routes() []Route {
	var list []Route
	for i := range g.svc.NumEndpoints() {
		e := g.svc.EndpointAt(i).Endpoint()
		if !registered(e) {
			continue
		}
		r := Route{Method: e.HTTPMethod(), Path: e.Route()}
		for _, b := range e.Backends {
			r.Backends = append(r.Backends, b.ID())
		}
		list = append(list, r)
	}
	return list
}

// registered reports whether an endpoint is served; lint tells of those that are
// not.
func registered(e *config.Endpoint) bool {
	return slices.Contains(fact.EndpointMethods(), e.HTTPMethod())
}

// Notices returns what the document asks for and this gateway does not run, each
// thing once with its first place: to be told at start.
func (g *Gateway) Notices() []diag.Finding { return slices.Clone(g.notices) }

// Service returns the configuration that the gateway was built from.
func (g *Gateway) Service() *config.Service { return g.svc }

// Close frees the connections to backends. Requests that run go on; their
// connections are freed when the last of them ends.
func (g *Gateway) Close() {
	g.retired.Store(true)
	g.clients.close()
	if g.active.Load() == 0 {
		g.release()
	}
}

// release frees what requests that run may still need.
func (g *Gateway) release() {
	g.clients.close()
	g.closeLog()
}
