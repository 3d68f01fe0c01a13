package serve_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gatewright/gatewright/serve"
)

// TestLargeAnswersAreNotMixed asks for many different answers at once, in memory
// that one hands to the next: each client must get its own.
func TestLargeAnswersAreNotMixed(t *testing.T) {
	t.Parallel()
	list := func(path string) string {
		return "[" + strings.Repeat(fmt.Sprintf(`{"from":%q},`, path), 40+len(path)*200) + `{"last":1}]`
	}
	g := build(t, withEndpoints(`{"endpoint":"/list/{id}","output_encoding":"json-collection","backend":[{"url_pattern":"/{id}","is_collection":true}]},
		{"endpoint":"/object/{id}","backend":[{"url_pattern":"/{id}","is_collection":true,"mapping":{"collection":"all"}}]},
		{"endpoint":"/both/{id}","backend":[{"url_pattern":"/{id}","is_collection":true,"group":"a"},{"url_pattern":"/{id}","is_collection":true,"group":"b"}]}`),
		serve.Options{Transport: fake(func(r *http.Request) (*http.Response, error) {
			body := list(r.URL.Path)
			return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body))}, nil
		})})
	var clients sync.WaitGroup
	for client := range 6 {
		clients.Go(func() {
			for i := range 40 {
				id := strings.Repeat(string(rune('a'+client)), 1+i%7)
				want := list("/" + id)
				for path, want := range map[string]string{
					"/list/" + id: want, "/object/" + id: `{"all":` + want + `}`, "/both/" + id: `{"a":{"collection":` + want + `},"b":{"collection":` + want + `}}`,
				} {
					rec := httptest.NewRecorder()
					g.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
					if got := rec.Body.String(); got != want {
						t.Errorf("%s: got %d bytes, want %d: %.80s", path, len(got), len(want), got)
						return
					}
				}
			}
		})
	}
	clients.Wait()
}
