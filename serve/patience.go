package serve

import (
	"net"
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
	return patientConn{c}, nil
}

type patientConn struct{ net.Conn }

// pieceSize is how much must go out within patience.
const pieceSize = 256 << 10

// Write writes in pieces, each with a time of its own: one that the caller set
// for the whole would be lost, so a server with a write timeout has no patience.
func (c patientConn) Write(p []byte) (int, error) {
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
func (c patientConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
