package serve

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// takes is a connection that notes what it is given, after failing as often as it
// has errors.
type takes struct {
	net.Conn
	mu     sync.Mutex
	errs   []error
	got    bytes.Buffer
	closed bool
}

func (c *takes) SetWriteDeadline(time.Time) error { return nil }

func (c *takes) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return 0, net.ErrClosed
	case len(c.errs) > 0:
		err := c.errs[0]
		c.errs = c.errs[1:]
		return 0, err
	}
	return c.got.Write(p)
}

func (c *takes) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	return nil
}

func (c *takes) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.got.String()
}

// over returns a connection that may hold answers, and a request that came over it.
func over(c net.Conn) (*patientConn, *http.Request) {
	own := &patientConn{Conn: c}
	return own, httptest.NewRequest("GET", "/", nil).WithContext(withConn(context.Background(), own))
}

func writing(w io.Writer, text string) func() error {
	return func() error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// TestWhatIsHeldGoesOutWhereAWriterPanics: around a gateway there may be a handler
// that recovers, and answers.
func TestWhatIsHeldGoesOutWhereAWriterPanics(t *testing.T) {
	t.Parallel()
	out := &takes{}
	c, r := over(out)
	func() {
		defer func() { _ = recover() }()
		_ = inOnePiece(httptest.NewRecorder(), r, minHeld, func() error {
			_ = writing(c, "begun ")()
			panic("a writer")
		})
	}()
	if err := writing(c, "recovered")(); err != nil || out.String() != "begun recovered" {
		t.Errorf("got %q, %v", out, err)
	}
}

// TestNothingFollowsHalfAnAnswer: a server does not see that what is held could not
// be sent, and goes on with the next request.
func TestNothingFollowsHalfAnAnswer(t *testing.T) {
	t.Parallel()
	late := errors.New("late")
	out := &takes{errs: []error{late}}
	c, r := over(out)
	if err := inOnePiece(httptest.NewRecorder(), r, minHeld, writing(c, "first")); !errors.Is(err, late) {
		t.Errorf("got %v", err)
	}
	if err := writing(c, "second")(); err == nil || out.String() != "" {
		t.Errorf("got %q, %v", out, err)
	}
}

// TestAnswersWithinAnswersKeepTheirOrder: a handler may ask a gateway several times
// for one request.
func TestAnswersWithinAnswersKeepTheirOrder(t *testing.T) {
	t.Parallel()
	out := &takes{}
	c, r := over(out)
	err := inOnePiece(httptest.NewRecorder(), r, minHeld, func() error {
		return errors.Join(writing(c, "a")(), inOnePiece(httptest.NewRecorder(), r, minHeld, writing(c, "b")), writing(c, "c")())
	})
	if err != nil || out.String() != "abc" {
		t.Errorf("got %q, %v", out, err)
	}
}

// TestNothingIsLostOfWhatOthersWrite has TLS, and handlers that were given up, write
// while answers are held.
func TestNothingIsLostOfWhatOthersWrite(t *testing.T) {
	t.Parallel()
	const times = 200
	out := &takes{}
	c, r := over(out)
	var all sync.WaitGroup
	for _, text := range []string{"a", "b", "c"} {
		all.Go(func() {
			for range times {
				write := writing(c, text)
				if text != "c" {
					write = func() error { return inOnePiece(httptest.NewRecorder(), r, minHeld, writing(c, text)) }
				}
				if err := write(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, text := range []string{"a", "b", "c"} {
		if n := strings.Count(out.String(), text); n != times {
			t.Errorf("%s went out %d times, want %d", text, n, times)
		}
	}
}

// keeper is a writer that breaks while it is still sending what it was given, as that
// of a stream of HTTP/2 which the client resets.
type keeper struct {
	http.ResponseWriter
	sending []byte
}

func (k *keeper) Write(p []byte) (int, error) {
	k.sending = p
	return 0, errors.New("stream closed")
}

// TestABufferThatIsBeingSentIsNotUsedAgain: it would give one client what is for another.
func TestABufferThatIsBeingSentIsNotUsedAgain(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	for range 50 {
		k := &keeper{ResponseWriter: httptest.NewRecorder()}
		if err := stream(k, r, strings.NewReader("for the first")); err == nil {
			t.Fatal("the error is lost")
		}
		if err := stream(httptest.NewRecorder(), r, strings.NewReader("FOR THE OTHER")); err != nil {
			t.Fatal(err)
		}
		if string(k.sending) != "for the first" {
			t.Fatalf("the first client is sent %q", k.sending)
		}
	}
}
