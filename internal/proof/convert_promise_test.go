package proof

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/kong"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/generate/ocelot"
)

// A promise file is a configuration of another gateway and, below a line of
// dashes, what that gateway does with requests:
//
//	GET /users/7?x=1 X-A=1 => GET http://users/api/7?x=1 X-A=1 X-B=- -> 200
//	DELETE /users/7        => none -> 404
//	loss catch-all
//
// "H=V" before the arrow is a header of the request, behind it one that the
// backend gets, or "H=-" does not. Behind "->" stand the status and headers of
// the answer. A "loss" is a code that the report has, "security" one that it
// has as a loss of security; "exact" says that the report has nothing but what
// was chosen and what has no meaning.
type promise struct {
	line     int
	method   string
	target   string
	header   http.Header
	upstream []string
	sees     [][2]string
	status   int
	answers  [][2]string
}

// recorder answers for every backend and keeps what it was asked.
type recorder struct {
	mu    sync.Mutex
	asked []*http.Request
}

func (u *recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	u.mu.Lock()
	u.asked = append(u.asked, r)
	u.mu.Unlock()
	status := http.StatusOK
	if _, code, ok := strings.Cut(r.URL.Path, "/status/"); ok {
		status, _ = strconv.Atoi(code)
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}, "X-Backend": {r.URL.Host}, "Server": {"stub"}},
		Body:   io.NopCloser(strings.NewReader(`{"from": "` + r.URL.Host + `"}`)),
	}, nil
}

func pair(s string) ([2]string, bool) {
	k, v, ok := strings.Cut(s, "=")
	return [2]string{k, v}, ok
}

func parsePromise(t *testing.T, line int, text string) promise {
	t.Helper()
	p := promise{line: line, header: http.Header{}}
	request, rest, ok := strings.Cut(text, "=>")
	words := strings.Fields(request)
	if !ok || len(words) < 2 {
		t.Fatalf("line %d: want REQUEST => UPSTREAM, got %q", line, text)
	}
	p.method, p.target = words[0], words[1]
	for _, w := range words[2:] {
		kv, _ := pair(w)
		p.header.Add(kv[0], kv[1])
	}
	upstream, answer, _ := strings.Cut(rest, "->")
	words = strings.Fields(upstream)
	for i := 0; i < len(words); i++ {
		switch {
		case words[i] == "none":
		case words[i] == strings.ToUpper(words[i]) && !strings.Contains(words[i], "="):
			if i+1 == len(words) {
				t.Fatalf("line %d: %q has no URL", line, words[i])
			}
			p.upstream = append(p.upstream, words[i]+" "+words[i+1])
			i++
		default:
			kv, _ := pair(words[i])
			p.sees = append(p.sees, kv)
		}
	}
	for i, w := range strings.Fields(answer) {
		if n, err := strconv.Atoi(w); err == nil && i == 0 {
			p.status = n
			continue
		}
		kv, _ := pair(w)
		p.answers = append(p.answers, kv)
	}
	return p
}

func (p promise) judge(t *testing.T, rec *httptest.ResponseRecorder, u *recorder) {
	t.Helper()
	var got []string
	for _, r := range u.asked {
		got = append(got, r.Method+" "+r.URL.String())
	}
	slices.Sort(got)
	slices.Sort(p.upstream)
	if !slices.Equal(got, p.upstream) {
		t.Errorf("line %d: the backend is asked %q, want %q (status %d)", p.line, got, p.upstream, rec.Code)
		return
	}
	for _, kv := range p.sees {
		value := "-"
		if v := u.asked[0].Header.Values(kv[0]); len(v) > 0 {
			value = strings.Join(v, ",")
		}
		if strings.EqualFold(kv[0], "Host") {
			value = u.asked[0].Host
		}
		if value != kv[1] {
			t.Errorf("line %d: the backend gets %s %q, want %q", p.line, kv[0], value, kv[1])
		}
	}
	if p.status != 0 && rec.Code != p.status {
		t.Errorf("line %d: status %d, want %d: %s", p.line, rec.Code, p.status, rec.Body)
	}
	for _, kv := range p.answers {
		value := "-"
		if v := rec.Header().Values(kv[0]); len(v) > 0 {
			value = strings.Join(v, ",")
		}
		if kv[0] == "body" {
			value = strings.Join(strings.Fields(rec.Body.String()), "")
		}
		if value != kv[1] {
			t.Errorf("line %d: the client gets %s %q, want %q", p.line, kv[0], value, kv[1])
		}
	}
}

func TestConvertedConfigurationKeepsThePromisesOfItsSource(t *testing.T) {
	t.Parallel()
	for _, format := range foreign {
		files, err := filepath.Glob(filepath.Join("testdata", "promise", format, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no promises of %s: %v", format, err)
		}
		for _, file := range files {
			t.Run(format+"/"+filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				keepPromises(t, format, file)
			})
		}
	}
}

