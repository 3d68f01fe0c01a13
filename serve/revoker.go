package serve

import (
	"context"
	"net"
	"strconv"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/serve/revoker"
)

// takeRevocations listens where a gateway asks for it, on the interface that the
// server listens on; what a gateway before it has asked for ends.
func (s *Server) takeRevocations(ctx context.Context, g *Gateway) error {
	settings, ok := revoker.Read(g.svc)
	if !ok {
		if s.revoker != nil {
			s.revoker.Close()
		}
		return nil
	}
	if s.revoker == nil {
		s.revoker = revoker.NewServer(g.revocations, s.log)
	}
	if err := s.revoker.Listen(ctx, net.JoinHostPort(s.host(g.svc), strconv.Itoa(settings.Port))); err != nil {
		return &ConfigError{Findings: []diag.Finding{revoker.Unusable(g.svc, err)}}
	}
	return nil
}

// beginRevocations lets reloads follow what a gateway asks for, after what the
// first one does.
func (s *Server) beginRevocations(ctx context.Context, addr net.Addr) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addr.Store(&addr)
	return s.takeRevocations(ctx, s.current.Load())
}

func (s *Server) endRevocations() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addr.Store(nil)
	if s.revoker != nil {
		s.revoker.Close()
	}
}

// host is the interface that the server listens on.
func (s *Server) host(svc *config.Service) string {
	if a, ok := s.Addr().(*net.TCPAddr); ok {
		return (&net.IPAddr{IP: a.IP, Zone: a.Zone}).String()
	}
	host, _, _ := net.SplitHostPort(configured(svc))
	return host
}

// holdRevocations sets the bounds of the filter to those that the gateway asks
// for.
func (g *Gateway) holdRevocations() {
	if s, ok := revoker.Read(g.svc); ok {
		g.revocations.Configure(s)
	}
}
