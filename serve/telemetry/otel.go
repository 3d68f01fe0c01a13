package telemetry

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	promexporter "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/gatewright/gatewright/config"
)

// scope is the name under which instruments and spans are reported.
const scope = "github.com/gatewright/gatewright/serve"

// Upper ends of the buckets of histograms, in seconds and bytes.
var (
	timeBounds = []float64{.005, .01, .02, .05, .075, .1, .125, .15, .175, .2, .25, .3, .35, .5, .75, 1, 1.5, 2, 3.5, 5, 10}
	sizeBounds = []float64{128, 256, 512, 1 << 10, 4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10, 256 << 10, 512 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20}
)

// otel is telemetry/opentelemetry.
type otel struct {
	global, proxy, backend layer
	fromClients            bool // a client's trace goes on
	skip                   skipped

	tracer     trace.Tracer
	propagator propagation.TextMapPropagator
	requests   metric.Float64Histogram
	sizes      metric.Int64Histogram
	pipes      metric.Float64Histogram
	calls      metric.Float64Histogram
	within     details

	scrapes map[string]http.Handler // by address to listen on
	stops   []func(context.Context) error
}

func newOTel(ctx context.Context, svc *config.Service, version string) (*otel, error) {
	s := namespace(svc, nsOpenTelemetry)
	layers := s.in("layers")
	o := &otel{
		global:      flatLayer(layers.in("global")),
		proxy:       flatLayer(layers.in("proxy")),
		backend:     deepLayer(layers.in("backend")),
		fromClients: !layers.in("global").flag("disable_propagation"),
		skip:        skippedPaths(s),
		propagator:  propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}),
		scrapes:     map[string]http.Handler{},
	}
	res := resourceOf(svc, s, version)
	metrics := []sdkmetric.Option{sdkmetric.WithResource(res)}
	traces := []sdktrace.TracerProviderOption{
		sdktrace.WithResource(res),
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(s.number("trace_sample_rate", 1)))),
	}
	tracing := false
	var problems []error
	for _, p := range s.in("exporters").list("prometheus") {
		if p.flag("disable_metrics") {
			continue
		}
		reader, err := o.prometheus(p)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		metrics = append(metrics, sdkmetric.WithReader(reader))
	}
	period := s.positive("metric_reporting_period", 30)
	for _, e := range s.in("exporters").list("otlp") {
		reader, spans, err := o.otlp(ctx, e, period)
		if err != nil {
			problems = append(problems, err)
		}
		if reader != nil {
			metrics = append(metrics, sdkmetric.WithReader(reader))
		}
		if spans != nil {
			tracing = true
			traces = append(traces, sdktrace.WithBatcher(spans))
		}
	}
	meters := sdkmetric.NewMeterProvider(metrics...)
	o.stops = append(o.stops, meters.Shutdown)
	o.tracer = tracenoop.NewTracerProvider().Tracer(scope)
	if tracing {
		provider := sdktrace.NewTracerProvider(traces...)
		o.stops = append(o.stops, provider.Shutdown)
		o.tracer = provider.Tracer(scope)
	}
	problems = append(problems, o.instruments(meters.Meter(scope), s))
	return o, errors.Join(problems...)
}

func resourceOf(svc *config.Service, s settings, version string) *resource.Resource {
	attrs := []attribute.KeyValue{
		attribute.String("service.name", or(s.text("service_name"), or(svc.Name.V, "KrakenD"))),
		attribute.String("service.version", or(s.text("service_version"), version)),
	}
	if env := s.text("deploy_env"); env != "" {
		attrs = append(attrs, attribute.String("deployment.environment.name", env))
	}
	return resource.NewSchemaless(attrs...)
}

// makers makes instruments and keeps what went wrong.
type makers struct {
	metric.Meter
	times, sizes []float64
	problems     []error
}

func (m *makers) seconds(name, about string) metric.Float64Histogram {
	h, err := m.Float64Histogram(name, metric.WithUnit("s"), metric.WithDescription(about), metric.WithExplicitBucketBoundaries(m.times...))
	m.problems = append(m.problems, err)
	return h
}

func (m *makers) bytes(name, about string) metric.Int64Histogram {
	h, err := m.Int64Histogram(name, metric.WithUnit("By"), metric.WithDescription(about), metric.WithExplicitBucketBoundaries(m.sizes...))
	m.problems = append(m.problems, err)
	return h
}

func (m *makers) count(name, about string) metric.Int64Counter {
	c, err := m.Int64Counter(name, metric.WithDescription(about))
	m.problems = append(m.problems, err)
	return c
}

