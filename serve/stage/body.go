package stage

import (
	"bytes"
	"errors"
	"io"
	"net/http"
)

// ErrBodyTooLarge is what reading a body beyond the bound gives.
var ErrBodyTooLarge = errors.New("the body is larger than the gateway takes into memory")

// Body is the body of a client's request. It streams to the one backend that
// takes it; where several do, it is read into memory first.
type Body struct {
	stream io.Reader
	data   []byte
	kept   bool
}

// NewBody makes a body of a stream; nil stands for no body.
func NewBody(stream io.Reader) *Body { return &Body{stream: stream, kept: stream == nil} }

// BytesBody makes a body of bytes.
func BytesBody(data []byte) *Body { return &Body{data: data, kept: true} }

// Keep reads the body into memory, so that it can be read several times. More
// than limit bytes are a *Refusal.
func (b *Body) Keep(limit int64) error {
	if b == nil || b.kept {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(b.stream, limit+1))
	switch {
	case err != nil:
		return err
	case int64(len(data)) > limit:
		return &Refusal{Status: http.StatusRequestEntityTooLarge, Err: ErrBodyTooLarge}
	}
	b.data, b.stream, b.kept = data, nil, true
	return nil
}

// Bytes returns the body that Keep has read.
func (b *Body) Bytes() []byte {
	if b == nil {
		return nil
	}
	return b.data
}

// reader returns the body to be sent, nil for none. Its type hides what it is,
// so that the client can send it only once: it does not follow redirects that
// ask for the body again.
func (b *Body) reader() io.Reader {
	switch {
	case b == nil:
		return nil
	case !b.kept:
		return b.stream
	case len(b.data) == 0:
		return nil
	}
	return struct{ io.Reader }{bytes.NewReader(b.data)}
}
