package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	collectormetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/serve/telemetry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func service(extra string) *config.Service {
	return config.Parse("krakend.json", []byte(`{"version":3,"extra_config":{`+extra+`}}`)).Service()
}

// running is a server with the telemetry that its configuration asks for. The
// backend answers {"a":1}, and /fails with 500.
func running(t *testing.T, extra string) (s *serve.Server, base string, seen func() []http.Header, stop func()) {
	t.Helper()
	return runningWith(t, extra, "", "")
}

// runningWith is running with settings of telemetry/opentelemetry at the endpoint
// and at its backend.
func runningWith(t *testing.T, extra, atEndpoint, atBackend string) (s *serve.Server, base string, seen func() []http.Header, stop func()) {
	t.Helper()
	own := func(settings string) string {
		if settings == "" {
			return ""
		}
		return `,"extra_config":{"telemetry/opentelemetry":` + settings + `}`
	}
	var mu sync.Mutex
	var headers []http.Header
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		headers = append(headers, r.Header.Clone())
		mu.Unlock()
		if r.URL.Path == "/fails" {
			w.WriteHeader(500)
			return
		}
		io.WriteString(w, `{"a":1}`)
	}))
	t.Cleanup(backend.Close)
	doc := config.Parse("krakend.json", []byte(`{"version":3,"timeout":"20s","name":"shop","host":["`+backend.URL+`"],"extra_config":{`+extra+`},"endpoints":[
{"endpoint":"/users/{id}","backend":[{"url_pattern":"/users/{id}?key=s3cret"`+own(atBackend)+`}]`+own(atEndpoint)+`},
{"endpoint":"/mixed","backend":[{"url_pattern":"/ok"},{"url_pattern":"/fails"}]}]}`))
	g, err := serve.Build(doc, serve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ready := make(chan net.Addr, 1)
	s = serve.NewServer(g, serve.ServerOptions{Address: "127.0.0.1:0", Ready: func(a net.Addr) { ready <- a }})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	select {
	case a := <-ready:
		base = "http://" + a.String()
	case err := <-done:
		done <- nil
		t.Fatal(err)
	}
	return s, base, func() []http.Header {
		mu.Lock()
		defer mu.Unlock()
		return headers
	}, stop
}

