package telemetry_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
)

// measured starts a gateway with settings of telemetry/opentelemetry and of its
// endpoint, asks it once, and returns what Prometheus sees, with the text.
func measured(t *testing.T, settings, endpoint, backend string) (figures map[string]float64, text string) {
	t.Helper()
	s, base, _, _ := runningWith(t, `"telemetry/opentelemetry":{"exporters":{"prometheus":[{"name":"p","port":0,"listen_ip":"127.0.0.1"}]}`+settings+`}`, endpoint, backend)
	fetch(t, base+"/users/7", nil)
	url := "http://" + s.Telemetry()["127.0.0.1:0"].String() + "/metrics"
	_, text = fetch(t, url, nil)
	return scrape(t, url), text
}

func names(figures map[string]float64) []string {
	set := map[string]bool{}
	for name := range figures {
		name, _, _ = strings.Cut(name, " ")
		set[name] = name != "target_info"
	}
	delete(set, "target_info")
	return slices.Sorted(maps.Keys(set))
}

func TestEveryOptionOfMetrics(t *testing.T) {
	usual := []string{"http_server_duration", "http_server_response_size", "krakend_backend_duration", "krakend_proxy_duration"}
	for name, tt := range map[string]struct {
		settings, endpoint, backend string
		want                        []string
		has, hasNot                 string // in the text
	}{
		"usual":             {want: usual, has: `http_server_duration_bucket{`, hasNot: "_seconds"},
		"buckets of times":  {settings: `,"histograms":{"time_buckets":[0.5,7]}`, want: usual, has: `le="7"`, hasNot: `le="0.01"`},
		"buckets of sizes":  {settings: `,"histograms":{"size_buckets":[3,300]}`, want: usual, has: `le="300"`, hasNot: `le="128"`},
		"buckets that fall": {settings: `,"histograms":{"time_buckets":[7,1]}`, want: usual, has: `le="0.01"`},
		"conventions of 1.27": {
			settings: `,"layers":{"global":{"semantic_convention":"1.27"}}`,
			want:     []string{"http_server_request_duration", "http_server_response_body_size", "krakend_backend_duration", "krakend_proxy_duration"},
		},
		"static attributes": {
			settings: `,"layers":{"global":{"metrics_static_attributes":[{"key":"a","value":"global"}]},"proxy":{"metrics_static_attributes":[{"key":"a","value":"proxy"}]},"backend":{"metrics":{"static_attributes":[{"key":"a","value":"backend"}]}}}`,
			want:     usual, has: `krakend_proxy_duration_count{a="proxy"`,
		},
		"no global":  {settings: `,"layers":{"global":{"disable_metrics":true}}`, want: usual[2:]},
		"no proxy":   {settings: `,"layers":{"proxy":{"disable_metrics":true}}`, want: usual[:3]},
		"no backend": {settings: `,"layers":{"backend":{"metrics":{"disable_stage":true}}}`, want: []string{usual[0], usual[1], usual[3]}},
		"round trip": {
			settings: `,"layers":{"backend":{"metrics":{"round_trip":true}}}`,
			want:     slices.Concat([]string{"http_client_duration", "http_client_request_started_count"}, usual),
		},
		"payload": {
			settings: `,"layers":{"backend":{"metrics":{"read_payload":true}}}`,
			want:     slices.Concat([]string{"http_client_response_read_size", "http_client_response_read_time"}, usual),
		},
		"connection": {
			settings: `,"layers":{"backend":{"metrics":{"detailed_connection":true}}}`,
			want:     slices.Concat([]string{"http_client_request_connect_duration", "http_client_request_get_conn_duration"}, usual),
		},
		"skipped":                  {settings: `,"skip_paths":["/users/{id}"]`},
		"not skipped by its value": {settings: `,"skip_paths":["/users/7"]`, want: usual},
		"endpoint's own": {
			endpoint: `{"proxy":{"disable_metrics":true},"backend":{"metrics":{"disable_stage":true}}}`, want: usual[:2],
		},
		"endpoint's own attributes": {
			endpoint: `{"proxy":{"metrics_static_attributes":[{"key":"team","value":"c"}]}}`, want: usual, has: `krakend_proxy_duration_count{complete="true",error="false",http_route="/users/{id}",krakend_stage="proxy",otel_scope_name="github.com/gatewright/gatewright/serve",otel_scope_schema_url="",otel_scope_version="",team="c"}`,
		},
		"backend's own": {
			endpoint: `{"backend":{"metrics":{"disable_stage":true}}}`, backend: `{"backend":{"metrics":{"round_trip":true}}}`,
			want: slices.Concat([]string{"http_client_duration", "http_client_request_started_count"}, usual),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			figures, text := measured(t, tt.settings, tt.endpoint, tt.backend)
			if diff := cmp.Diff(tt.want, names(figures)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if !strings.Contains(text, tt.has) || tt.hasNot != "" && strings.Contains(text, tt.hasNot) {
				t.Errorf("want %q and not %q in\n%s", tt.has, tt.hasNot, text)
			}
		})
	}
}

