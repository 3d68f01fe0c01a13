package openapi

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"syscall"
)

// guard keeps redirections from private addresses: a document on the web must
// not lead to what only this machine or its network can reach. The hosts that
// the user names are not watched.
type guard struct {
	mu      sync.Mutex
	watched map[string]bool // host:port
}

var errPrivate = errors.New("the address is private")

// watch has connections to the host of a URL checked.
func (g *guard) watch(u *url.URL) {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.watched == nil {
		g.watched = map[string]bool{}
	}
	g.watched[net.JoinHostPort(u.Hostname(), port)] = true
}

func (g *guard) watches(address string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.watched[address]
}

// transport is that of package http, with the check where names have become
// addresses, so that no name can change in between.
func (g *guard) transport() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	// Each document has a client of its own, which keeps no connections behind it.
	t.DisableKeepAlives = true
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		d := &net.Dialer{}
		if g.watches(address) {
			d.Control = func(_, address string, _ syscall.RawConn) error {
				if private(address) {
					return errPrivate
				}
				return nil
			}
		}
		return d.DialContext(ctx, network, address)
	}
	return t
}

// shared are the addresses between a provider and its customers (RFC 6598).
var shared = netip.MustParsePrefix("100.64.0.0/10")

// private reports whether an address is no public one.
func private(address string) bool {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return true
	}
	ip := a.Addr().Unmap()
	return !ip.IsGlobalUnicast() || ip.IsPrivate() || shared.Contains(ip)
}