func fetch(t *testing.T, url string, header http.Header) (int, string) {
	t.Helper()
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		req.Header = header
	}
	resp, err := tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestStatsCountEveryLayer(t *testing.T) {
	s, base, _, _ := running(t, `"telemetry/metrics":{"listen_address":"127.0.0.1:0"}`)
	for range 3 {
		fetch(t, base+"/users/7", nil)
	}
	fetch(t, base+"/mixed", nil)
	fetch(t, base+"/unknown", nil)
	_, text := fetch(t, "http://"+s.Telemetry()["127.0.0.1:0"].String()+"/__stats", nil)
	var got map[string]any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{
		"krakend.router.connected":                                                             0,
		"krakend.router.connected-total":                                                       5,
		"krakend.router.disconnected-total":                                                    5,
		"krakend.router.response./users/{id}.status.200.count":                                 3,
		"krakend.router.response./users/{id}.size.max":                                         7,
		"krakend.router.response./__none.status.404.count":                                     1,
		"krakend.proxy.requests.layer.pipe.name./users/{id}.complete.true.error.false":         3,
		"krakend.proxy.requests.layer.pipe.name./mixed.complete.false.error.true":              1,
		"krakend.proxy.requests.layer.backend.name./users/{id}.complete.true.error.false":      3,
		"krakend.proxy.requests.layer.backend.name./fails.complete.false.error.true":           1,
		"krakend.proxy.latency.layer.backend.name./users/{id}.complete.true.error.false.count": 3,
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if strings.Contains(text, "s3cret") {
		t.Error("a query string is shown")
	}
}

func TestStatsLeaveOutWhatIsDisabled(t *testing.T) {
	s, base, _, _ := running(t, `"telemetry/metrics":{"listen_address":"127.0.0.1:0","router_disabled":true,"proxy_disabled":true,"backend_disabled":true}`)
	fetch(t, base+"/users/7", nil)
	_, text := fetch(t, "http://"+s.Telemetry()["127.0.0.1:0"].String()+"/__stats", nil)
	if strings.Contains(text, "krakend.router.response") || strings.Contains(text, "krakend.proxy") {
		t.Errorf("got %s", text)
	}
	s, _, _, _ = running(t, `"telemetry/metrics":{"endpoint_disabled":true}`)
	if got := s.Telemetry(); len(got) != 0 {
		t.Errorf("it listens on %v", got)
	}
}

// scrape reads the page of a Prometheus exporter: samples of counts by name and
// labels.
func scrape(t *testing.T, url string) map[string]float64 {
	t.Helper()
	_, text := fetch(t, url, nil)
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	got := map[string]float64{}
	for name, f := range families {
		for _, m := range f.Metric {
			labels := []string{name}
			for _, l := range m.Label {
				if !strings.HasPrefix(l.GetName(), "otel_scope") {
					labels = append(labels, l.GetName()+"="+l.GetValue())
				}
			}
			if h := m.Histogram; h != nil {
				got[strings.Join(labels, " ")] = float64(h.GetSampleCount())
				continue
			}
			got[strings.Join(labels, " ")] = math.Abs(m.GetGauge().GetValue() + m.GetCounter().GetValue())
		}
	}
	return got
}

func TestPrometheusCanScrape(t *testing.T) {
	s, base, _, _ := running(t, `"telemetry/opentelemetry":{"exporters":{"prometheus":[{"name":"p","port":0,"listen_ip":"127.0.0.1","go_metrics":true,"process_metrics":true}]},"skip_paths":["/__health"]}`)
	for range 3 {
		fetch(t, base+"/users/7", nil)
	}
	fetch(t, base+"/mixed", nil)
	fetch(t, base+"/__health", nil)
	got := scrape(t, "http://"+s.Telemetry()["127.0.0.1:0"].String()+"/metrics")
	for name, want := range map[string]float64{
		"http_server_duration http_request_method=GET http_response_status_code=200 http_route=/users/:id url_scheme=http":                                                                              3,
		"http_server_response_size http_request_method=GET http_response_status_code=200 http_route=/users/:id url_scheme=http":                                                                         3,
		"krakend_proxy_duration complete=false error=true http_route=/mixed krakend_stage=proxy":                                                                                                        1,
		"krakend_backend_duration complete=true error=false http_request_method=GET http_response_status_code=200 krakend_backend=/users/{id} krakend_endpoint_route=/users/{id} krakend_stage=backend": 3,
		"krakend_backend_duration complete=false error=true http_request_method=GET http_response_status_code=500 krakend_backend=/fails krakend_endpoint_route=/mixed krakend_stage=backend":           1,
		"target_info service_name=shop service_version=dev": 1,
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	for _, name := range []string{"go_goroutines", "process_open_fds"} {
		if got[name] == 0 {
			t.Errorf("%s is missing", name)
		}
	}
	for name := range got {
		if strings.Contains(name, "http_route= ") {
			t.Errorf("a path that is skipped is measured: %s", name)
		}
		if strings.Contains(name, "s3cret") {
			t.Errorf("a query string is shown: %s", name)
		}
	}
}

func TestThePortOfPrometheusMustBeFree(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	svc := service(fmt.Sprintf(`"telemetry/opentelemetry":{"exporters":{"prometheus":[{"name":"p","port":%d}]}},"telemetry/metrics":{"listen_address":"127.0.0.1:%[1]d"}`, port))
	if _, err := telemetry.Start(t.Context(), svc, telemetry.Options{}); err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("got %v", err)
	}
}

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

func TestLayersCanBeTurnedOff(t *testing.T) {
	s, base, seen, _ := running(t, `"telemetry/opentelemetry":{"exporters":{"prometheus":[{"name":"p","port":0,"listen_ip":"127.0.0.1"}]},
"layers":{"global":{"disable_metrics":true,"disable_propagation":true},"proxy":{"disable_metrics":true},"backend":{"metrics":{"disable_stage":true}}}}`)
	fetch(t, base+"/users/7", http.Header{"Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}})
	for name := range scrape(t, "http://"+s.Telemetry()["127.0.0.1:0"].String()+"/metrics") {
		if !strings.HasPrefix(name, "target_info") {
			t.Errorf("%s is measured", name)
		}
	}
	if got := seen()[0].Get("Traceparent"); got != "" {
		t.Errorf("the backend is asked with traceparent %q", got)
	}
}

func TestACollectorThatIsAwayHoldsNobody(t *testing.T) {
	_, base, _, stop := running(t, `"telemetry/opentelemetry":{"exporters":{"otlp":[{"name":"c","host":"127.0.0.1","port":1,"use_http":true}]}}`)
	if status, _ := fetch(t, base+"/users/7", nil); status != 200 {
		t.Errorf("got %d", status)
	}
	start := time.Now()
	stop()
	if took := time.Since(start); took > 15*time.Second {
		t.Errorf("the end took %s", took)
	}
}
