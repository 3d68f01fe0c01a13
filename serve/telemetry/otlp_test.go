package telemetry_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	collectormetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

// collector is a receiver of OTLP, over HTTP and gRPC.
type collector struct {
	collectortrace.UnimplementedTraceServiceServer
	collectormetrics.UnimplementedMetricsServiceServer

	mu      sync.Mutex
	spans   []*tracepb.Span
	service string
	metrics map[string]bool
}

func (c *collector) takeTraces(r *collectortrace.ExportTraceServiceRequest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, rs := range r.ResourceSpans {
		for _, a := range rs.Resource.Attributes {
			if a.Key == "service.name" {
				c.service = a.Value.GetStringValue()
			}
		}
		for _, ss := range rs.ScopeSpans {
			c.spans = append(c.spans, ss.Spans...)
		}
	}
}

func (c *collector) takeMetrics(r *collectormetrics.ExportMetricsServiceRequest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, rm := range r.ResourceMetrics {
		for _, sm := range rm.ScopeMetrics {
			for _, m := range sm.Metrics {
				c.metrics[m.Name] = true
			}
		}
	}
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch r.URL.Path {
	case "/v1/traces":
		var m collectortrace.ExportTraceServiceRequest
		if proto.Unmarshal(body, &m) == nil {
			c.takeTraces(&m)
		}
	case "/v1/metrics":
		var m collectormetrics.ExportMetricsServiceRequest
		if proto.Unmarshal(body, &m) == nil {
			c.takeMetrics(&m)
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

type traceService struct {
	collectortrace.UnimplementedTraceServiceServer
	c *collector
}

func (s traceService) Export(_ context.Context, r *collectortrace.ExportTraceServiceRequest) (*collectortrace.ExportTraceServiceResponse, error) {
	s.c.takeTraces(r)
	return &collectortrace.ExportTraceServiceResponse{}, nil
}

type metricsService struct {
	collectormetrics.UnimplementedMetricsServiceServer
	c *collector
}

func (s metricsService) Export(_ context.Context, r *collectormetrics.ExportMetricsServiceRequest) (*collectormetrics.ExportMetricsServiceResponse, error) {
	s.c.takeMetrics(r)
	return &collectormetrics.ExportMetricsServiceResponse{}, nil
}

func TestCollectorsGetTracesAndMetrics(t *testing.T) {
	for _, overHTTP := range []bool{true, false} {
		t.Run(fmt.Sprintf("http %t", overHTTP), func(t *testing.T) {
			c := &collector{metrics: map[string]bool{}}
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			if overHTTP {
				srv := &http.Server{Handler: c}
				go srv.Serve(l)
				defer srv.Close()
			} else {
				srv := grpc.NewServer()
				collectortrace.RegisterTraceServiceServer(srv, traceService{c: c})
				collectormetrics.RegisterMetricsServiceServer(srv, metricsService{c: c})
				go srv.Serve(l)
				defer srv.Stop()
			}
			_, base, seen, stop := running(t, fmt.Sprintf(`"telemetry/opentelemetry":{"service_name":"gateway","exporters":{"otlp":[{"name":"c","host":"127.0.0.1","port":%d,"use_http":%t}]}}`,
				l.Addr().(*net.TCPAddr).Port, overHTTP))
			const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
			fetch(t, base+"/users/7?token=s3cret", http.Header{"Traceparent": {parent}})
			fetch(t, base+"/mixed", nil)
			stop() // sends what is left
			checkSpans(t, c)
			for _, name := range []string{"http.server.duration", "http.server.response.size", "krakend.proxy.duration", "krakend.backend.duration"} {
				if !c.metrics[name] {
					t.Errorf("%s is missing in %v", name, c.metrics)
				}
			}
			if got := seen()[0].Get("Traceparent"); !strings.HasPrefix(got, parent[:35]) || got == parent {
				t.Errorf("the backend is asked with traceparent %q", got)
			}
		})
	}
}

// checkSpans checks the trace of /users/7: of the client's, with a span for each
// layer below the one above it.
func checkSpans(t *testing.T, c *collector) {
	t.Helper()
	if c.service != "gateway" || len(c.spans) != 3+4 {
		t.Errorf("got %d spans of %q", len(c.spans), c.service)
	}
	byName := map[string]*tracepb.Span{}
	for _, s := range c.spans {
		if fmt.Sprintf("%x", s.TraceId) == "0af7651916cd43dd8448eb211c80319c" {
			byName[s.Kind.String()] = s
		}
		if strings.Contains(s.String(), "s3cret") {
			t.Errorf("a query string is sent: %s", s)
		}
	}
	server, pipe, call := byName["SPAN_KIND_SERVER"], byName["SPAN_KIND_INTERNAL"], byName["SPAN_KIND_CLIENT"]
	if server == nil || pipe == nil || call == nil {
		t.Fatalf("got %v", byName)
	}
	if server.Name != "GET /users/{id}" || fmt.Sprintf("%x", server.ParentSpanId) != "b7ad6b7169203331" ||
		!bytes.Equal(pipe.ParentSpanId, server.SpanId) || !bytes.Equal(call.ParentSpanId, pipe.SpanId) || call.Name != "/users/{id}" {
		t.Errorf("got the spans\n%v\n%v\n%v", server, pipe, call)
	}
}
