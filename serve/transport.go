package serve

import (
	"net"
	"net/http"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve/upstream"
)

// clients are the connections to the backends of one gateway.
type clients struct {
	stand  http.RoundTripper // in place of real ones, may be nil
	real   *http.Transport
	direct *upstream.Transport // what of the real one is plain, on fewer goroutines
}

const (
	maxResponseHeader = 1 << 20
	pingTime          = 10 * time.Second
)

func newClients(svc *config.Service, opts Options) *clients {
	if opts.Transport != nil {
		return &clients{stand: opts.Transport}
	}
	dialer := &net.Dialer{
		Timeout:       svc.DialerTimeout.V,
		FallbackDelay: or(svc.DialerFallbackDelay.V, 300*time.Millisecond),
		KeepAlive:     or(svc.DialerKeepAlive.V, 15*time.Second),
	}
	over := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		MaxIdleConns:           svc.MaxIdleConnections.V,
		MaxIdleConnsPerHost:    or(svc.MaxIdleConnectionsPerHost.V, 250),
		IdleConnTimeout:        svc.IdleConnectionTimeout.V,
		ResponseHeaderTimeout:  svc.ResponseHeaderTimeout.V,
		ExpectContinueTimeout:  svc.ExpectContinueTimeout.V,
		TLSHandshakeTimeout:    10 * time.Second,
		DisableCompression:     svc.DisableCompression.V,
		DisableKeepAlives:      svc.DisableKeepAlives.V,
		MaxResponseHeaderBytes: maxResponseHeader,
		TLSClientConfig:        clientTLS(svc, opts.Dir, opts.logger()),
		ForceAttemptHTTP2:      true, // where a backend offers it over TLS
		// One connection carries many calls: it must not be a dead one.
		HTTP2: &http.HTTP2Config{SendPingTimeout: pingTime, PingTimeout: pingTime},
	}
	return &clients{real: over, direct: upstream.New(over)}
}

func or[T int | time.Duration](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

func (c *clients) transport() http.RoundTripper {
	if c.stand != nil {
		return c.stand
	}
	return c.direct
}

func (c *clients) close() {
	if c.direct != nil {
		c.direct.CloseIdleConnections()
	}
}
