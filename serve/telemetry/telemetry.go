package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/gatewright/gatewright/config"
)

// Options are how telemetry is started.
type Options struct {
	// Version is reported where the configuration names none.
	Version string
	// Logger is told what goes wrong while telemetry runs; nil discards it.
	Logger *slog.Logger
}

// Telemetry measures requests. It is safe for concurrent use.
type Telemetry struct {
	stats   *stats // nil where off
	otel    *otel  // nil where off
	logger  *slog.Logger
	servers []*http.Server
	addrs   map[string]net.Addr // by address that was asked for
}

// Measures reports whether Start begins anything for a service.
func Measures(svc *config.Service) bool {
	return namespace(svc, nsMetrics).on() || namespace(svc, nsOpenTelemetry).on()
}

// Start begins what telemetry/metrics and telemetry/opentelemetry of a service
// ask for, and listens on their ports. It returns nil where they ask for
// nothing; a nil Telemetry measures nothing. The error names everything that
// could not be started.
func Start(ctx context.Context, svc *config.Service, opts Options) (*Telemetry, error) {
	t := &Telemetry{logger: opts.Logger, addrs: map[string]net.Addr{}}
	if t.logger == nil {
		t.logger = slog.New(slog.DiscardHandler)
	}
	listeners := map[string]http.Handler{}
	if s := namespace(svc, nsMetrics); s.on() {
		t.stats = newStats(s)
		if !s.flag("endpoint_disabled") {
			mux := http.NewServeMux()
			mux.Handle("GET /__stats", t.stats)
			listeners[loopback(or(s.text("listen_address"), ":8090"))] = mux
		}
	}
	var problems []error
	if namespace(svc, nsOpenTelemetry).on() {
		o, err := newOTel(ctx, svc, opts.Version)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", nsOpenTelemetry, err))
		}
		t.otel = o
		maps.Copy(listeners, o.scrapes)
	}
	if t.stats == nil && t.otel == nil {
		return nil, nil
	}
	for _, address := range slices.Sorted(maps.Keys(listeners)) {
		if err := t.listen(ctx, address, listeners[address]); err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(append(problems, t.Shutdown(context.WithoutCancel(ctx)))...)
	}
	return t, nil
}

// loopback puts the loopback interface where an address names no host.
func loopback(address string) string {
	if host, port, err := net.SplitHostPort(address); err == nil && host == "" {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

func (t *Telemetry) listen(ctx context.Context, address string, h http.Handler) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listening for telemetry on %s: %w", address, err)
	}
	t.addrs[address] = l.Addr()
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(t.logger.Handler(), slog.LevelWarn),
	}
	t.servers = append(t.servers, srv)
	go func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			t.logger.Error("telemetry is no longer served", "address", address, "error", err)
		}
	}()
	return nil
}

// Addrs returns where telemetry is served, by the address that was asked for.
func (t *Telemetry) Addrs() map[string]net.Addr {
	if t == nil {
		return nil
	}
	return maps.Clone(t.addrs)
}

// Shutdown sends what has not been sent and ends; ctx bounds how long that may
// take.
func (t *Telemetry) Shutdown(ctx context.Context) error {
	if t == nil {
		return nil
	}
	var problems []error
	for _, s := range t.servers {
		problems = append(problems, s.Close())
	}
	if t.otel != nil {
		problems = append(problems, t.otel.shutdown(ctx))
	}
	return errors.Join(problems...)
}
