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

// TestAnswersAreNotMixed asks for many different answers at once, in memory that
// one hands to the next: each client must get its own.
func TestAnswersAreNotMixed(t *testing.T) {
	t.Parallel()
	list := func(path string) string {
		return "[" + strings.Repeat(fmt.Sprintf(`{"from":%q},`, path), len(path)%4*len(path)*200) + `{"last":1}]`
	}
	object := func(path string) string {
		return fmt.Sprintf(`{"z":{"no":0,"from":%q},"a":%q,"list":%s,"id":%q}`, path, path, list(path), path[1:])
	}
	g := build(t, withEndpoints(`{"endpoint":"/list/{id}","output_encoding":"json-collection","backend":[{"url_pattern":"/{id}","is_collection":true}]},
		{"endpoint":"/object/{id}","backend":[{"url_pattern":"/{id}","is_collection":true,"mapping":{"collection":"all"}}]},
		{"endpoint":"/both/{id}","backend":[{"url_pattern":"/{id}","is_collection":true,"group":"a"},{"url_pattern":"/{id}","is_collection":true,"group":"b"}]},
		{"endpoint":"/narrow/{id}","backend":[{"url_pattern":"/object/{id}","allow":["z.from","a"],"mapping":{"a":"b"}}]},
		{"endpoint":"/steps/{id}","backend":[{"url_pattern":"/object/{id}","deny":["list","z.no"]},{"url_pattern":"/object/{resp0_id}","target":"z","group":"next"}],
		 "extra_config":{"proxy":{"sequential":true}}}`),
		serve.Options{Transport: fake(func(r *http.Request) (*http.Response, error) {
			body := list(r.URL.Path)
			if path, ok := strings.CutPrefix(r.URL.Path, "/object"); ok {
				body = object(path)
			}
			length := int64(len(body))
			if length%2 == 0 {
				length = -1
			}
			return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: length, Body: io.NopCloser(strings.NewReader(body))}, nil
		})})
	var clients sync.WaitGroup
	for client := range 6 {
		clients.Go(func() {
			for i := range 40 {
				id := strings.Repeat(string(rune('a'+client)), 1+i%7)
				want := list("/" + id)
				for path, want := range map[string]string{
					"/list/" + id: want, "/object/" + id: `{"all":` + want + `}`, "/both/" + id: `{"a":{"collection":` + want + `},"b":{"collection":` + want + `}}`,
					"/narrow/" + id: fmt.Sprintf(`{"b":"/%s","z":{"from":"/%s"}}`, id, id),
					"/steps/" + id:  fmt.Sprintf(`{"a":"/%s","id":"%s","next":{"from":"/%s","no":0},"z":{"from":"/%s"}}`, id, id, id, id),
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

// TestWhatScriptsTakeOutlivesTheAnswer sets a header to a key of the answer. It is read
// when other answers have been made.
func TestWhatScriptsTakeOutlivesTheAnswer(t *testing.T) {
	t.Parallel()
	const script = `"extra_config":{"modifier/lua-proxy":{"post":"local r = response.load(); r:headers('X-Key', r:data():keys():get(0))"}}`
	g := build(t, withEndpoints(`{"endpoint":"/{id}","backend":[{"url_pattern":"/{id}"}],`+script+`}`),
		serve.Options{Transport: fake(func(r *http.Request) (*http.Response, error) {
			return response(200, `{"key-of-`+r.URL.Path[1:]+`":1}`), nil
		})})
	answers := map[string]*httptest.ResponseRecorder{}
	for c := 'a'; c <= 'z'; c++ {
		answers[string(c)] = ask(g, "GET", "/"+string(c), "")
	}
	for id, w := range answers {
		if got := w.Result().Header.Get("X-Key"); got != "key-of-"+id {
			t.Errorf("the answer to %s has the header %q", id, got)
		}
	}
}
