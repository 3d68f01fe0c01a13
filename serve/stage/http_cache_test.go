package stage

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// backendOf answers every request with its number, and with the headers given. It
// tells the date, unless that is "".
func backendOf(headers map[string]string) (http.RoundTripper, *int) {
	n := 0
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		n++
		resp := &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(fmt.Sprint(n))), Request: r}
		resp.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
		for k, v := range headers {
			resp.Header.Set(k, v)
		}
		if tag := headers["Etag"]; tag != "" && r.Header.Get("If-None-Match") == tag {
			resp.StatusCode, resp.Body = 304, http.NoBody
		}
		return resp, nil
	}), &n
}

func TestCacheKeepsAnswers(t *testing.T) {
	tests := map[string]struct {
		headers map[string]string
		asks    []string // METHOD URL X-Lang, or a time to wait
		want    string   // the bodies
		calls   int
	}{
		"max-age":       {map[string]string{"Cache-Control": "max-age=60"}, []string{"GET /a", "GET /a", "GET /b"}, "112", 2},
		"expired":       {map[string]string{"Cache-Control": "max-age=60"}, []string{"GET /a", "61s", "GET /a"}, "12", 2},
		"no header":     {nil, []string{"GET /a", "GET /a"}, "12", 2},
		"no-store":      {map[string]string{"Cache-Control": "no-store, max-age=60"}, []string{"GET /a", "GET /a"}, "12", 2},
		"no-cache":      {map[string]string{"Cache-Control": "no-cache, max-age=60"}, []string{"GET /a", "GET /a"}, "12", 2},
		"other methods": {map[string]string{"Cache-Control": "max-age=60"}, []string{"POST /a", "POST /a", "GET /a"}, "123", 3},
		"vary":          {map[string]string{"Cache-Control": "max-age=60", "Vary": "X-Lang"}, []string{"GET /a en", "GET /a en", "GET /a de", "GET /a en"}, "1123", 3},
		"validation":    {map[string]string{"Etag": `"v1"`}, []string{"GET /a", "GET /a"}, "11", 2},
		"expires":       {map[string]string{"Expires": "Sat, 01 Jan 2000 00:01:00 GMT"}, []string{"GET /a", "GET /a", "61s", "GET /a"}, "112", 2},
		"no date":       {map[string]string{"Cache-Control": "max-age=60", "Date": ""}, []string{"GET /a", "GET /a"}, "12", 2},
		"quotes":        {map[string]string{"Cache-Control": `max-age="60"`}, []string{"GET /a", "GET /a"}, "12", 2},
		"capitals":      {map[string]string{"Cache-Control": "Max-Age=60"}, []string{"GET /a", "GET /a"}, "12", 2},
		"s-maxage":      {map[string]string{"Cache-Control": "s-maxage=60"}, []string{"GET /a", "GET /a"}, "12", 2},
		"private":       {map[string]string{"Cache-Control": "private, max-age=60"}, []string{"GET /a", "GET /a"}, "11", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				next, calls := backendOf(tt.headers)
				c := &cached{Cache: newCache(settings{}), next: next, limit: 1 << 20}
				got := ""
				for _, ask := range tt.asks {
					if wait, err := time.ParseDuration(ask); err == nil {
						time.Sleep(wait)
						continue
					}
					got += fetch(t, c, ask)
				}
				if got != tt.want || *calls != tt.calls {
					t.Errorf("got %s with %d calls, want %s with %d", got, *calls, tt.want, tt.calls)
				}
			})
		})
	}
}

