package telemetry

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve/stage"
)

// visit is one request that is measured; it is the stage.Observer of its work.
type visit struct {
	t     *Telemetry
	otel  *otel  // nil where off, or the path is left out
	route string // set by the endpoint, before anything runs beside it
}

// ServeHTTP lets next answer and measures it.
func (t *Telemetry) ServeHTTP(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if t == nil {
		next.ServeHTTP(w, r)
		return
	}
	v := &visit{t: t}
	if t.otel != nil && !t.otel.skip[r.URL.Path] {
		v.otel = t.otel
	}
	start := time.Now()
	out := &meter{ResponseWriter: w}
	ctx := stage.WithObserver(r.Context(), v)
	ctx, span := v.begin(ctx, r)
	if t.stats != nil {
		t.stats.connected.Add(1)
		t.stats.total.Add(1)
	}
	defer func() {
		took := time.Since(start)
		if t.stats != nil {
			t.stats.connected.Add(-1)
			t.stats.gone.Add(1)
			t.stats.request(v.route, out.status(), out.size, took)
		}
		v.end(ctx, r, span, out, took)
	}()
	next.ServeHTTP(out, r.WithContext(ctx))
}

// begin opens the span of a request, below that of the client where it has one.
func (v *visit) begin(ctx context.Context, r *http.Request) (context.Context, trace.Span) {
	if v.otel == nil {
		return ctx, trace.SpanFromContext(ctx)
	}
	if v.otel.propagate {
		ctx = v.otel.propagator.Extract(ctx, propagation.HeaderCarrier(r.Header))
	}
	if !v.otel.global.traces {
		return ctx, trace.SpanFromContext(context.Background())
	}
	return v.otel.tracer.Start(ctx, methodName(r.Method), trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("http.request.method", methodName(r.Method)),
		attribute.String("url.scheme", scheme(r)),
		attribute.String("url.path", r.URL.Path),
	))
}

func (v *visit) end(ctx context.Context, r *http.Request, span trace.Span, out *meter, took time.Duration) {
	if v.otel == nil {
		return
	}
	attrs := []attribute.KeyValue{
		attribute.String("http.request.method", methodName(r.Method)),
		attribute.Int("http.response.status_code", out.status()),
		attribute.String("http.route", v.route),
		attribute.String("url.scheme", scheme(r)),
	}
	if v.otel.global.traces {
		if v.route != "" {
			span.SetName(methodName(r.Method) + " " + v.route)
		}
		span.SetAttributes(attrs[1:3]...)
		if out.status() >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, strconv.Itoa(out.status()))
		}
		span.End()
	}
	if v.otel.global.metrics {
		set := metric.WithAttributes(attrs...)
		v.otel.requests.Record(ctx, took.Seconds(), set)
		v.otel.sizes.Record(ctx, out.size, set)
	}
}

// Endpoint measures all that an endpoint asks of its backends.
func (v *visit) Endpoint(ctx context.Context, e *config.Endpoint) (context.Context, func(stage.Outcome)) {
	v.route = e.Route()
	return v.layer(ctx, layer{stage: "proxy", stats: "pipe", name: e.Route(), kind: trace.SpanKindInternal})
}

// Backend measures one call.
func (v *visit) Backend(ctx context.Context, b *config.Backend) (context.Context, func(stage.Outcome)) {
	return v.layer(ctx, layer{stage: "backend", stats: "backend", name: withoutQuery(b.URLPattern.V), method: b.HTTPMethod(), kind: trace.SpanKindClient})
}

// Header lets a backend follow the trace.
func (v *visit) Header(ctx context.Context, h http.Header) {
	if v.otel != nil && v.otel.propagate {
		v.otel.propagator.Inject(ctx, propagation.HeaderCarrier(h))
	}
}

// layer is what a pipe and a call have in common.
type layer struct {
	stage, stats, name, method string
	kind                       trace.SpanKind
}

func (v *visit) layer(ctx context.Context, l layer) (context.Context, func(stage.Outcome)) {
	start := time.Now()
	var on signals
	var times metric.Float64Histogram
	if o := v.otel; o != nil {
		on, times = o.proxy, o.pipes
		if l.kind == trace.SpanKindClient {
			on, times = o.backend, o.calls
		}
	}
	attrs := []attribute.KeyValue{attribute.String("krakend.stage", l.stage), attribute.String("http.route", v.route)}
	if l.kind == trace.SpanKindClient {
		attrs = append(attrs, attribute.String("krakend.backend", l.name), attribute.String("http.request.method", methodName(l.method)))
	}
	var span trace.Span
	if on.traces {
		ctx, span = v.otel.tracer.Start(ctx, l.name, trace.WithSpanKind(l.kind), trace.WithAttributes(attrs...))
	}
	return ctx, func(out stage.Outcome) {
		took := time.Since(start)
		if v.t.stats != nil {
			v.t.stats.layer(l.stats, l.name, out.Complete, out.Err != nil, took)
		}
		attrs := append(attrs, attribute.Bool("complete", out.Complete), attribute.Bool("error", out.Err != nil))
		if out.Status != 0 {
			attrs = append(attrs, attribute.Int("http.response.status_code", out.Status))
		}
		if span != nil {
			span.SetAttributes(attrs...)
			if out.Err != nil {
				// The text of an error can hold what no collector may see.
				span.SetStatus(codes.Error, "failed")
			}
			span.End()
		}
		if on.metrics {
			times.Record(ctx, took.Seconds(), metric.WithAttributes(attrs...))
		}
	}
}

// meter notes the status and the size of an answer.
type meter struct {
	http.ResponseWriter
	code int
	size int64
}

func (m *meter) status() int {
	if m.code == 0 {
		return http.StatusOK
	}
	return m.code
}

// WriteHeader sends the head; statuses below 200 come before it.
func (m *meter) WriteHeader(code int) {
	if m.code == 0 && code >= http.StatusOK {
		m.code = code
	}
	m.ResponseWriter.WriteHeader(code)
}

func (m *meter) Write(p []byte) (int, error) {
	n, err := m.ResponseWriter.Write(p)
	m.size += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the writer below.
func (m *meter) Unwrap() http.ResponseWriter { return m.ResponseWriter }
