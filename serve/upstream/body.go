package upstream

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// body is the body of an answer. Its end gives the connection back.
type body struct {
	io.ReadCloser
	ctx  context.Context
	conn *conn
	pool *pool
	stop func() bool // ends the watch over ctx
	last bool        // the connection carries no other answer
	done atomic.Bool
	err  error // of every further Read
}

var errClosedBody = errors.New("http: read on closed response body")

// Read reads the body.
func (b *body) Read(p []byte) (int, error) {
	if b.done.Load() {
		if b.err != nil {
			return 0, b.err
		}
		return 0, errClosedBody
	}
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		if err != io.EOF && b.ctx.Err() != nil {
			err = context.Cause(b.ctx)
		}
		b.err = err
		b.finish(err == io.EOF)
	}
	return n, err
}

// Close closes the body, and the connection where the body is not read to its end.
func (b *body) Close() error {
	b.finish(false)
	return nil
}

// finish parts the body from its connection.
func (b *body) finish(whole bool) {
	if !b.done.CompareAndSwap(false, true) {
		return
	}
	if b.stop() && whole && !b.last && b.conn.br.Buffered() == 0 {
		b.pool.put(b.conn)
		return
	}
	b.conn.Close()
}

// unpack unpacks an answer that was asked for packed, as http.Transport does.
func unpack(resp *http.Response) {
	if !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		return
	}
	resp.Body = &unpacked{packed: resp.Body}
	resp.Header.Del("Content-Encoding")
	resp.Header.Del("Content-Length")
	resp.ContentLength = -1
	resp.Uncompressed = true
}

var unpackers = sync.Pool{New: func() any { return new(gzip.Reader) }}

// unpacked is a body that is unpacked while it is read.
type unpacked struct {
	packed io.ReadCloser
	zr     *gzip.Reader
	err    error
}

// Read reads what was packed.
func (u *unpacked) Read(p []byte) (int, error) {
	if u.err != nil {
		return 0, u.err
	}
	if u.zr == nil {
		u.zr = unpackers.Get().(*gzip.Reader)
		if u.err = u.zr.Reset(u.packed); u.err != nil {
			u.release()
			return 0, u.err
		}
	}
	n, err := u.zr.Read(p)
	if err != nil {
		u.err = err
		u.release()
	}
	return n, err
}

func (u *unpacked) release() {
	unpackers.Put(u.zr)
	u.zr = nil
}

// Close closes the packed body. A reader that has not come to the end is left
// to the collector: another goroutine may still be in it.
func (u *unpacked) Close() error { return u.packed.Close() }