func fetch(t *testing.T, rt http.RoundTripper, ask string) string {
	t.Helper()
	words := strings.Fields(ask)
	r := httptest.NewRequest(words[0], "http://backend"+words[1], nil)
	if len(words) > 2 {
		r.Header.Set("X-Lang", words[2])
	}
	resp, err := rt.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestCacheIsBounded(t *testing.T) {
	next, _ := backendOf(map[string]string{"Cache-Control": "max-age=60"})
	e := endpointOf(t, `{}`, `{"qos/http-cache":{"max_items":2,"max_size":1024}}`)
	c := caching(e.Backends[0], quiet(), next).(*cached)
	got := ""
	for _, ask := range []string{"GET /1", "GET /2", "GET /1", "GET /3", "GET /1", "GET /2"} {
		got += fetch(t, c, ask)
	}
	// The third takes the place of the second, which was not asked for last.
	if d := cmp.Diff("121314", got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if c.used.Len() != 2 {
		t.Errorf("%d answers are held", c.used.Len())
	}
}

func TestCacheIsSharedWhereAskedFor(t *testing.T) {
	next, calls := backendOf(map[string]string{"Cache-Control": "max-age=60"})
	env := quiet()
	e := endpointOf(t, `{}`, `{"qos/http-cache":{"shared":true}}`)
	fetch(t, caching(e.Backends[0], env, next), "GET /")
	fetch(t, caching(e.Backends[0], env, next), "GET /")
	if *calls != 1 {
		t.Errorf("%d calls went out, want one", *calls)
	}
}

func TestCacheLetsGoOfLargeBodies(t *testing.T) {
	next, calls := backendOf(map[string]string{"Cache-Control": "max-age=60"})
	c := &cached{Cache: newCache(settings{}), next: next, limit: 0}
	fetch(t, c, "GET /")
	fetch(t, c, "GET /")
	if *calls != 2 {
		t.Errorf("%d calls went out, want two", *calls)
	}
}

// TestCacheAsksAgain holds what a stale answer is asked for again with, and what
// becomes of its headers.
func TestCacheAsksAgain(t *testing.T) {
	var asked []string
	c := &cached{Cache: newCache(settings{}), limit: 1 << 20, next: roundTrip(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.Header.Get("If-None-Match"))
		h := http.Header{"Etag": {`"v1"`}, "Vary": {"x-lang"}, "Date": {"Sat, 01 Jan 2000 00:00:00 GMT"}, "X-Call": {fmt.Sprint(len(asked))}}
		if len(asked) > 1 {
			h["Keep-Alive"], h["Connection"], h["X-Hop"] = []string{"timeout=5"}, []string{"X-Hop"}, []string{"1"}
			return &http.Response{StatusCode: 304, Header: h, Body: http.NoBody, Request: r}, nil
		}
		return &http.Response{StatusCode: 200, Header: h, Body: io.NopCloser(strings.NewReader("one")), Request: r}, nil
	})}
	var last *http.Response
	for _, own := range []string{"", `"mine"`} {
		r := httptest.NewRequest("GET", "http://backend/", nil)
		r.Header.Set("X-Lang", "en")
		if own != "" {
			r.Header.Set("If-None-Match", own)
		}
		resp, err := c.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "one" {
			t.Errorf("got the body %q, %v", body, err)
		}
		resp.Body.Close()
		last = resp
	}
	if d := cmp.Diff([]string{"", `"v1"`}, asked); d != "" {
		t.Errorf("conditions (-want +got):\n%s", d)
	}
	want := http.Header{
		"Etag": {`"v1"`}, "Vary": {"x-lang"}, "Date": {"Sat, 01 Jan 2000 00:00:00 GMT"}, "X-Call": {"2"}, "X-Varied-X-Lang": {"en"},
	}
	if d := cmp.Diff(want, last.Header); d != "" || last.StatusCode != 200 {
		t.Errorf("got %d, headers (-want +got):\n%s", last.StatusCode, d)
	}
}

func TestCacheForgetsAfterAnError(t *testing.T) {
	n := 0
	c := &cached{Cache: newCache(settings{}), limit: 1 << 20, next: roundTrip(func(r *http.Request) (*http.Response, error) {
		if n++; n == 2 {
			return nil, io.ErrUnexpectedEOF
		}
		h := http.Header{"Etag": {`"v1"`}, "X-Condition": {r.Header.Get("If-None-Match")}}
		return &http.Response{StatusCode: 200, Header: h, Body: io.NopCloser(strings.NewReader("one")), Request: r}, nil
	})}
	fetch(t, c, "GET /")
	if _, err := c.RoundTrip(httptest.NewRequest("GET", "http://backend/", nil)); err == nil {
		t.Error("the error was kept back")
	}
	resp, err := c.RoundTrip(httptest.NewRequest("GET", "http://backend/", nil))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := resp.Header.Get("X-Condition"); got != "" {
		t.Errorf("asked again under %s", got)
	}
}
