package gateway

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/tui/try"
)

func TestLongBodiesLieWholeInAFileOfTheUser(t *testing.T) {
	t.Parallel()
	body := bytes.Repeat([]byte("0123456789"), 300<<10)
	for name, c := range map[string]struct {
		body  []byte
		bound int64
		file  int64 // its length, -1 for none
	}{
		"none":         {nil, MaxFile, -1},
		"short":        {body[:10], MaxFile, -1},
		"just so long": {body[:try.MaxShown], MaxFile, -1},
		"long":         {body[:try.MaxShown+1], MaxFile, try.MaxShown + 1},
		"longer":       {body, MaxFile, int64(len(body))},
		"over all":     {body, 2 << 20, 2 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, part := range []int{1 << 10, 3333, 1 << 20, len(body)} {
				s := newSpool(http.Header{"Content-Type": {"application/json"}}, c.bound)
				for rest := c.body; len(rest) > 0; rest = rest[min(part, len(rest)):] {
					if n, err := s.Write(rest[:min(part, len(rest))]); n != min(part, len(rest)) || err != nil {
						t.Fatal(n, err)
					}
				}
				head, size, file := s.take()
				if !bytes.Equal(head, c.body[:min(len(c.body), try.MaxShown)]) || size != int64(len(c.body)) {
					t.Fatalf("%d bytes are held, the length is %d", len(head), size)
				}
				if c.file < 0 {
					if file != nil {
						t.Errorf("there is a file: %+v", file)
					}
					continue
				}
				if file == nil || file.Err != nil || file.Size != c.file || !strings.HasSuffix(file.Path, ".json") {
					t.Fatalf("the file is %+v", file)
				}
				data, err := os.ReadFile(file.Path)
				if err != nil || !bytes.Equal(data, c.body[:c.file]) {
					t.Errorf("the file has %d bytes: %v", len(data), err)
				}
				if info, err := os.Stat(file.Path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
					t.Errorf("others may read it: %v, %v", info.Mode(), err)
				}
				file.Remove()
				if _, err := os.Stat(file.Path); !errors.Is(err, os.ErrNotExist) {
					t.Errorf("it is still there: %v", err)
				}
			}
		})
	}
}

func TestFilesThatAreKeptStay(t *testing.T) {
	t.Parallel()
	s := newSpool(http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Content-Encoding": {"gzip"}}, MaxFile)
	_, _ = s.Write(make([]byte, 2<<20))
	_, _, file := s.take()
	file.Keep()
	(&try.Answer{File: file}).Discard()
	if _, err := os.Stat(file.Path); err != nil || !strings.HasSuffix(file.Path, ".html.gz") {
		t.Errorf("%s: %v", file.Path, err)
	}
	os.Remove(file.Path)
	// What comes late, as of a call that was given up, changes nothing.
	_, _ = s.Write(make([]byte, 2<<20))
	if _, size, again := s.take(); size != 2<<20 || again != nil {
		t.Errorf("it has %d bytes now, and %+v", size, again)
	}
}

func TestAnswersAndThoseOfBackendsAreCutAlike(t *testing.T) {
	t.Parallel()
	long := `{"a": "` + strings.Repeat("x", 3<<20) + `"}`
	const text = `{"version": 3, "timeout": "1m", "host": ["http://backend:80"], "endpoints": [
  {"endpoint": "/two", "backend": [{"url_pattern": "/long"}, {"url_pattern": "/short", "group": "b"}]},
  {"endpoint": "/raw", "output_encoding": "no-op", "backend": [{"url_pattern": "/long", "encoding": "no-op"}]},
  {"endpoint": "/bad", "backend": [{"url_pattern": "/bad"}]},
  {"endpoint": "/alike", "backend": [{"url_pattern": "/none", "group": "a"}, {"url_pattern": "/start", "group": "b"}, {"url_pattern": "/long", "group": "c"}]}
]}`
	transport := backend(func(r *http.Request) (*http.Response, error) {
		status, body := 200, `{"short": "`+strings.Repeat("y", 100<<10)+`"}`
		switch r.URL.Path {
		case "/long":
			body = long
		case "/bad":
			status, body = 500, long
		case "/none":
			body = ""
		case "/start":
			body = long[:2]
		}
		return &http.Response{
			StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Request: r, ContentLength: int64(len(body)),
			Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	})
	doc := config.Parse("krakend.json", []byte(text))
	send := func(endpoint int) *try.Answer {
		t.Helper()
		req, err := try.FormFor(doc.Service().Endpoint(endpoint)).HTTP(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		a, err := Sender(serve.Options{Transport: transport})(context.Background(), doc, endpoint, req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(a.Discard)
		return a
	}
	whole := func(f *try.File) string {
		t.Helper()
		if f == nil {
			t.Fatal("there is no file")
		}
		data, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}

	a := send(0)
	if len(a.Body) != try.MaxShown || a.Size < 3<<20 || !strings.HasPrefix(whole(a.File), string(a.Body)) || int64(len(whole(a.File))) != a.Size {
		t.Errorf("the client: %d bytes of %d, %+v", len(a.Body), a.Size, a.File)
	}
	if c := a.Calls[0]; len(c.Body) != try.MaxShown || c.Size != int64(len(long)) || whole(c.File) != long {
		t.Errorf("the long one: %d bytes of %d", len(c.Body), c.Size)
	}
	if c := a.Calls[1]; int64(len(c.Body)) != c.Size || c.Size < 100<<10 || c.File != nil {
		t.Errorf("the short one: %d bytes of %d, %+v", len(c.Body), c.Size, c.File)
	}
	a = send(1)
	if whole(a.File) != long || whole(a.Calls[0].File) != long || a.File.Path == a.Calls[0].File.Path {
		t.Error("what passes through is not whole")
	}
	calls := send(3).Calls
	if calls[0].Body != "" || calls[1].Body != long[:2] || calls[0].File != nil || calls[1].File != nil || whole(calls[2].File) != long {
		t.Error("what begins alike is taken for another's")
	}
	if c := send(2).Calls[0]; c.File != nil || c.Size != int64(len(long)) || len(c.Body) >= try.MaxShown || c.Body == "" {
		t.Errorf("of a body that the gateway does not read: %d bytes of %d, %+v", len(c.Body), c.Size, c.File)
	}
}
