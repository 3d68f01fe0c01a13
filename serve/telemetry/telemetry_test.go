package telemetry_test

import (
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
	"go.uber.org/goleak"

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
