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
	round  int       // changes whenever counting starts anew
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
	c.until = time.Now().Add(c.interval)
	if s.flag("log_status_change") {
		name := s.text("name")
		c.log = func(state string) {
			env.Logger.LogAttrs(context.Background(), slog.LevelWarn, "circuit breaker changed",
				slog.String("name", name), slog.String("backend", b.ID()), slog.String("state", state))
		}
	}
	return func(ctx context.Context, r *Request) (*Answer, error) {
		round, err := c.enter(time.Now())
		if err != nil {
			return nil, err
		}
		ok := false
		defer func() { c.leave(round, ok, time.Now()) }()
		a, err := next(ctx, r)
		ok = err == nil
		return a, err
	}
}

// enter lets a call through, and returns the round that it belongs to.
func (c *breaker) enter(now time.Time) (round int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick(now)
	switch {
	case c.state == open:
		return 0, errOpen
	case c.state == halfOpen && c.trying:
		return 0, errBusy
	}
	c.trying = c.state == halfOpen
	return c.round, nil
}

// tick begins a new round where the time of one is over.
func (c *breaker) tick(now time.Time) {
	switch {
	case c.state == open && now.After(c.until):
		c.turn(halfOpen, time.Time{})
		c.log("half-open")
	case c.state == closed && c.interval > 0 && now.After(c.until):
		c.turn(closed, now.Add(c.interval))
	}
}

// leave counts the outcome of a call, unless its round is over.
func (c *breaker) leave(round int, ok bool, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick(now)
	if round != c.round {
		return
	}
	switch {
	case ok && c.state == halfOpen:
		c.turn(closed, now.Add(c.interval))
		c.log("closed")
	case ok:
		c.errors = 0
	case c.state == halfOpen:
		c.open(now)
	default:
		if c.errors++; c.errors > c.max {
			c.open(now)
		}
	}
}

// turn begins a round in which nothing has been counted yet.
func (c *breaker) turn(state breakerState, until time.Time) {
	c.state, c.until, c.errors, c.trying = state, until, 0, false
	c.round++
}

func (c *breaker) open(now time.Time) {
	c.turn(open, now.Add(c.wait))
	c.log("open")
}
