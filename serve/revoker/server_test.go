package revoker

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/rpc"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// What clients of other makes send and take, named as the documentation of the
// protocol names it.
type (
	addInput    struct{ Elems [][]byte }
	addOutput   struct{ Count int }
	checkInput  struct{ Elems [][]byte }
	checkOutput struct{ Checks []bool }
	unionInput  struct{ BF *foreign }
	unionOutput struct{ Capacity float64 }
)

// foreign is a filter in a form of its own.
type foreign struct{ size int }

func (f foreign) MarshalBinary() ([]byte, error)  { return make([]byte, f.size), nil }
func (f *foreign) UnmarshalBinary(b []byte) error { f.size = len(b); return nil }

// lines is a log that may be written while it is read.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func listening(t *testing.T) (*Server, *Filter, *lines) {
	t.Helper()
	log := &lines{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	f := NewFilter()
	f.Configure(Settings{N: 1000, P: 1e-9, TTL: time.Hour})
	s := NewServer(f, func() *slog.Logger { return logger })
	if err := s.Listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, f, log
}

func dial(t *testing.T, s *Server) *rpc.Client {
	t.Helper()
	c, err := rpc.Dial("tcp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func entries(list ...string) [][]byte {
	var all [][]byte
	for _, e := range list {
		all = append(all, []byte(e))
	}
	return all
}

func TestClientsAddAndCheck(t *testing.T) {
	s, f, log := listening(t)
	c := dial(t, s)
	var added addOutput
	if err := c.Call("BloomfilterRPC.Add", addInput{entries("jti-1", "jti-2")}, &added); err != nil || added.Count != 2 {
		t.Errorf("added %d: %v", added.Count, err)
	}
	var checked checkOutput
	if err := c.Call("BloomfilterRPC.Check", checkInput{entries("jti-1", "jti-3", "jti-2")}, &checked); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]bool{true, false, true}, checked.Checks); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if !f.Has([]byte("jti-2")) || f.Has([]byte("jti-3")) {
		t.Error("the filter does not hold what was sent")
	}
	if err := c.Call("BloomfilterRPC.Add", addInput{}, &added); err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), "revocations are taken") {
		t.Errorf("the log is %s", log)
	}
}

func TestWhatCannotBeDoneIsAnErrorAndNoEnd(t *testing.T) {
	s, _, _ := listening(t)
	c := dial(t, s)
	for _, tt := range []struct {
		method string
		in     any
		want   string
	}{
		{"BloomfilterRPC.Union", unionInput{&foreign{100}}, errUnion.Error()},
		{"BloomfilterRPC.Union", "anything", errUnion.Error()},
		{"BloomfilterRPC.Remove", addInput{entries("jti-1")}, "can't find method"},
		{"BloomfilterRPC.Add", struct{ Other int }{1}, "type mismatch"},
		{"BloomfilterRPC.Add", entries("jti-1"), "type mismatch"},
		{"Add", addInput{entries("jti-1")}, "ill-formed"},
	} {
		if err := c.Call(tt.method, tt.in, &unionOutput{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.method, err, tt.want)
		}
	}
	var added addOutput
	if err := c.Call("BloomfilterRPC.Add", addInput{entries("jti-1")}, &added); err != nil || added.Count != 1 {
		t.Errorf("after them: added %d: %v", added.Count, err)
	}
}

func TestMessagesAreBounded(t *testing.T) {
	for name, tt := range map[string]struct {
		method string
		in     any
		want   error
	}{
		"entries": {"BloomfilterRPC.Add", addInput{[][]byte{make([]byte, maxMessage)}}, errTooLarge},
		"filter":  {"BloomfilterRPC.Union", unionInput{&foreign{8 << 20}}, errUnion},
	} {
		t.Run(name, func(t *testing.T) {
			s, _, _ := listening(t)
			c := dial(t, s)
			if err := c.Call(tt.method, tt.in, nil); err == nil || err.Error() != tt.want.Error() {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if err := c.Call("BloomfilterRPC.Add", addInput{entries("jti-1")}, nil); err == nil {
				t.Error("the connection goes on")
			}
			if err := dial(t, s).Call("BloomfilterRPC.Add", addInput{entries("jti-1")}, nil); err != nil {
				t.Errorf("a new connection: %v", err)
			}
		})
	}
}

func TestNonsenseEndsTheConnection(t *testing.T) {
	types := func() []byte {
		var b bytes.Buffer
		for range maxTypes + 1 {
			// Each encoder describes its types anew.
			if err := gob.NewEncoder(&b).Encode(struct{ ServiceMethod string }{"x"}); err != nil {
				t.Fatal(err)
			}
			b.Truncate(b.Len() - 5) // the value, so that descriptions follow one another
		}
		return b.Bytes()
	}
	for name, sent := range map[string][]byte{
		"HTTP":            []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
		"no number":       {0x80, 1, 1, 1, 1, 1, 1, 1, 1, 1},
		"empty messages":  {0, 0, 0},
		"too many types":  types(),
		"an unknown type": {2, 0x7e, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s, _, log := listening(t)
			conn, err := net.Dial("tcp", s.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := conn.Write(sent); err != nil {
				t.Fatal(err)
			}
			if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if name == "HTTP" { // is a message that has not ended yet
				if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
					t.Fatal(err)
				}
			}
			_, err = io.ReadAll(conn)
			if ne := net.Error(nil); errors.As(err, &ne) && ne.Timeout() {
				t.Errorf("the connection goes on: %s", log)
			}
			if err := dial(t, s).Call("BloomfilterRPC.Add", addInput{entries("jti-1")}, nil); err != nil {
				t.Errorf("a new connection: %v", err)
			}
		})
	}
}

