package telemetry

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
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
	named string // route, as the router writes it
	quiet bool   // the endpoint is left out of all but the span of its request
}

// ServeHTTP lets next answer and measures it.
func (t *Telemetry) ServeHTTP(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if t == nil {
		next.ServeHTTP(w, r)
		return
	}
	v := &visit{t: t}
	if t.otel != nil && !t.otel.skip.own(r.URL.Path) {
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
	if v.otel.fromClients {
		ctx = v.otel.propagator.Extract(ctx, propagation.HeaderCarrier(r.Header))
	}
	g := &v.otel.global
	if !g.traces.on {
		return ctx, trace.SpanFromContext(context.Background())
	}
	attrs := slices.Concat(g.traces.attrs, g.reported(r.Header), []attribute.KeyValue{
		attribute.String("http.request.method", methodName(r.Method)),
		attribute.String("url.scheme", scheme(r)),
		attribute.String("url.path", r.URL.Path),
	})
	return v.otel.tracer.Start(ctx, methodName(r.Method), trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attrs...))
}

func (v *visit) end(ctx context.Context, r *http.Request, span trace.Span, out *meter, took time.Duration) {
	if v.otel == nil {
		return
	}
	g := &v.otel.global
	attrs := []attribute.KeyValue{
		attribute.String("http.request.method", methodName(r.Method)),
		attribute.Int("http.response.status_code", out.status()),
		attribute.String("http.route", v.named),
		attribute.String("url.scheme", scheme(r)),
	}
	if g.traces.on {
		if v.route != "" {
			span.SetName(methodName(r.Method) + " " + v.route)
		}
		span.SetAttributes(attrs[1:3]...)
		if out.status() >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, strconv.Itoa(out.status()))
		}
		span.End()
	}
	if g.metrics.on && !v.quiet {
		set := metric.WithAttributes(append(attrs, g.metrics.attrs...)...)
		v.otel.requests.Record(ctx, took.Seconds(), set)
		v.otel.sizes.Record(ctx, out.size, set)
	}
}

// Endpoint measures all that an endpoint asks of its backends.
func (v *visit) Endpoint(ctx context.Context, e *config.Endpoint, h http.Header) (context.Context, func(stage.Outcome)) {
	v.route = e.Route()
	w := work{stage: "proxy", stats: "pipe", name: v.route, kind: trace.SpanKindInternal}
	if o := v.otel; o != nil {
		v.named = routerName(v.route)
		v.quiet = o.skip.endpoint(v.route)
		w.layer, w.times = o.ofEndpoint(e), o.pipes
		w.attrs = []attribute.KeyValue{attribute.String("http.route", v.route)}
		w.onSpan = w.layer.reported(h)
	}
	return v.measure(ctx, w)
}

// routerName is a path with its parameters written as :name, as dashboards for
// the reference gateway know the routes of requests.
func routerName(route string) string {
	return strings.ReplaceAll(strings.ReplaceAll(route, "/{", "/:"), "}", "")
}

// Backend measures one call.
func (v *visit) Backend(ctx context.Context, b *config.Backend) (context.Context, func(stage.Outcome)) {
	w := work{stage: "backend", stats: "backend", name: withoutQuery(b.URLPattern.V), kind: trace.SpanKindClient}
	if o := v.otel; o != nil {
		w.layer, w.times = o.ofBackend(b), o.calls
		w.attrs = []attribute.KeyValue{
			attribute.String("krakend.endpoint.route", v.route), attribute.String("krakend.backend", w.name),
			attribute.String("http.request.method", methodName(b.HTTPMethod())),
		}
		if w.layer.headers {
			ctx = context.WithValue(ctx, layerKey{}, w.layer)
		}
	}
	return v.measure(ctx, w)
}

// layerKey is where Header finds the layer of its call.
type layerKey struct{}

// Header lets a backend follow the trace, and notes the headers that go to it.
func (v *visit) Header(ctx context.Context, h http.Header) {
	if v.otel == nil {
		return
	}
	v.otel.propagator.Inject(ctx, propagation.HeaderCarrier(h))
	if l, ok := ctx.Value(layerKey{}).(*layer); ok {
		trace.SpanFromContext(ctx).SetAttributes(l.reported(h)...)
	}
}

// work is what a pipe and a call have in common.
type work struct {
	stage, stats, name string
	kind               trace.SpanKind
	layer              *layer // nil where telemetry/opentelemetry is off
	times              metric.Float64Histogram
	attrs, onSpan      []attribute.KeyValue
}

func (v *visit) measure(ctx context.Context, w work) (context.Context, func(stage.Outcome)) {
	start := time.Now()
	if w.layer == nil || v.quiet {
		return ctx, func(out stage.Outcome) { v.count(w, out, time.Since(start)) }
	}
	l := w.layer
	w.attrs = append(w.attrs, attribute.String("krakend.stage", w.stage))
	var span trace.Span
	if l.traces.on {
		attrs := slices.Concat(w.attrs, w.onSpan, l.traces.attrs)
		ctx, span = v.otel.tracer.Start(ctx, w.name, trace.WithSpanKind(w.kind), trace.WithAttributes(attrs...))
	}
	var x *exchange
	if w.kind == trace.SpanKindClient && l.detailed() {
		ctx, x = watch(ctx)
	}
	return ctx, func(out stage.Outcome) {
		took := time.Since(start)
		v.count(w, out, took)
		attrs := append(w.attrs, attribute.Bool("complete", out.Complete), attribute.Bool("error", out.Err != nil))
		if out.Status != 0 {
			attrs = append(attrs, attribute.Int("http.response.status_code", out.Status))
		}
		set := metric.WithAttributes(slices.Concat(attrs, l.metrics.attrs)...)
		if x != nil {
			attrs = append(attrs, x.record(ctx, l, &v.otel.within, out, set)...)
		}
		if l.metrics.on {
			w.times.Record(ctx, took.Seconds(), set)
		}
		if span == nil {
			return
		}
		span.SetAttributes(attrs...)
		if out.Err != nil {
			// The text of an error can hold what no collector may see.
			span.SetStatus(codes.Error, "failed")
		}
		span.End()
	}
}

// count tells telemetry/metrics.
func (v *visit) count(w work, out stage.Outcome, took time.Duration) {
	if v.t.stats != nil {
		v.t.stats.layer(w.stats, w.name, out.Complete, out.Err != nil, took)
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
