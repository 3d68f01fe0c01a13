package serve

import (
	"bufio"
	"net"
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
