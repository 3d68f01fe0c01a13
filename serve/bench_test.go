package serve_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
)

// discard is a writer of answers that nobody reads.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}

// BenchmarkHandler is one request through the whole gateway, the backends being
// in memory.
func BenchmarkHandler(b *testing.B) {
	var items []string
	for i := range 50 {
		items = append(items, fmt.Sprintf(`{"id":%d,"name":"item %d","price":%d.5,"tags":["a","b"]}`, i, i, i))
	}
	list := `{"total":50,"items":[` + strings.Join(items, ",") + `]}`
	benchmarks := map[string]string{
		"json":         `{"endpoint":"/x/{id}","backend":[{"url_pattern":"/items/{id}"}]}`,
		"two_backends": `{"endpoint":"/x/{id}","backend":[{"url_pattern":"/items/{id}","group":"one"},{"url_pattern":"/more/{id}","allow":["total"]}]}`,
		"no_op":        `{"endpoint":"/x/{id}","output_encoding":"no-op","backend":[{"url_pattern":"/items/{id}"}]}`,
		"xml_out":      `{"endpoint":"/x/{id}","output_encoding":"xml","backend":[{"url_pattern":"/items/{id}"}]}`,
	}
	for name, endpoint := range benchmarks {
		b.Run(name, func(b *testing.B) {
			g := build(b, withEndpoints(endpoint), serve.Options{Transport: fake(func(r *http.Request) (*http.Response, error) {
				return &http.Response{
					StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}},
					ContentLength: int64(len(list)), Body: io.NopCloser(strings.NewReader(list)),
				}, nil
			})})
			r := httptest.NewRequest("GET", "/x/42", nil)
			b.SetBytes(int64(len(list)))
			b.ReportAllocs()
			for b.Loop() {
				g.ServeHTTP(&discard{header: http.Header{}}, r)
			}
		})
	}
}

// BenchmarkBuild makes a gateway of 2,000 endpoints with two backends each, and
// tells what stays in memory of one of them, the configuration included.
func BenchmarkBuild(b *testing.B) {
	var endpoints []string
	for i := range 2000 {
		endpoints = append(endpoints, fmt.Sprintf(`{"endpoint":"/x/%d/{id}","timeout":"3s","backend":[{"url_pattern":"/items/%d/{id}","group":"one"},{"url_pattern":"/more/{id}","allow":["total"]}]}`, i, i))
	}
	text := []byte(withEndpoints(strings.Join(endpoints, ",")).Source.Text)
	for _, alone := range []bool{true, false} {
		b.Run(fmt.Sprintf("alone=%t", alone), func(b *testing.B) {
			b.ReportAllocs()
			var held float64
			for b.Loop() {
				before := heap()
				doc := config.Parse("krakend.json", text)
				g, err := serve.Build(doc, serve.Options{Alone: alone})
				if err != nil {
					b.Fatal(err)
				}
				held = float64(heap() - before)
				runtime.KeepAlive(doc)
				g.Close()
			}
			b.ReportMetric(held/2000, "held-B/endpoint")
		})
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
