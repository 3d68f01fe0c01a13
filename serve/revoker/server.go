package revoker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/rpc"
	"sync"
	"time"
)

const (
	maxConnections = 64 // at a time
	decoders       = 2  // of all connections
)

// Server takes revocations over a port. It is safe for concurrent use.
type Server struct {
	rpc  *rpc.Server
	log  func() *slog.Logger
	turn chan struct{} // to decode a request

	mu       sync.Mutex
	address  string // that was asked for
	listener net.Listener
	conns    map[net.Conn]time.Time // with when they last asked something

	running sync.WaitGroup
}

// NewServer returns a server of a filter, which does not listen yet. It writes to
// what log returns at the moment.
func NewServer(f *Filter, log func() *slog.Logger) *Server {
	return &Server{rpc: newRPC(methods{f, log}), log: log, turn: make(chan struct{}, decoders), conns: map[net.Conn]time.Time{}}
}

// Listen takes revocations at an address from now on, and at none other; it does
// nothing where that is so already. On an error what was before goes on.
func (s *Server) Listen(ctx context.Context, address string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil && s.address == address {
		return nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listening for revocations on %s: %w", address, err)
	}
	s.stop()
	s.listener, s.address = l, address
	s.running.Go(func() { s.accept(l) })
	if host, ok := l.Addr().(*net.TCPAddr); ok && !host.IP.IsLoopback() {
		s.log().Warn("whoever reaches this port can revoke tokens: let only your own network reach it", "namespace", Namespace, "address", l.Addr().String())
	} else {
		s.log().Info("revocations are taken", "namespace", Namespace, "address", l.Addr().String())
	}
	return nil
}

// Addr is where the server listens, nil where it does not.
func (s *Server) Addr() net.Addr {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		return nil
	}
	return s.listener.Addr()
}

// Close stops listening, ends all connections and waits for what they do. The
// server can listen again.
func (s *Server) Close() {
	s.mu.Lock()
	s.stop()
	s.mu.Unlock()
	s.running.Wait()
}

// stop ends what runs. The caller holds the lock.
func (s *Server) stop() {
	if s.listener == nil {
		return
	}
	s.listener.Close()
	s.listener = nil
	for c := range s.conns {
		c.Close()
	}
	clear(s.conns)
}

// pause is how long the server waits where the system has no room for another
// connection.
const pause = 100 * time.Millisecond

func (s *Server) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			s.log().Warn("a connection of the revoker could not be taken", "error", err)
			time.Sleep(pause)
		case s.admit(l, conn):
			s.running.Go(func() { s.serve(conn) })
		}
	}
}

// admit takes a connection in. Where there are as many as there may be, the one
// that has asked nothing for the longest time makes room for it.
func (s *Server) admit(l net.Listener, conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != l {
		conn.Close()
		return false
	}
	if len(s.conns) >= maxConnections {
		var oldest net.Conn
		for c, at := range s.conns {
			if oldest == nil || at.Before(s.conns[oldest]) {
				oldest = c
			}
		}
		oldest.Close()
		delete(s.conns, oldest)
		s.log().Warn("a connection of the revoker was ended for a new one", "remote", oldest.RemoteAddr().String(), "connections", maxConnections)
	}
	s.conns[conn] = time.Now()
	return true
}

// touch notes that a connection is in use.
func (s *Server) touch(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.conns[conn]; ok {
		s.conns[conn] = time.Now()
	}
}

func (s *Server) forget(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
}

// serve answers the requests of one connection, one after the other.
func (s *Server) serve(conn net.Conn) {
	c := newCodec(conn, s.turn, func() { s.touch(conn) })
	defer func() {
		// Decoders of gob make no promise for what is sent to harm them.
		if p := recover(); p != nil {
			s.log().Warn("a request of the revoker could not be read", "remote", conn.RemoteAddr().String(), "error", fmt.Sprint(p))
		}
		c.give()
		c.Close()
		s.forget(conn)
	}()
	for c.ended == nil {
		if err := s.rpc.ServeRequest(c); err != nil {
			c.give()
		}
	}
	if !errors.Is(c.ended, io.EOF) && !errors.Is(c.ended, net.ErrClosed) {
		s.log().Warn("a connection of the revoker was ended", "remote", conn.RemoteAddr().String(), "error", c.ended)
	}
}
