package upstream_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/gatewright/gatewright/serve/upstream"
)

// BenchmarkCall makes a small call over a connection that is used again, with
// http.Transport and without its goroutines.
func BenchmarkCall(b *testing.B) {
	for name, make := range map[string]func() http.RoundTripper{
		"http.Transport": func() http.RoundTripper { return standard() },
		"upstream":       func() http.RoundTripper { return upstream.New(standard()) },
	} {
		b.Run(name, func(b *testing.B) {
			backend := newBackend(b, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"hello\":true}", false)
			transport := make()
			defer transport.(interface{ CloseIdleConnections() }).CloseIdleConnections()
			req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://"+backend.Addr().String(), nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				resp, err := transport.RoundTrip(req)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil {
					b.Fatal(err)
				}
				resp.Body.Close()
			}
		})
	}
}
