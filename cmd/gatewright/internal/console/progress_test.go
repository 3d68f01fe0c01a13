package console

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// safeBuffer is a buffer that several goroutines write to.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestProgressShowsAfterAWhileAndGoes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var quick, slow safeBuffer
		p := newProgress(&quick, progressDelay)
		p.Say("reading c.json")
		time.Sleep(progressDelay - time.Millisecond)
		p.Done()
		time.Sleep(time.Second)
		if quick.String() != "" {
			t.Errorf("what is quick says %q", quick.String())
		}

		p = newProgress(&slow, progressDelay)
		p.Say("reading c.json")
		time.Sleep(progressDelay)
		synctest.Wait()
		p.Say("reading b.json")
		p.Done()
		p.Say("too late")
		const want = "\r\x1b[Kreading c.json …\r\x1b[Kreading b.json …\r\x1b[K"
		if slow.String() != want {
			t.Errorf("got %q, want %q", slow.String(), want)
		}
	})
}

func TestProgressOfNoTerminalIsSilent(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	c := &Console{Stderr: &out}
	p := c.Progress()
	p.Say("reading")
	p.Done()
	if p != nil || out.Len() > 0 {
		t.Errorf("%v %q", p, out.String())
	}
}
