package serve

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// patience is how long a client may take none of an answer. It is not a bound
// for the whole answer: slow lines and streams may take their time.
const patience = time.Minute

// patient is a listener whose connections give up on clients that stand still.
type patient struct{ net.Listener }

// Accept returns the next connection.
func (p patient) Accept() (net.Conn, error) {
	c, err := p.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &patientConn{Conn: c}, nil
}

type patientConn struct {
	net.Conn

	// A handler holds what it writes while TLS may answer the client's own messages,
	// or a writer around the server's answers for a handler that is late.
	mu   sync.Mutex
	held *bufio.Writer // what waits to go out in one piece, nil for nothing
}

// pieceSize is how much must go out within patience.
const pieceSize = 256 << 10

// Write writes, unless what is written is held.
func (c *patientConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held != nil {
		return c.held.Write(p)
	}
	return pieces{c.Conn}.Write(p)
}

// hold begins to hold what is written. It does not where that is held already: a
// handler of many requests at once has one connection for the answers of all.
func (c *patientConn) hold() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held != nil {
		return false
	}
	c.held = heldBuffers.Get().(*bufio.Writer)
	c.held.Reset(pieces{c.Conn})
	return true
}

// letGo sends what is held. On an error the connection ends: the server does not
// learn of it, and would send the next answer behind half of this one.
func (c *patientConn) letGo() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	held := c.held
	c.held = nil
	err := held.Flush()
	held.Reset(nil)
	heldBuffers.Put(held)
	if err != nil {
		c.Conn.Close()
	}
	return err
}

// pieces writes in pieces, each with a time of its own: one that the caller set
// for the whole would be lost, so a server with a write timeout has no patience.
type pieces struct{ net.Conn }

func (c pieces) Write(p []byte) (int, error) {
	written := 0
	for {
		if err := c.SetWriteDeadline(time.Now().Add(patience)); err != nil {
			return written, err
		}
		piece := p[written:min(len(p), written+pieceSize)]
		n, err := c.Conn.Write(piece)
		written += n
		if err != nil || written == len(p) {
			return written, err
		}
	}
}

// CloseWrite lets the server end its side first, so that a client reads the
// last answer before the connection breaks.
func (c *patientConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

type connKey struct{}

// withConn tells the requests of a connection what they came over.
func withConn(ctx context.Context, c net.Conn) context.Context {
	if secure, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = secure.NetConn()
	}
	if _, ok := c.(*patientConn); !ok {
		return ctx
	}
	return context.WithValue(ctx, connKey{}, c)
}

// Answers of these sizes, in bytes, are held. An http.Server hands shorter ones
// to the connection in one piece; of longer ones two are as good.
const (
	minHeld = 3 << 10
	maxHeld = 28 << 10
)

var heldBuffers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 32<<10) }}

// inOnePiece lets write write n bytes of a body, and sees to it that they go out,
// together with the head, in one piece: an http.Server would send the first 4 KB
// on their own, which is a good part of the work of an answer.
func inOnePiece(w http.ResponseWriter, r *http.Request, n int, write func() error) (err error) {
	c, ok := r.Context().Value(connKey{}).(*patientConn)
	// While a body is being read, the server may write on its own.
	if !ok || n < minHeld || n > maxHeld || r.ProtoMajor != 1 || r.Body != http.NoBody || !c.hold() {
		return write()
	}
	defer func() { // also where a writer panics: who recovers answers over the same connection
		if late := c.letGo(); err == nil {
			err = late
		}
	}()
	if err = write(); err == nil {
		// A writer that cannot flush has handed over what it likes.
		_ = http.NewResponseController(w).Flush()
	}
	return err
}
