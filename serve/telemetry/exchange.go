package telemetry

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http/httptrace"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/gatewright/gatewright/serve/stage"
)

// details are the instruments of what happens within one call of a backend.
type details struct {
	roundTrip                          metric.Float64Histogram
	started, failed, canceled, overdue metric.Int64Counter
	readTime                           metric.Float64Histogram
	readSize                           metric.Int64Histogram
	connection, lookup, dial, shake    metric.Float64Histogram
}

// exchange times the parts of one call. A transport may go on with a connection
// after the call has ended, so that it is locked.
type exchange struct {
	mu          sync.Mutex
	begin       time.Time // of the call
	asked, head time.Time // of a connection, and the first byte of the answer

	connection, lookup, dial, shake span
}

// span is a part of a call that may never begin.
type span struct {
	begin time.Time
	took  time.Duration
	ended bool
}

func (s *span) end(now time.Time) { s.took, s.ended = s.took+now.Sub(s.begin), true }

// detailed reports whether a layer wants to know more of a call than its time.
func (l *layer) detailed() bool {
	for _, s := range []signal{l.metrics, l.traces} {
		if s.on && (s.roundTrip || s.payload || s.connection) {
			return true
		}
	}
	return false
}

// watch returns a context whose call is timed.
func watch(ctx context.Context) (context.Context, *exchange) {
	x := &exchange{begin: time.Now()}
	note := func(f func(now time.Time)) {
		now := time.Now()
		x.mu.Lock()
		defer x.mu.Unlock()
		f(now)
	}
	begin := func(s *span) { note(func(now time.Time) { s.begin = now }) }
	end := func(s *span) { note(s.end) }
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			note(func(now time.Time) {
				x.connection.begin = now
				if x.asked.IsZero() {
					x.asked = now
				}
			})
		},
		GotConn:              func(httptrace.GotConnInfo) { end(&x.connection) },
		GotFirstResponseByte: func() { note(func(now time.Time) { x.head = now }) },
		DNSStart:             func(httptrace.DNSStartInfo) { begin(&x.lookup) },
		DNSDone:              func(httptrace.DNSDoneInfo) { end(&x.lookup) },
		ConnectStart:         func(string, string) { begin(&x.dial) },
		ConnectDone:          func(string, string, error) { end(&x.dial) },
		TLSHandshakeStart:    func() { begin(&x.shake) },
		TLSHandshakeDone:     func(tls.ConnectionState, error) { end(&x.shake) },
	}), x
}

// timing is one measured part of a call.
type timing struct {
	name string
	took time.Duration
	in   metric.Float64Histogram
}

// parts lists what was measured, as far as a signal asks for it.
func (x *exchange) parts(s signal, d *details, end time.Time) []timing {
	var list []timing
	add := func(on bool, name string, took time.Duration, in metric.Float64Histogram) {
		if on {
			list = append(list, timing{name, took, in})
		}
	}
	start := x.begin
	if !x.asked.IsZero() {
		start = x.asked
	}
	head := end
	if !x.head.IsZero() {
		head = x.head
	}
	add(s.roundTrip, "http.client.duration", head.Sub(start), d.roundTrip)
	add(s.payload && !x.head.IsZero(), "http.client.response.read.time", end.Sub(head), d.readTime)
	add(s.connection && x.connection.ended, "http.client.request.get-conn.duration", x.connection.took, d.connection)
	add(s.connection && x.lookup.ended, "http.client.request.dns.duration", x.lookup.took, d.lookup)
	add(s.connection && x.dial.ended, "http.client.request.connect.duration", x.dial.took, d.dial)
	add(s.connection && x.shake.ended, "http.client.request.tls.duration", x.shake.took, d.shake)
	return list
}

// record measures the parts of a call as metrics, and returns them as attributes
// of its span.
func (x *exchange) record(ctx context.Context, l *layer, d *details, out stage.Outcome, set metric.MeasurementOption) []attribute.KeyValue {
	x.mu.Lock()
	defer x.mu.Unlock()
	end := time.Now()
	if l.metrics.on {
		for _, p := range x.parts(l.metrics, d, end) {
			p.in.Record(ctx, p.took.Seconds(), set)
		}
		if l.metrics.payload && out.Err == nil {
			d.readSize.Record(ctx, out.Size, set)
		}
		if l.metrics.roundTrip {
			d.count(ctx, out, set)
		}
	}
	var attrs []attribute.KeyValue
	if l.traces.on {
		for _, p := range x.parts(l.traces, d, end) {
			attrs = append(attrs, attribute.Float64(p.name, p.took.Seconds()))
		}
		if l.traces.payload && out.Err == nil {
			attrs = append(attrs, attribute.Int64("http.client.response.read.size", out.Size))
		}
	}
	return attrs
}

// count notes how a call ended: answers of any status are no failures of it.
func (d *details) count(ctx context.Context, out stage.Outcome, set metric.MeasurementOption) {
	d.started.Add(ctx, 1, set)
	switch {
	case out.Err == nil || out.Status != 0:
	case errors.Is(out.Err, context.Canceled):
		d.canceled.Add(ctx, 1, set)
	case errors.Is(out.Err, context.DeadlineExceeded):
		d.overdue.Add(ctx, 1, set)
	default:
		d.failed.Add(ctx, 1, set)
	}
}
