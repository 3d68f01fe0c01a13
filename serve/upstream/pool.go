package upstream

import (
	"slices"
	"sync"
	"time"
)

// pool keeps the connections that wait for a request.
type pool struct {
	perHost, total int           // at most, 0 for no bound in total
	timeout        time.Duration // after which one that waits is closed, 0 for never

	mu    sync.Mutex
	conns map[string][]*conn // by address, the one used last at the end
	count int
	sweep *time.Timer
}

// sweepEvery is how often connections that the backend has closed meanwhile are
// looked for: nobody reads from them.
const sweepEvery = 15 * time.Second

// take returns a connection that can be used, nil where none waits.
func (p *pool) take(address string) *conn {
	for {
		c := p.pop(address)
		if c == nil || p.fresh(c, time.Now()) {
			return c
		}
		c.Close()
	}
}

func (p *pool) pop(address string) *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.conns[address]
	if len(list) == 0 {
		return nil
	}
	c := list[len(list)-1]
	list[len(list)-1] = nil
	p.conns[address] = list[:len(list)-1]
	p.count--
	return c
}

// fresh reports whether a connection that has waited can carry a request.
func (p *pool) fresh(c *conn, now time.Time) bool {
	return (p.timeout <= 0 || now.Sub(c.since) < p.timeout) && c.probe()
}

// put lets a connection wait, or closes it where too many do.
func (p *pool) put(c *conn) {
	c.since = time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.conns[c.address]) >= p.perHost || p.total > 0 && p.count >= p.total {
		c.Close()
		return
	}
	if p.conns == nil {
		p.conns = map[string][]*conn{}
	}
	p.conns[c.address] = append(p.conns[c.address], c)
	p.count++
	if p.sweep == nil {
		p.sweep = time.AfterFunc(p.pause(), p.clean)
	}
}

func (p *pool) pause() time.Duration {
	if p.timeout > 0 && p.timeout < sweepEvery {
		return p.timeout
	}
	return sweepEvery
}

// clean closes what has waited too long, or was closed by the backend, and
// comes back as long as something waits.
func (p *pool) clean() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	for address, list := range p.conns {
		before := len(list)
		list = slices.DeleteFunc(list, func(c *conn) bool {
			if p.fresh(c, now) {
				return false
			}
			c.Close()
			return true
		})
		p.count -= before - len(list)
		if p.conns[address] = list; len(list) == 0 {
			delete(p.conns, address)
		}
	}
	if p.count == 0 {
		p.sweep = nil
		return
	}
	p.sweep.Reset(p.pause())
}

// close closes all that wait. Those in use come back and wait, until the next
// close or sweep.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, list := range p.conns {
		for _, c := range list {
			c.Close()
		}
	}
	p.conns, p.count = nil, 0
	if p.sweep != nil {
		p.sweep.Stop()
		p.sweep = nil
	}
}