func (o *otel) instruments(meter metric.Meter, s settings) error {
	m := &makers{
		Meter: meter,
		times: s.in("histograms").bounds("time_buckets", timeBounds), sizes: s.in("histograms").bounds("size_buckets", sizeBounds),
	}
	// The names are of the semantic conventions before 1.27, or since.
	duration, size := "http.server.duration", "http.server.response.size"
	if s.in("layers").in("global").text("semantic_convention") == "1.27" {
		duration, size = "http.server.request.duration", "http.server.response.body.size"
	}
	o.requests = m.seconds(duration, "time from a request's head to its answer's end")
	o.sizes = m.bytes(size, "bytes of an answer's body")
	o.pipes = m.seconds("krakend.proxy.duration", "time that all backends of an endpoint took together")
	o.calls = m.seconds("krakend.backend.duration", "time of one call of a backend")
	o.within = details{
		roundTrip:  m.seconds("http.client.duration", "time from the call of a backend to the head of its answer"),
		started:    m.count("http.client.request.started.count", "calls of backends"),
		failed:     m.count("http.client.request.failed.count", "calls that got no answer"),
		canceled:   m.count("http.client.request.canceled.count", "calls whose client went away"),
		overdue:    m.count("http.client.request.timedout.count", "calls that got no answer in time"),
		readTime:   m.seconds("http.client.response.read.time", "time to read and decode the body of a backend's answer"),
		readSize:   m.bytes("http.client.response.read.size", "bytes of the body of a backend's answer"),
		connection: m.seconds("http.client.request.get-conn.duration", "time to get a connection to a backend, new or not"),
		lookup:     m.seconds("http.client.request.dns.duration", "time to look a backend's name up"),
		dial:       m.seconds("http.client.request.connect.duration", "time to connect to a backend"),
		shake:      m.seconds("http.client.request.tls.duration", "time of the TLS handshake with a backend"),
	}
	return errors.Join(m.problems...)
}

// prometheus makes the reader of one exporter, and notes where to listen. Like
// the gateway it listens on the loopback interface where no address is named.
func (o *otel) prometheus(p settings) (sdkmetric.Reader, error) {
	registry := prometheus.NewRegistry()
	if p.flag("go_metrics") {
		registry.MustRegister(collectors.NewGoCollector())
	}
	if p.flag("process_metrics") {
		registry.MustRegister(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	o.scrapes[net.JoinHostPort(or(p.text("listen_ip"), "127.0.0.1"), port(p, 9090))] = mux
	// Dashboards for the reference gateway ask for names without units and totals.
	return promexporter.New(promexporter.WithRegisterer(registry), promexporter.WithTranslationStrategy("UnderscoreEscapingWithoutSuffixes"))
}

func port(s settings, otherwise float64) string {
	return strconv.Itoa(int(s.number("port", otherwise)))
}

// otlp makes the exporters of one collector. They connect when there is
// something to send.
func (o *otel) otlp(ctx context.Context, e settings, period float64) (sdkmetric.Reader, sdktrace.SpanExporter, error) {
	overHTTP := e.flag("use_http")
	standard := 4317.0
	if overHTTP {
		standard = 4318
	}
	address := net.JoinHostPort(e.text("host"), port(e, standard))
	var reader sdkmetric.Reader
	var spans sdktrace.SpanExporter
	var problems []error
	if !e.flag("disable_metrics") {
		out, err := otlpMetrics(ctx, address, overHTTP)
		if err == nil {
			every := time.Duration(e.positive("custom_metric_reporting_period", period) * float64(time.Second))
			reader = sdkmetric.NewPeriodicReader(out, sdkmetric.WithInterval(every))
		}
		problems = append(problems, err)
	}
	if !e.flag("disable_traces") {
		out, err := otlpTraces(ctx, address, overHTTP)
		if err == nil {
			spans = out
		}
		problems = append(problems, err)
	}
	return reader, spans, errors.Join(problems...)
}

func otlpMetrics(ctx context.Context, address string, overHTTP bool) (sdkmetric.Exporter, error) {
	if overHTTP {
		return otlpmetrichttp.New(ctx, otlpmetrichttp.WithEndpoint(address), otlpmetrichttp.WithInsecure())
	}
	return otlpmetricgrpc.New(ctx, otlpmetricgrpc.WithEndpoint(address), otlpmetricgrpc.WithInsecure())
}

func otlpTraces(ctx context.Context, address string, overHTTP bool) (sdktrace.SpanExporter, error) {
	if overHTTP {
		return otlptracehttp.New(ctx, otlptracehttp.WithEndpoint(address), otlptracehttp.WithInsecure())
	}
	return otlptracegrpc.New(ctx, otlptracegrpc.WithEndpoint(address), otlptracegrpc.WithInsecure())
}

func (o *otel) shutdown(ctx context.Context) error {
	var problems []error
	for _, stop := range o.stops {
		problems = append(problems, stop(ctx))
	}
	return errors.Join(problems...)
}

// methodName bounds the values of an attribute that clients choose.
func methodName(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return m
	}
	return "_OTHER"
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// withoutQuery is a url_pattern as the name of a span.
func withoutQuery(s string) string {
	s, _, _ = strings.Cut(s, "?")
	return s
}