func keepPromises(t *testing.T, format, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text, rest, ok := strings.Cut(string(data), "\n---\n")
	if !ok {
		t.Fatalf("%s has no line of dashes", file)
	}
	name := filepath.Base(file)
	inv := read(format, []*syntax.Source{syntax.NewSource(name, []byte(text+"\n"))})
	out := krakend.Write(inv, krakend.Options{Keys: map[string]krakend.Keys{"Given": {URL: "https://keys.example/jwks", Alg: "HS256"}}})
	codes := map[string]convert.Severity{}
	for _, l := range slices.Concat(inv.Losses, out.Losses) {
		codes[l.Code] = max(codes[l.Code], l.Severity)
	}
	start := strings.Count(text, "\n") + 2
	for i, line := range strings.Split(rest, "\n") {
		line, _, _ = strings.Cut(line, " # ")
		line = strings.TrimSpace(line)
		switch code, isLoss := strings.CutPrefix(line, "loss "); {
		case line == "" || strings.HasPrefix(line, "#"):
		case isLoss:
			if _, ok := codes[code]; !ok {
				t.Errorf("line %d: the report has no %s: %v", start+i+1, code, codes)
			}
		case strings.HasPrefix(line, "security "):
			if code := strings.TrimPrefix(line, "security "); codes[code] != convert.Security {
				t.Errorf("line %d: %s is no loss of security: %v", start+i+1, code, codes)
			}
		case line == "exact":
			for code, severity := range codes {
				if severity > convert.Defaulted {
					t.Errorf("line %d: the report has %s %s", start+i+1, severity, code)
				}
			}
		default:
			p := parsePromise(t, start+i+1, line)
			u := &recorder{}
			rec := httptest.NewRecorder()
			req := httptest.NewRequest(p.method, p.target, strings.NewReader(map[bool]string{true: `{"a":1}`}[p.method != http.MethodGet]))
			req.Header = p.header
			if host := p.header.Get("Host"); host != "" {
				req.Host = host
			}
			runConverted(t, out, u).ServeHTTP(rec, req)
			p.judge(t, rec, u)
		}
	}
	if t.Failed() {
		t.Logf("%v\n%s", codes, out.Files[0].Data)
	}
}

// overlapping are endpoints of which the more specific stands behind the others.
const overlapping = `{"version": 3, "endpoints": [
	{"endpoint": "/a/{id}", "output_encoding": "no-op", "input_headers": ["*"], "input_query_strings": ["*"], "backend": [{"url_pattern": "/one/{id}", "host": ["http://h:80"]}]},
	{"endpoint": "/{x}/{y}", "output_encoding": "no-op", "input_headers": ["*"], "input_query_strings": ["*"], "backend": [{"url_pattern": "/any/{x}/{y}", "host": ["http://h:80"]}]},
	{"endpoint": "/a/me", "output_encoding": "no-op", "input_headers": ["*"], "input_query_strings": ["*"], "backend": [{"url_pattern": "/me", "host": ["http://h:80"]}]},
	{"endpoint": "/a/{id}/parts", "output_encoding": "no-op", "input_headers": ["*"], "input_query_strings": ["*"], "backend": [{"url_pattern": "/parts/{id}", "host": ["http://h:80"]}]}
]}`

// TestTheMoreSpecificEndpointComesFirstElsewhere reads what was written without
// the notes that the format does not look at: the reader of the format, which
// knows its order, has to find the order of the router.
func TestTheMoreSpecificEndpointComesFirstElsewhere(t *testing.T) {
	t.Parallel()
	for _, format := range []string{ocelot.Format, kong.Format} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			inv := read(krakend.Format, []*syntax.Source{syntax.NewSource("krakend.json", []byte(overlapping))})
			text := notes.ReplaceAllString(string(write(format, inv).Files[0].Data), "unread")
			out := krakend.Write(one(format, "file", text), krakend.Options{})
			for _, l := range out.Losses {
				if l.Code == "route-order" || l.Code == "route-collision" {
					t.Errorf("%s: %s\n%s", l.Code, l.Message, text)
				}
			}
			for path, want := range map[string]string{"/a/me": "/me", "/a/7": "/one/7", "/b/7": "/any/b/7", "/a/7/parts": "/parts/7"} {
				u := &recorder{}
				get(runConverted(t, out, u), path, "")
				if len(u.asked) != 1 || u.asked[0].URL.Path != want {
					t.Errorf("%s does not reach %s: %v\n%s", path, want, u.asked, out.Files[0].Data)
				}
			}
		})
	}
}

var notes = regexp.MustCompile(`x-gatewright`)
