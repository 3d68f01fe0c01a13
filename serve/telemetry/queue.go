package telemetry

import (
	"net"
	"sync"
	"time"
)

// queue sends messages over a connection of its own. Who adds one never waits:
// what does not fit, or cannot be sent, is lost.
type queue struct {
	dial func() (net.Conn, error)
	send func(net.Conn, []byte) error

	waiting chan []byte
	start   sync.Once
	stop    sync.Once
	quit    chan struct{}
	done    chan struct{}
}

const (
	queueLength = 1024
	queueRetry  = 5 * time.Second // between attempts to connect
)

func newQueue(dial func() (net.Conn, error), send func(net.Conn, []byte) error) *queue {
	return &queue{dial: dial, send: send, waiting: make(chan []byte, queueLength), quit: make(chan struct{}), done: make(chan struct{})}
}

func (q *queue) add(message []byte) {
	q.start.Do(func() { go q.run() })
	select {
	case q.waiting <- message:
	default:
	}
}

func (q *queue) run() {
	defer close(q.done)
	var conn net.Conn
	var failed time.Time
	out := func(message []byte) {
		if conn == nil {
			if time.Since(failed) < queueRetry {
				return
			}
			c, err := q.dial()
			if err != nil {
				failed = time.Now()
				return
			}
			conn = c
		}
		if err := q.send(conn, message); err != nil {
			conn.Close()
			conn, failed = nil, time.Now()
		}
	}
	for {
		select {
		case message := <-q.waiting:
			out(message)
			continue
		case <-q.quit:
		}
		break
	}
	for len(q.waiting) > 0 {
		out(<-q.waiting)
	}
	if conn != nil {
		conn.Close()
	}
}

// close sends what waits and ends.
func (q *queue) close() {
	q.stop.Do(func() {
		close(q.quit)
		q.start.Do(func() { close(q.done) })
		<-q.done
	})
}
