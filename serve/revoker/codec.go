package revoker

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net"
	"net/rpc"
	"time"
)

const (
	maxMessage = 1 << 20          // bytes of a request's head, or of its body
	maxTypes   = 64               // that a connection describes
	wholeTime  = 30 * time.Second // for a request from its first byte on, and for an answer
)

var (
	errTooLarge = fmt.Errorf("a message is larger than %d bytes: send fewer entries at a time", maxMessage)
	errTypes    = errors.New("too many types are described")
)

// codec is the form of net/rpc's own messages, with bounds. A value is taken off
// the wire as a whole before it is decoded, so that only those with the turn to
// decode need memory for what comes of it.
type codec struct {
	conn  net.Conn
	in    *bufio.Reader
	value bytes.Buffer // what the decoder reads
	dec   *gob.Decoder
	out   bytes.Buffer // what the encoder writes
	enc   *gob.Encoder
	types int    // that were described
	begun func() // is called when a request has begun
	turn  chan struct{}
	has   bool  // the turn
	ended error // why nothing more can be read or written
}

func newCodec(conn net.Conn, turn chan struct{}, begun func()) *codec {
	c := &codec{conn: conn, in: bufio.NewReader(conn), turn: turn, begun: begun}
	c.dec, c.enc = gob.NewDecoder(&c.value), gob.NewEncoder(&c.out)
	return c
}

// ReadRequestHeader waits for a request, for as long as it takes to begin.
func (c *codec) ReadRequestHeader(r *rpc.Request) error {
	if err := c.begin(); err != nil {
		return err
	}
	if err := c.receive(); err != nil {
		return err
	}
	if err := c.dec.Decode(r); err != nil {
		c.ended = err
	}
	return c.ended
}

func (c *codec) begin() error {
	if c.ended = c.conn.SetReadDeadline(time.Time{}); c.ended == nil {
		_, c.ended = c.in.Peek(1)
	}
	if c.ended == nil {
		c.begun()
		c.ended = c.conn.SetReadDeadline(time.Now().Add(wholeTime))
	}
	return c.ended
}

// ReadRequestBody reads the arguments of a request; nil passes over them.
func (c *codec) ReadRequestBody(body any) error {
	_, union := body.(*UnionInput)
	err := c.receive()
	switch {
	case union && (err == nil || errors.Is(err, errTooLarge)):
		return errUnion
	case err != nil:
		return err
	}
	c.take()
	return c.dec.Decode(body)
}

// WriteResponse sends an answer. It is the end of every request.
func (c *codec) WriteResponse(r *rpc.Response, body any) error {
	c.out.Reset()
	err := errors.Join(c.conn.SetWriteDeadline(time.Now().Add(wholeTime)), c.enc.Encode(r), c.enc.Encode(body))
	c.give() // before a client that does not read makes others wait
	if err == nil {
		_, err = c.conn.Write(c.out.Bytes())
	}
	if err != nil {
		c.ended = err
	}
	return err
}

// Close ends the connection.
func (c *codec) Close() error { return c.conn.Close() }

// take waits for the turn to decode, give hands it on.
func (c *codec) take() {
	c.turn <- struct{}{}
	c.has = true
}

func (c *codec) give() {
	if c.has {
		c.has = false
		<-c.turn
	}
}

// receive reads one value, with the types that are described before it.
func (c *codec) receive() error {
	c.value.Reset()
	for {
		describes, err := c.message()
		if err != nil {
			c.ended = err
			return err
		}
		if !describes {
			return nil
		}
		if c.types++; c.types > maxTypes {
			c.ended = errTypes
			return errTypes
		}
	}
}

// message reads one message of gob: its length, and as many bytes, which begin
// with the number of a type. A negative one describes that type.
func (c *codec) message() (describes bool, err error) {
	length, raw, err := c.number()
	if err != nil {
		return false, err
	}
	if room := maxMessage - c.value.Len() - len(raw); room < 0 || length > uint64(room) {
		// Who waits to have all of it taken would not read why it was not.
		_, err := io.CopyN(io.Discard, c.in, int64(min(length, 1<<40)))
		return false, errors.Join(errTooLarge, err)
	}
	c.value.Write(raw)
	at := c.value.Len()
	if _, err := io.CopyN(&c.value, c.in, int64(length)); err != nil {
		return false, err
	}
	id := c.value.Bytes()[at:]
	if len(id) == 0 {
		return false, errors.New("an empty message")
	}
	last := 0
	if id[0] > 0x7f {
		last = 256 - int(id[0])
	}
	return last < len(id) && id[last]&1 == 1, nil
}

// number reads an unsigned number of gob: a byte up to 127, else how many bytes
// follow, negated, and these.
func (c *codec) number() (value uint64, raw []byte, err error) {
	first, err := c.in.ReadByte()
	if err != nil || first <= 0x7f {
		return uint64(first), []byte{first}, err
	}
	size := 256 - int(first)
	if size > 8 {
		return 0, nil, errors.New("no number of gob")
	}
	raw = append(make([]byte, 0, 9), first)
	for range size {
		b, err := c.in.ReadByte()
		if err != nil {
			return 0, nil, err
		}
		value, raw = value<<8|uint64(b), append(raw, b)
	}
	return value, raw, nil
}
