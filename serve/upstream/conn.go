package upstream

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"time"
)

// conn is a connection to a backend.
type conn struct {
	net.Conn
	address string
	br      *bufio.Reader
	probe   func() bool // whether the backend has neither closed it nor spoken unasked
	cut     func()      // interrupt, made once

	used     bool      // it has carried a request before
	sent     bool      // a part of its request has gone out
	answered bool      // the answer to its request has begun
	budget   int64     // bytes that may still be read
	since    time.Time // it waits for a request
}

func newConn(raw net.Conn, address string) *conn {
	c := &conn{Conn: raw, address: address, probe: prober(raw)}
	c.br, c.cut = bufio.NewReader(c), c.interrupt
	return c
}

// Read reads within the budget.
func (c *conn) Read(p []byte) (int, error) {
	if c.budget <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	if int64(len(p)) > c.budget {
		p = p[:c.budget]
	}
	n, err := c.Conn.Read(p)
	c.budget -= int64(n)
	return n, err
}

// interrupt ends what blocks on the connection, which is not used again.
func (c *conn) interrupt() { _ = c.SetDeadline(time.Unix(1, 0)) }

// readHead reads an answer without its body. Informational answers before it
// are passed over.
func (c *conn) readHead(req *http.Request) (*http.Response, error) {
	if _, err := c.br.Peek(1); err != nil {
		return nil, err
	}
	c.answered = true
	if resp := quick(c.br, req); resp != nil {
		return resp, nil
	}
	for {
		resp, err := http.ReadResponse(c.br, req)
		if err != nil {
			return nil, err
		}
		switch {
		case resp.StatusCode == http.StatusSwitchingProtocols:
			resp.Close = true // nobody has asked for it
		case resp.StatusCode < 200:
			continue
		}
		return resp, nil
	}
}
