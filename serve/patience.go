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
	held *bufio.Writer // what waits to go out in one piece, nil for nothing
}

// pieceSize is how much must go out within patience.
const pieceSize = 256 << 10

// Write writes, unless what is written is held.
func (c *patientConn) Write(p []byte) (int, error) {
	if c.held != nil {
		return c.held.Write(p)
	}
	return pieces{c.Conn}.Write(p)
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
func inOnePiece(w http.ResponseWriter, r *http.Request, n int, write func() error) error {
	c, ok := r.Context().Value(connKey{}).(*patientConn)
	// While a body is being read, the server may write on its own.
	if !ok || n < minHeld || n > maxHeld || r.ProtoMajor != 1 || r.Body != http.NoBody {
		return write()
	}
	held := heldBuffers.Get().(*bufio.Writer)
	held.Reset(pieces{c.Conn})
	c.held = held
	err := write()
	if err == nil {
		// A writer that cannot flush has handed over what it likes.
		_ = http.NewResponseController(w).Flush()
	}
	c.held = nil
	if late := held.Flush(); err == nil {
		err = late
	}
	held.Reset(nil)
	heldBuffers.Put(held)
	return err
}
