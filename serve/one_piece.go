package serve

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"sync"
)

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