// spansOf starts a gateway with settings of telemetry/opentelemetry, asks it
// once, and returns the attributes of its spans by their kind.
func spansOf(t *testing.T, layers string) map[string]map[string]string {
	t.Helper()
	c := &collector{metrics: map[string]bool{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: c}
	go srv.Serve(l)
	defer srv.Close()
	_, base, _, stop := running(t, fmt.Sprintf(`"telemetry/opentelemetry":{"layers":{%s},"exporters":{"otlp":[{"name":"c","host":"127.0.0.1","port":%d,"use_http":true,"disable_metrics":true,"custom_metric_reporting_period":0}]}}`,
		layers, l.Addr().(*net.TCPAddr).Port))
	fetch(t, base+"/users/7", http.Header{"X-Seen": {"yes"}, "X-Left-Out": {"no"}, "Authorization": {"Bearer s3cret"}})
	stop()
	if len(c.metrics) > 0 {
		t.Errorf("metrics are sent: %v", c.metrics)
	}
	got := map[string]map[string]string{}
	for _, s := range c.spans {
		got[strings.TrimPrefix(s.Kind.String(), "SPAN_KIND_")] = attributesOf(s)
	}
	return got
}

func attributesOf(s *tracepb.Span) map[string]string {
	attrs := map[string]string{}
	for _, a := range s.Attributes {
		switch v := a.Value.GetArrayValue(); {
		case v != nil:
			attrs[a.Key] = v.Values[0].GetStringValue()
		default:
			attrs[a.Key] = a.Value.GetStringValue()
		}
	}
	return attrs
}

func TestEveryOptionOfTraces(t *testing.T) {
	const attr = `_static_attributes":[{"key":"team","value":"c"}]`
	got := spansOf(t, `"global":{"report_headers":true,"skip_headers":["x-left-out"],"traces`+attr+`},
"proxy":{"report_headers":true,"traces`+attr+`},
"backend":{"traces":{"report_headers":true,"static_attributes":[{"key":"team","value":"d"}],"round_trip":true,"read_payload":true,"detailed_connection":true}}`)
	for _, want := range []struct{ kind, name, value string }{
		{"SERVER", "team", "c"}, {"INTERNAL", "team", "c"}, {"CLIENT", "team", "d"},
		{"SERVER", "http.request.header.x-seen", "yes"},
		{"SERVER", "http.request.header.authorization", "***"},
		{"INTERNAL", "http.request.header.x-forwarded-for", "127.0.0.1"},
		{"CLIENT", "http.request.header.x-forwarded-for", "127.0.0.1"},
		{"CLIENT", "http.client.duration", ""}, {"CLIENT", "http.client.response.read.size", ""},
		{"CLIENT", "http.client.request.get-conn.duration", ""},
	} {
		if value, ok := got[want.kind][want.name]; !ok || value != want.value {
			t.Errorf("%s of %s is %q, want %q", want.name, want.kind, value, want.value)
		}
	}
	if value, ok := got["SERVER"]["http.request.header.x-left-out"]; ok {
		t.Errorf("a header that is to be left out is reported: %q", value)
	}
	if text, err := json.Marshal(got); err != nil || strings.Contains(string(text), "s3cret") {
		t.Errorf("a secret is reported: %s", text)
	}
	got = spansOf(t, `"global":{"disable_traces":true},"proxy":{"disable_traces":true},"backend":{"traces":{"disable_stage":true}}`)
	if len(got) > 0 {
		t.Errorf("spans are sent: %v", got)
	}
}
