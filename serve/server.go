package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/serve/revoker"
	"github.com/gatewright/gatewright/serve/stage"
	"github.com/gatewright/gatewright/serve/telemetry"
)

// ServerOptions are how a Server listens.
type ServerOptions struct {
	// Address is where to listen, as host:port. With "" it is listen_ip and port
	// of the configuration: 127.0.0.1 where it names no listen_ip, and 8080 where
	// it names no port.
	Address string
	// Listener is used instead of one on Address; the server closes it.
	Listener net.Listener
	// Ready is called once, when the server listens.
	Ready func(net.Addr)
	// Wrap is put around what answers requests, for pages beside the gateway; nil
	// for nothing.
	Wrap func(http.Handler) http.Handler
}

// Server listens and serves a gateway, which Reload can change while it runs. It
// also listens on the ports of auth/revoker and of telemetry, which a gateway
// alone does not.
type Server struct {
	opts    ServerOptions
	current atomic.Pointer[Gateway]

	mu        sync.Mutex // one reload at a time
	addr      atomic.Pointer[net.Addr]
	tls       atomic.Pointer[tls.Config]          // nil where the listener speaks plain HTTP
	telemetry atomic.Pointer[telemetry.Telemetry] // nil where there is none
	revoker   *revoker.Server                     // nil where there was never one
}

// NewServer returns a server of a gateway. Reload builds with the Options that
// the gateway was built with.
func NewServer(g *Gateway, opts ServerOptions) *Server {
	s := &Server{opts: opts}
	s.current.Store(g)
	return s
}

// Addr returns the address on which the server listens, nil before it does.
func (s *Server) Addr() net.Addr {
	if a := s.addr.Load(); a != nil {
		return *a
	}
	return nil
}

// Gateway returns the gateway that serves now.
func (s *Server) Gateway() *Gateway { return s.current.Load() }

func (s *Server) log() *slog.Logger { return s.current.Load().opts.logger() }

// ServeHTTP lets the current gateway answer: a request that runs stays with the
// gateway that it began with.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.telemetry.Load().ServeHTTP(w, r, s.current.Load())
}

// Reload builds a document and lets it serve from now on, with the certificates
// that it names. On an error, that of Build or what is wrong with the
// certificates, the old gateway goes on. Where the server listens, and its
// timeouts, change only with a new start; a line of the log tells.
func (s *Server) Reload(doc *config.Document) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.current.Load()
	g, err := build(doc, old.given, old.revocations)
	if err != nil {
		return err
	}
	if err := s.follow(g); err != nil {
		g.Close()
		return err
	}
	if fields := needStart(old.svc, g.svc); len(fields) > 0 {
		s.log().Warn("what has changed here needs a new start", "fields", fields)
	}
	s.current.Store(g)
	old.Close()
	return nil
}

// follow takes the certificates of a gateway, and its port for revocations.
func (s *Server) follow(g *Gateway) error {
	var next *tls.Config
	var err error
	if s.tls.Load() != nil {
		if next, err = serverTLS(g.svc, g.opts.Dir); err != nil {
			return err
		}
	}
	if s.Addr() != nil {
		if err := s.takeRevocations(context.Background(), g); err != nil {
			return err
		}
	}
	if next != nil {
		s.tls.Store(next)
	}
	g.holdRevocations()
	return nil
}

// needStart names the fields that differ and that a running server cannot
// follow.
func needStart(old, next *config.Service) []string {
	var fields []string
	note := func(name string, differs bool) {
		if differs {
			fields = append(fields, name)
		}
	}
	note("listen_ip or port", configured(old) != configured(next))
	note("tls", (old.TLS == nil || old.TLS.Disabled.V) != (next.TLS == nil || next.TLS.Disabled.V))
	note("use_h2c", h2c(old) != h2c(next))
	note("read_timeout", old.ReadTimeout.V != next.ReadTimeout.V)
	note("read_header_timeout", old.ReadHeaderTimeout.V != next.ReadHeaderTimeout.V)
	note("write_timeout", old.WriteTimeout.V != next.WriteTimeout.V)
	note("idle_timeout", old.IdleTimeout.V != next.IdleTimeout.V)
	note("max_header_bytes", old.MaxHeaderBytes.V != next.MaxHeaderBytes.V)
	for _, ns := range telemetry.NeedStart() {
		note(ns, !reflect.DeepEqual(stage.Value(old.Extra.Get(ns)), stage.Value(next.Extra.Get(ns))))
	}
	note("max_shutdown_wait_time", old.MaxShutdownWaitTime.V != next.MaxShutdownWaitTime.V)
	return fields
}

