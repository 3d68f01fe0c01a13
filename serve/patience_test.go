package serve

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener of one side of a pipe.
type pipes struct{ net.Conn }

func (p pipes) Accept() (net.Conn, error) { return p.Conn, nil }
func (p pipes) Addr() net.Addr            { return nil }

func accept(t *testing.T) (own, client net.Conn) {
	t.Helper()
	own, client = net.Pipe()
	own, err := patient{pipes{own}}.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return own, client
}

func TestAClientThatTakesNothingIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		own, client := accept(t)
		defer own.Close()
		defer client.Close()
		start := time.Now()
		if _, err := own.Write([]byte("answer")); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(start); took != patience {
			t.Errorf("it took %s", took)
		}
	})
}

// TestASlowClientGetsItsWholeAnswer takes an answer in pieces, over many times
// the patience.
func TestASlowClientGetsItsWholeAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		own, client := accept(t)
		defer client.Close()
		answer := bytes.Repeat([]byte("0123456789abcdef"), 5*pieceSize/16)
		go func() {
			defer own.Close()
			if n, err := own.Write(answer); n != len(answer) || err != nil {
				t.Errorf("wrote %d bytes, %v", n, err)
			}
		}()
		var got []byte
		buf := make([]byte, pieceSize)
		for {
			time.Sleep(patience - time.Second)
			n, err := io.ReadFull(client, buf)
			got = append(got, buf[:n]...)
			if err != nil {
				break
			}
		}
		if !bytes.Equal(got, answer) {
			t.Errorf("got %d bytes, want %d", len(got), len(answer))
		}
	})
}