func TestTheIdlestConnectionMakesRoom(t *testing.T) {
	s, _, log := listening(t)
	var clients []*rpc.Client
	call := func(c *rpc.Client) error { return c.Call("BloomfilterRPC.Check", checkInput{entries("jti-1")}, nil) }
	for range maxConnections {
		c := dial(t, s)
		if err := call(c); err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
	}
	if err := call(clients[0]); err != nil {
		t.Fatal(err)
	}
	if err := call(dial(t, s)); err != nil {
		t.Fatal(err)
	}
	if err := call(clients[1]); err == nil {
		t.Error("the idlest connection goes on")
	}
	if err := call(clients[0]); err != nil {
		t.Errorf("another one was ended: %v", err)
	}
	if !strings.Contains(log.String(), "was ended for a new one") {
		t.Errorf("the log is %s", log)
	}
}

func TestListeningMovesAndEnds(t *testing.T) {
	s, f, _ := listening(t)
	first := s.Addr().String()
	c := dial(t, s)
	if err := c.Call("BloomfilterRPC.Add", addInput{entries("jti-1")}, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Listen(t.Context(), "127.0.0.1:0"); err != nil || s.Addr().String() != first {
		t.Errorf("the same address: %s, %v", s.Addr(), err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := s.Listen(t.Context(), taken.Addr().String()); err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("a taken address: %v", err)
	}
	if err := c.Call("BloomfilterRPC.Add", addInput{entries("jti-2")}, nil); err != nil {
		t.Errorf("after a taken address: %v", err)
	}
	if err := s.Listen(t.Context(), "localhost:0"); err != nil || s.Addr().String() == first {
		t.Errorf("another address: %s, %v", s.Addr(), err)
	}
	if err := c.Call("BloomfilterRPC.Add", addInput{entries("jti-3")}, nil); err == nil {
		t.Error("a connection of the old address goes on")
	}
	if err := dial(t, s).Call("BloomfilterRPC.Add", addInput{entries("jti-4")}, nil); err != nil {
		t.Error(err)
	}
	s.Close()
	if s.Addr() != nil {
		t.Error("a closed server has an address")
	}
	for entry, want := range map[string]bool{"jti-1": true, "jti-2": true, "jti-3": false, "jti-4": true} {
		if f.Has([]byte(entry)) != want {
			t.Errorf("%s: want %t", entry, want)
		}
	}
}

func TestManyClientsAtOnce(t *testing.T) {
	s, f, _ := listening(t)
	var wg sync.WaitGroup
	for i := range 16 {
		c := dial(t, s)
		wg.Go(func() {
			for k := range 20 {
				e := fmt.Sprintf("jti-%d-%d", i, k)
				if err := c.Call("BloomfilterRPC.Add", addInput{entries(e)}, nil); err != nil {
					t.Error(err)
				}
				if !f.Has([]byte(e)) {
					t.Errorf("%s is not there", e)
				}
			}
		})
	}
	wg.Wait()
}

func TestAPortThatIsOpenToOthersIsTold(t *testing.T) {
	s, _, log := listening(t)
	if err := s.Listen(t.Context(), "0.0.0.0:0"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "whoever reaches this port can revoke tokens") {
		t.Errorf("the log is %s", log)
	}
}

func FuzzConnection(f *testing.F) {
	var good bytes.Buffer
	enc := gob.NewEncoder(&good)
	for i := range 2 {
		if err := errors.Join(enc.Encode(rpc.Request{ServiceMethod: "BloomfilterRPC.Add", Seq: uint64(i)}), enc.Encode(addInput{entries("jti-1", "")})); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(good.Bytes())
	f.Add([]byte{0})
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, sent []byte) {
		filter := NewFilter()
		filter.Configure(Settings{N: 10, P: 0.5, TTL: time.Hour})
		s := NewServer(filter, func() *slog.Logger { return slog.New(slog.DiscardHandler) })
		ours, theirs := net.Pipe()
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.serve(ours)
		}()
		go io.Copy(io.Discard, theirs)
		theirs.Write(sent)
		theirs.Close()
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Fatal("the connection does not end")
		}
	})
}

// TestAClientThatDoesNotReadLetsOthersDecode writes an answer that nobody takes: the
// turn to decode must not wait for it.
func TestAClientThatDoesNotReadLetsOthersDecode(t *testing.T) {
	own, client := net.Pipe()
	turn := make(chan struct{}, 1)
	c := newCodec(own, turn, func() {})
	c.take()
	written := make(chan error, 1)
	go func() { written <- c.WriteResponse(&rpc.Response{Seq: 1}, CheckOutput{make([]bool, 1<<20)}) }()
	select {
	case turn <- struct{}{}:
	case <-time.After(10 * time.Second):
		t.Error("the turn is not given")
	}
	client.Close()
	if err := <-written; err == nil {
		t.Error("nobody took the answer, and there is no error")
	}
}

// TestDescriptionsOfTypesCountForTheBound sends as much as may be to describe a type,
// and a value behind it.
func TestDescriptionsOfTypesCountForTheBound(t *testing.T) {
	for _, described := range []int{1, maxMessage - 100, maxMessage - 9, maxMessage - 4, maxMessage} {
		size := func(n int) []byte { return binary.BigEndian.AppendUint32([]byte{256 - 4}, uint32(n)) }
		var sent bytes.Buffer
		sent.Write(size(described))
		sent.Write(append([]byte{1}, make([]byte, described-1)...)) // a negative number: of a type
		sent.Write(size(2 * maxMessage))
		sent.Write(make([]byte, 2*maxMessage))
		c := &codec{in: bufio.NewReader(&sent)}
		if err := c.receive(); !errors.Is(err, errTooLarge) || c.value.Len() > maxMessage {
			t.Errorf("behind %d bytes: %d are held, %v", described, c.value.Len(), err)
		}
	}
}
