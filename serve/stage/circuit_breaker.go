package stage

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

var (
	errOpen = errors.New("circuit breaker is open")
	errBusy = errors.New("too many requests")
)

// breaker leaves a backend alone for a while after more than max errors in a
// row. Then a single try decides whether calls go on.
type breaker struct {
	max      int
	interval time.Duration // after which the count starts anew; 0 for never
	wait     time.Duration
	log      func(state string)

	mu     sync.Mutex
	state  breakerState
	errors int
	until  time.Time // of the open state, or of the counting interval
	trying bool
}

type breakerState uint8

const (
	closed breakerState = iota
	open
	halfOpen
)

// defaultWait is how long a breaker stays open that names no timeout.
const defaultWait = 60 * time.Second

func circuitBreaker(b *config.Backend, env *Env, next Proxy) Proxy {
	n := b.Extra.Get("qos/circuit-breaker")
	if n == nil || n.Kind != syntax.Object {
		return next
	}
	s := settings{n}
	for _, name := range []string{"interval", "timeout", "max_errors"} {
		if v := s.Get(name); v != nil && v.Kind != syntax.Number {
			return next
		}
	}
	c := &breaker{
		max: s.integer("max_errors"), log: func(string) {},
		interval: time.Duration(s.integer("interval")) * time.Second,
		wait:     time.Duration(s.integer("timeout")) * time.Second,
	}
	if c.wait <= 0 {
		c.wait = defaultWait
	}
	if s.flag("log_status_change") {
		name := s.text("name")
		c.log = func(state string) {
			env.Logger.LogAttrs(context.Background(), slog.LevelWarn, "circuit breaker changed",
				slog.String("name", name), slog.String("backend", b.ID()), slog.String("state", state))
		}
	}
	return func(ctx context.Context, r *Request) (*Answer, error) {
		if err := c.enter(time.Now()); err != nil {
			return nil, err
		}
		ok := false
		defer func() { c.leave(ok, time.Now()) }()
		a, err := next(ctx, r)
		ok = err == nil
		return a, err
	}
}

func (c *breaker) enter(now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch c.state {
	case open:
		if now.Before(c.until) {
			return errOpen
		}
		c.state, c.trying = halfOpen, true
		c.log("half-open")
		return nil
	case halfOpen:
		if c.trying {
			return errBusy
		}
		c.trying = true
		return nil
	}
	if c.interval > 0 && !now.Before(c.until) {
		c.errors, c.until = 0, now.Add(c.interval)
	}
	return nil
}

func (c *breaker) leave(ok bool, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch c.state {
	case halfOpen:
		c.trying = false
		if ok {
			c.state, c.errors, c.until = closed, 0, now.Add(c.interval)
			c.log("closed")
			return
		}
		c.open(now)
	case closed:
		if ok {
			c.errors = 0
			return
		}
		if c.errors++; c.errors > c.max {
			c.open(now)
		}
	}
}

func (c *breaker) open(now time.Time) {
	c.state, c.until = open, now.Add(c.wait)
	c.log("open")
}
