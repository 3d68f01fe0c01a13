package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progressDelay is how long a command works before it says at what.
const progressDelay = 500 * time.Millisecond

// progress is a line on a terminal that says what is being done, once that
// takes a while, and goes when it is done. A nil progress says nothing.
type progress struct {
	w     io.Writer
	timer *time.Timer

	mu    sync.Mutex
	text  string
	shown bool
	over  bool
}

// progress returns one for stderr, nil where that is no terminal or is to stay
// quiet.
func (a *app) progress() *progress {
	if a.quiet || !isTerminal(a.stderr) {
		return nil
	}
	return newProgress(a.stderr, progressDelay)
}

func newProgress(w io.Writer, delay time.Duration) *progress {
	p := &progress{w: w}
	p.timer = time.AfterFunc(delay, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.shown = true
		p.draw()
	})
	return p
}

// say replaces what the line says.
func (p *progress) say(text string) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = text
	p.draw()
}

// draw writes over the line.
func (p *progress) draw() {
	if p.shown && !p.over {
		fmt.Fprintf(p.w, "\r\x1b[K%s …", p.text)
	}
}

// done takes the line away.
func (p *progress) done() {
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