// Run listens and serves until ctx ends, then lets running requests finish, for
// as long as max_shutdown_wait_time says. Requests have the values of ctx, a
// trace sink among them. The error is that of listening, or
// what is wrong with the certificates; it is nil after ctx has ended.
func (s *Server) Run(ctx context.Context) error {
	g := s.current.Load()
	svc := g.svc
	tlsConfig, err := serverTLS(svc, g.opts.Dir)
	if err != nil {
		return err
	}
	listener, err := s.listen(ctx, svc)
	if err != nil {
		return err
	}
	addr := listener.Addr()
	if err := s.beginRevocations(ctx, addr); err != nil {
		return errors.Join(err, listener.Close())
	}
	defer s.endRevocations()
	t, err := telemetry.Start(ctx, svc, telemetry.Options{Version: g.opts.version(), Logger: g.opts.logger()})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer s.endTelemetry(t)
	s.telemetry.Store(t)
	srv := s.server(svc)
	// Requests outlive ctx, so that they can finish, but have its values.
	srv.BaseContext = func(net.Listener) context.Context { return context.WithoutCancel(ctx) }
	srv.ConnContext = withConn
	listener = s.wrap(listener, svc, tlsConfig)
	if s.opts.Ready != nil {
		s.opts.Ready(addr)
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving on %s: %w", addr, err)
	case <-ctx.Done():
	}
	return s.shutdown(srv, svc.MaxShutdownWaitTime.V)
}

// flushTime bounds how long the end waits for collectors of telemetry.
const flushTime = 5 * time.Second

func (s *Server) endTelemetry(t *telemetry.Telemetry) {
	ctx, cancel := context.WithTimeout(context.Background(), flushTime)
	defer cancel()
	if err := t.Shutdown(ctx); err != nil {
		s.log().Warn("the last telemetry was not sent", "error", err)
	}
}

// Telemetry returns where the telemetry of the configuration is served, by the
// address that it names; nil before Run, and where it names none.
func (s *Server) Telemetry() map[string]net.Addr { return s.telemetry.Load().Addrs() }

// wrap puts patience and TLS around a listener. A handshake takes the
// certificates of the gateway that serves then.
func (s *Server) wrap(l net.Listener, svc *config.Service, c *tls.Config) net.Listener {
	if svc.WriteTimeout.V == 0 {
		l = patient{l}
	}
	if c == nil {
		return l
	}
	s.tls.Store(c)
	outer := c.Clone()
	outer.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return s.tls.Load(), nil }
	return tls.NewListener(l, outer)
}

func (s *Server) listen(ctx context.Context, svc *config.Service) (net.Listener, error) {
	if s.opts.Listener != nil {
		return s.opts.Listener, nil
	}
	address := s.opts.Address
	if address == "" {
		address = configured(svc)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", address, err)
	}
	return l, nil
}

// configured is the address that the configuration names.
func configured(svc *config.Service) string {
	ip, port := svc.ListenIP.V, svc.Port.V
	if ip == "" {
		ip = "127.0.0.1"
	}
	if port == 0 {
		port = 8080
	}
	return net.JoinHostPort(ip, strconv.Itoa(port))
}

func (s *Server) server(svc *config.Service) *http.Server {
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(svc.TLS != nil && !svc.TLS.Disabled.V)
	protocols.SetUnencryptedHTTP2(h2c(svc))
	var handler http.Handler = s
	if s.opts.Wrap != nil {
		handler = s.opts.Wrap(s)
	}
	return &http.Server{
		Handler:           handler,
		Protocols:         protocols,
		ReadTimeout:       svc.ReadTimeout.V,
		WriteTimeout:      svc.WriteTimeout.V,
		IdleTimeout:       svc.IdleTimeout.V,
		ReadHeaderTimeout: headerTimeout(svc),
		MaxHeaderBytes:    svc.MaxHeaderBytes.V,
		ErrorLog:          slog.NewLogLogger(s.log().Handler(), slog.LevelWarn),
	}
}

// h2c reports whether clients may speak HTTP/2 without TLS: by the field of the
// service, or the one that came before it, in namespace router.
func h2c(svc *config.Service) bool {
	old := svc.Extra.Get("router").Get("use_h2c")
	return svc.UseH2C.V || old != nil && old.Kind == syntax.Bool && old.Text == "true"
}

// defaultHeaderTimeout is how long a client may take to send the head of a
// request, where the configuration bounds neither that nor the whole request.
const defaultHeaderTimeout = 10 * time.Second

func headerTimeout(svc *config.Service) time.Duration {
	if svc.ReadHeaderTimeout.V == 0 && svc.ReadTimeout.V == 0 {
		return defaultHeaderTimeout
	}
	return svc.ReadHeaderTimeout.V
}

// shutdown ends a server: requests that still run after the wait are cut off.
func (s *Server) shutdown(srv *http.Server, wait time.Duration) error {
	ctx := context.Background()
	if wait > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, wait)
		defer cancel()
	}
	err := srv.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		s.log().Warn("requests were cut off: they ran longer than max_shutdown_wait_time", "max_shutdown_wait_time", wait)
		err = srv.Close()
	}
	s.current.Load().Close()
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("shutting down: %w", err)
	}
	return nil
}
