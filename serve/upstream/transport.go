package upstream

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"time"
)

// Transport is an http.RoundTripper. It is safe for concurrent use.
//
// The body of an answer belongs to one goroutine at a time. As with
// http.Transport, a connection is used again once the body is read to its end,
// and closed where it is not.
type Transport struct {
	over   *http.Transport
	direct bool // whether there are calls that over need not make
	idle   pool
}

const (
	defaultIdlePerHost = 2        // as http.Transport has it
	defaultMaxHeader   = 10 << 20 // the same
)

// New returns a Transport with the settings of over, which makes the calls that
// the Transport does not make by itself. Neither may be changed afterwards.
func New(over *http.Transport) *Transport {
	direct := canProbe && over.DialContext != nil && !over.DisableKeepAlives && over.MaxConnsPerHost == 0 &&
		(over.Protocols == nil || over.Protocols.HTTP1() && !over.Protocols.UnencryptedHTTP2())
	return &Transport{over: over, direct: direct, idle: pool{
		perHost: or(over.MaxIdleConnsPerHost, defaultIdlePerHost), total: over.MaxIdleConns, timeout: over.IdleConnTimeout,
	}}
}

func or[T int | int64](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

// CloseIdleConnections closes the connections that wait for a request.
func (t *Transport) CloseIdleConnections() {
	t.idle.close()
	t.over.CloseIdleConnections()
}

// RoundTrip makes one call.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !t.takes(req) {
		return t.over.RoundTrip(req)
	}
	head := headBuffers.Get().(*headBuffer)
	defer headBuffers.Put(head)
	if !head.write(req, !t.over.DisableCompression) {
		return t.over.RoundTrip(req)
	}
	ctx, address := req.Context(), address(req.URL)
	for {
		c, err := t.conn(ctx, address)
		if err != nil {
			return nil, err
		}
		resp, err := t.exchange(c, head, req)
		if err == nil {
			return resp, nil
		}
		c.Close()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if !c.used || c.answered || c.sent && !replayable(req) {
			return nil, err
		}
		// The backend has closed a connection that waited: its right. Each round
		// uses one up, so the last goes over a new one.
	}
}

// takes reports whether the Transport makes a call by itself.
func (t *Transport) takes(req *http.Request) bool {
	if !t.direct || req.URL == nil || req.URL.Scheme != "http" || req.Header == nil ||
		req.Body != nil && req.Body != http.NoBody ||
		req.Close || req.Method == http.MethodConnect || len(req.TransferEncoding) > 0 || len(req.Trailer) > 0 {
		return false
	}
	if req.Header["Upgrade"] != nil || req.Header["Connection"] != nil || httptrace.ContextClientTrace(req.Context()) != nil {
		return false
	}
	if t.over.Proxy != nil {
		proxy, err := t.over.Proxy(req)
		return proxy == nil && err == nil
	}
	return true
}

// replayable reports whether a request may be sent again when nobody knows
// whether the first one arrived.
func replayable(req *http.Request) bool {
	switch req.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return req.Header["Idempotency-Key"] != nil || req.Header["X-Idempotency-Key"] != nil
}

// conn returns a connection that waits, or a new one.
func (t *Transport) conn(ctx context.Context, address string) (*conn, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if c := t.idle.take(address); c != nil {
		c.used = true
		return c, nil
	}
	raw, err := t.over.DialContext(ctx, "tcp", address)
	if err != nil {
		var late net.Error
		if deadline, ok := ctx.Deadline(); ok && errors.As(err, &late) && late.Timeout() && !time.Now().Before(deadline) {
			return nil, context.DeadlineExceeded
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, err
	}
	return newConn(raw, address), nil
}

// errHeaderTimeout is the timeout of http.Transport.
type errHeaderTimeout struct{}

func (errHeaderTimeout) Error() string   { return "net/http: timeout awaiting response headers" }
func (errHeaderTimeout) Timeout() bool   { return true }
func (errHeaderTimeout) Temporary() bool { return true }

// exchange sends a request and reads the head of its answer.
func (t *Transport) exchange(c *conn, head *headBuffer, req *http.Request) (*http.Response, error) {
	stop := context.AfterFunc(req.Context(), c.cut)
	resp, err := t.ask(c, head.bytes, req)
	if err != nil {
		stop()
		return nil, err
	}
	b := &body{ReadCloser: resp.Body, ctx: req.Context(), conn: c, pool: &t.idle, stop: stop, last: resp.Close}
	if resp.Body == http.NoBody {
		b.finish(true)
		return resp, nil
	}
	resp.Body = b
	if head.asksGzip {
		unpack(resp)
	}
	return resp, nil
}

func (t *Transport) ask(c *conn, head []byte, req *http.Request) (*http.Response, error) {
	limit := or(t.over.MaxResponseHeaderBytes, defaultMaxHeader)
	c.answered, c.budget = false, limit
	n, err := c.Conn.Write(head)
	if c.sent = n > 0; err != nil {
		return nil, err
	}
	wait := t.over.ResponseHeaderTimeout
	if wait > 0 {
		if err := c.SetReadDeadline(time.Now().Add(wait)); err != nil {
			return nil, err
		}
	}
	resp, err := c.readHead(req)
	switch {
	case err != nil && wait > 0 && errors.Is(err, os.ErrDeadlineExceeded):
		return nil, errHeaderTimeout{}
	case err != nil && !c.answered:
		return nil, err
	case err != nil && c.budget <= 0:
		err = fmt.Errorf("net/http: server response headers exceeded %d bytes; aborted", limit)
		fallthrough
	case err != nil:
		return nil, fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", err)
	}
	c.budget = math.MaxInt64 // bodies are bounded by who reads them
	if wait > 0 {
		return resp, c.SetReadDeadline(time.Time{})
	}
	return resp, nil
}
