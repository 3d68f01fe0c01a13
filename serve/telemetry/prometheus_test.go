package telemetry_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const scrapeConfig = `
global: {scrape_interval: 200ms}
scrape_configs:
- job_name: gateway
  static_configs: [{targets: ["%s"]}]
`

// TestARealPrometheusScrapes lets the program itself read the metrics of a
// gateway, and asks it for what dashboards ask.
func TestARealPrometheusScrapes(t *testing.T) {
	program, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("there is no prometheus here")
	}
	s, base, _, _ := running(t, `"telemetry/opentelemetry":{"deploy_env":"test","exporters":{"prometheus":[{"name":"p","port":0,"listen_ip":"127.0.0.1","go_metrics":true,"process_metrics":true}]},
"layers":{"backend":{"metrics":{"round_trip":true,"read_payload":true,"detailed_connection":true,"static_attributes":[{"key":"team","value":"c"}]}}}}`)
	for range 5 {
		fetch(t, base+"/users/7", nil)
	}
	fetch(t, base+"/mixed", nil)
	ask := prometheusOf(t, program, s.Telemetry()["127.0.0.1:0"].String())
	for query, want := range map[string]string{
		`http_server_duration_count{http_route="/users/:id",http_response_status_code="200"}`: "5",
		`sum(krakend_backend_duration_count{error="true",krakend_endpoint_route="/mixed"})`:   "1",
		`krakend_proxy_duration_count{http_route="/users/{id}",complete="true"}`:              "5",
		`sum(http_client_request_started_count{team="c"})`:                                    "7",
		`count(target_info{service_name="shop",deployment_environment_name="test"})`:          "1",
		`up{job="gateway"}`: "1",
		`histogram_quantile(0.5, http_server_response_size_bucket{http_route="/users/:id"}) > bool 0`: "1",
		`go_goroutines > bool 1`: "1",
	} {
		if got := ask(query); got != want {
			t.Errorf("%s is %q, want %s", query, got, want)
		}
	}
}

// prometheusOf runs Prometheus over a target until the test ends. The function
// returned asks it, once it has read the target.
func prometheusOf(t *testing.T, program, target string) func(query string) string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(file, fmt.Appendf(nil, scrapeConfig, target), 0o600); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "--config.file="+file, "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+address, "--log.level=error")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // it was killed
	})
	ask := func(query string) string {
		tr := &http.Transport{}
		defer tr.CloseIdleConnections()
		resp, err := (&http.Client{Transport: tr, Timeout: 10 * time.Second}).Get("http://" + address + "/api/v1/query?query=" + url.QueryEscape(query))
		if err != nil {
			return "" // it does not listen yet
		}
		defer resp.Body.Close()
		var answer struct {
			Data struct {
				Result []struct{ Value [2]any }
			}
		}
		if json.NewDecoder(resp.Body).Decode(&answer) != nil || len(answer.Data.Result) != 1 {
			return ""
		}
		return fmt.Sprint(answer.Data.Result[0].Value[1])
	}
	for end := time.Now().Add(time.Minute); ask(`go_goroutines{job="gateway"} > bool 0`) != "1"; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("Prometheus has not read the gateway within a minute")
		}
	}
	return ask
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
