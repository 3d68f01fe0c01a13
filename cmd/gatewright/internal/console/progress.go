package console

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progressDelay is how long a command works before it says at what.
const progressDelay = 500 * time.Millisecond

// Progress is a line on a terminal that says what is being done, once that
// takes a while, and goes when it is done. A nil one says nothing.
type Progress struct {
	w     io.Writer
	timer *time.Timer

	mu    sync.Mutex
	text  string
	shown bool
	over  bool
}

// Progress returns one for stderr, nil where that is no terminal or is to stay
// quiet.
func (c *Console) Progress() *Progress {
	if c.Quiet || !IsTerminal(c.Stderr) {
		return nil
	}
	return newProgress(c.Stderr, progressDelay)
}

func newProgress(w io.Writer, delay time.Duration) *Progress {
	p := &Progress{w: w}
	p.timer = time.AfterFunc(delay, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.shown = true
		p.draw()
	})
	return p
}

// Say replaces what the line says.
func (p *Progress) Say(text string) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = text
	p.draw()
}

// draw writes over the line.
func (p *Progress) draw() {
	if p.shown && !p.over {
		fmt.Fprintf(p.w, "\r\x1b[K%s …", p.text)
	}
}

// Done takes the line away.
func (p *Progress) Done() {
	if p == nil {
		return
	}
	p.timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown && !p.over {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.over = true
}
