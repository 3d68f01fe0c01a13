package serve_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
