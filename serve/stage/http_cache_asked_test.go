package stage

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// step is a request with a Cache-Control of its own, after a while.
type step struct {
	after   time.Duration
	control string
	want    string // status and body
}

// TestCacheFollowsWhatRequestsAskFor asks a backend whose first answer may be
// kept for a minute, and whose second is another.
func TestCacheFollowsWhatRequestsAskFor(t *testing.T) {
	const minute = "max-age=60"
	tests := map[string]struct {
		first, later *http.Response // later may be nil, for a backend that is away
		steps        []step
	}{
		"no-cache":              {kept200(minute), kept200(""), []step{{0, "", "200 1"}, {0, "no-cache", "200 2"}}},
		"a max-age of its own":  {kept200(minute), kept200(""), []step{{0, "", "200 1"}, {30 * time.Second, "max-age=40", "200 1"}, {0, "max-age=20", "200 2"}}},
		"min-fresh":             {kept200(minute), kept200(""), []step{{0, "", "200 1"}, {30 * time.Second, "min-fresh=20", "200 1"}, {0, "min-fresh=40", "200 2"}}},
		"max-stale":             {kept200(minute), kept200(""), []step{{0, "", "200 1"}, {70 * time.Second, "max-stale=20", "200 1"}, {0, "max-stale=5", "200 2"}}},
		"max-stale of any time": {kept200(minute), kept200(""), []step{{0, "", "200 1"}, {time.Hour, "max-stale", "200 1"}}},
		"only-if-cached":        {kept200(minute), kept200(""), []step{{0, "only-if-cached", "504 "}, {0, "", "200 1"}, {time.Hour, "only-if-cached", "200 1"}}},
		"no-store":              {kept200(minute), kept200(""), []step{{0, "no-store", "200 1"}, {0, "", "200 2"}}},
		"an error":              {kept200(minute), nil, []step{{0, "", "200 1"}, {time.Hour, "", "error"}}},
		"an error for a while":  {kept200(minute + ", stale-if-error=3600"), nil, []step{{0, "", "200 1"}, {30 * time.Minute, "", "200 1"}, {time.Hour, "", "error"}}},
		"an error, as asked":    {kept200(minute), nil, []step{{0, "", "200 1"}, {time.Hour, "stale-if-error", "200 1"}}},
		"a failure":             {kept200(minute + ", stale-if-error=3600"), answerOf(503, ""), []step{{0, "", "200 1"}, {2 * time.Minute, "", "200 1"}}},
		"an error's own time":   {answerOf(404, minute), kept200(""), []step{{0, "", "404 1"}, {time.Second, "", "404 1"}, {time.Hour, "", "200 2"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := 0
				c := &cached{Cache: newCache(settings{}), limit: 1 << 20, next: roundTrip(func(*http.Request) (*http.Response, error) {
					n++
					resp, body := tt.first, "1"
					if n > 1 {
						resp, body = tt.later, "2"
					}
					if resp == nil {
						return nil, errors.New("away")
					}
					copied := *resp
					copied.Header = resp.Header.Clone()
					copied.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
					copied.Body = io.NopCloser(strings.NewReader(body))
					return &copied, nil
				})}
				for i, s := range tt.steps {
					time.Sleep(s.after)
					if got := asking(t, c, s.control); got != s.want {
						t.Errorf("step %d: got %q, want %q", i, got, s.want)
					}
				}
			})
		})
	}
}

func answerOf(status int, control string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Cache-Control": {control}}}
}

func kept200(control string) *http.Response { return answerOf(200, control) }

func asking(t *testing.T, c *cached, control string) string {
	t.Helper()
	r := httptest.NewRequest("GET", "http://backend/", nil)
	if control != "" {
		r.Header.Set("Cache-Control", control)
	}
	resp, err := c.RoundTrip(r)
	if err != nil {
		return "error"
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(resp.StatusCode, " ", string(body))
}

// TestOnlyIfCachedLooksAtTheURL asks for what is kept: where that is the answer to
// other headers, the backend is asked after all, and a part is never kept.
func TestOnlyIfCachedLooksAtTheURL(t *testing.T) {
	next, _ := backendOf(map[string]string{"Cache-Control": "max-age=60", "Vary": "X-Lang"})
	c := &cached{Cache: newCache(settings{}), next: next, limit: 1 << 20}
	for i, s := range []struct {
		header http.Header
		want   string
	}{
		{http.Header{"X-Lang": {"en"}}, "200 1"},
		{http.Header{"X-Lang": {"en"}, "Cache-Control": {"only-if-cached"}}, "200 1"},
		{http.Header{"X-Lang": {"de"}, "Cache-Control": {"only-if-cached"}}, "200 2"},
		{http.Header{"X-Lang": {"de"}, "Cache-Control": {"only-if-cached"}}, "200 2"},
		{http.Header{"X-Lang": {"de"}, "Cache-Control": {"only-if-cached"}, "Range": {"bytes=0-1"}}, "504 "},
		{http.Header{"X-Lang": {"de"}, "Cache-Control": {"only-if-cached"}}, "504 "},
	} {
		r := httptest.NewRequest("GET", "http://backend/", nil)
		r.Header = s.header
		resp, err := c.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := fmt.Sprint(resp.StatusCode, " ", string(body)); got != s.want {
			t.Errorf("step %d: got %q, want %q", i, got, s.want)
		}
	}
}
