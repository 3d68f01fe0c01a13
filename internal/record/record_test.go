package record_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/internal/record"
)

type fake func(*http.Request) (*http.Response, error)

func (f fake) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func send(t *testing.T, rt http.RoundTripper, method, url, body string, header http.Header) (status int, got string, h http.Header, err error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body == "" {
		req.Body = http.NoBody
	}
	req.Header = header
	if header == nil {
		req.Header = http.Header{}
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return 0, "", nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), resp.Header, err
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

func recorder(t *testing.T, dir string, next http.RoundTripper) *record.Recorder {
	return record.New(dir, next, record.Options{Report: func(err error) { t.Error(err) }})
}

func TestReplayAnswersAsRecorded(t *testing.T) {
	count := 0
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/users":
			count++
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Count", strings.Repeat("i", count))
			io.WriteString(w, `{"n":`+strings.Repeat("1", count)+`,"html":"<&>","id":12345678901234567890}`)
		case "/pretty":
			io.WriteString(w, "{\n  \"a\": 1\n}")
		case "/binary":
			w.WriteHeader(418)
			w.Write([]byte{0xff, 0, 1})
		case "/echo":
			w.Write(body)
		case "/none":
			w.WriteHeader(204)
		}
	}))
	defer backend.Close()
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	dir := t.TempDir()
	calls := []struct{ method, path, body string }{
		{"GET", "/users", ""}, {"GET", "/users", ""}, {"GET", "/users?page=2", ""}, {"GET", "/pretty", ""},
		{"GET", "/binary", ""}, {"POST", "/echo", `{"name":"Ada"}`}, {"POST", "/echo", "two"}, {"DELETE", "/none", ""}, {"HEAD", "/users", ""},
	}
	type answer struct {
		Status int
		Body   string
		Count  []string
	}
	ask := func(rt http.RoundTripper) (all []answer) {
		for _, c := range calls {
			status, body, h, err := send(t, rt, c.method, backend.URL+c.path, c.body, nil)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, answer{status, body, h["X-Count"]})
		}
		return all
	}
	live := ask(recorder(t, dir, tr))
	replay, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, ask(replay)); diff != "" {
		t.Errorf("the replay differs:\n%s", diff)
	}
	if got := files(t, dir); len(got) != len(calls) {
		t.Errorf("got %d files, want %d", len(got), len(calls))
	}
	// The last answer stands when there are no more.
	if _, body, _, _ := send(t, replay, "GET", backend.URL+"/users", "", nil); !strings.Contains(body, `"n":11,`) {
		t.Errorf("a third call gets %s", body)
	}
}

func TestFilesAreReadableAndTheirNamesStay(t *testing.T) {
	next := fake(func(r *http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {"application/json"}, "Date": {"now"}}
		return &http.Response{StatusCode: 200, Header: h, Body: io.NopCloser(strings.NewReader(`{"id":7,"name":"Ada"}`))}, nil
	})
	want := map[string]string{"GET_users-5000-v1-users-7_586c961d6e_1.json": `{
  "request": {
    "method": "GET",
    "url": "http://users:5000/v1/users/7?full=1",
    "headers": {
      "Accept": [
        "application/json"
      ]
    }
  },
  "response": {
    "status": 200,
    "headers": {
      "Content-Type": [
        "application/json"
      ]
    },
    "json": {
      "id": 7,
      "name": "Ada"
    }
  }
}
`}
	dir := filepath.Join(t.TempDir(), "new [folder]")
	for range 2 { // the second run takes the place of the first
		h := http.Header{"Accept": {"application/json"}, "User-Agent": {"x"}}
		if _, _, _, err := send(t, recorder(t, dir, next), "GET", "http://users:5000/v1/users/7?full=1", "", h); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, files(t, dir)); diff != "" {
			t.Errorf("got other files:\n%s", diff)
		}
	}
}

func TestCredentialsAreNeverWritten(t *testing.T) {
	const secret = "s3cr3t-v4lue"
	next := fake(func(r *http.Request) (*http.Response, error) {
		io.Copy(io.Discard, r.Body)
		h := http.Header{"Set-Cookie": {"sid=" + secret + "; Path=/; HttpOnly"}, "X-Auth-Token": {secret}, "Content-Type": {"application/json"}}
		body := `{"access_token":"` + secret + `","user":{"Password" : "` + secret + `\"x","name":"Ada"},"token":"` + secret + `"}`
		if r.URL.Path == "/xml" {
			h["Content-Type"] = []string{"text/xml"}
			body = `<login><password>` + secret + `</password><x:apiKey id="1">` + secret + `</x:apiKey></login>`
		}
		return &http.Response{StatusCode: 200, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
	})
	dir := t.TempDir()
	rec := recorder(t, dir, next)
	header := http.Header{
		"Authorization": {"Bearer " + secret}, "Cookie": {"a=" + secret + "; b=" + secret}, "X-Api-Key": {secret}, "X-Auth-Key": {secret}, "Key": {secret},
		"Content-Type": {"application/x-www-form-urlencoded"},
	}
	form := "client_id=app&client_secret=" + secret + "&password=" + secret
	for _, path := range []string{"/", "/xml"} {
		_, body, _, err := send(t, rec, "POST", "http://user:"+secret+"@host:80"+path+"?api_key="+secret+"&page=1", form, header)
		if err != nil || !strings.Contains(body, secret) {
			t.Errorf("the caller gets %s, %v", body, err)
		}
	}
	for name, text := range files(t, dir) {
		if strings.Contains(text, secret) {
			t.Errorf("%s holds a credential:\n%s", name, text)
		}
		for _, kept := range []string{"Bearer ***", "client_id=app", "page=1", "sid=***; Path=/; HttpOnly"} {
			if !strings.Contains(text, kept) {
				t.Errorf("%s has lost %q:\n%s", name, kept, text)
			}
		}
	}
	replay, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.ReplaceAll(form, secret, "another")
	status, body, _, _ := send(t, replay, "POST", "http://host:80/?api_key=another&page=1", other, header)
	if status != 200 || !strings.Contains(body, `"name":"Ada"`) {
		t.Errorf("with other credentials: got %d %s", status, body)
	}
}

// TestDataTellsCallsApart has query strings whose names are only like those of
// credentials: their values count.
func TestDataTellsCallsApart(t *testing.T) {
	dir := t.TempDir()
	rec := recorder(t, dir, fake(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(r.URL.RawQuery))}, nil
	}))
	var queries []string
	for _, name := range []string{"author", "code", "page_token", "nextToken", "keyword", "passenger"} {
		queries = append(queries, name+"=one", name+"=two")
	}
	for _, q := range queries {
		send(t, rec, "GET", "http://b/?"+q, "", nil)
	}
	replay, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range slices.Backward(queries) {
		if _, body, _, _ := send(t, replay, "GET", "http://b/?"+q, "", nil); body != q {
			t.Errorf("%s gets the answer to %s", q, body)
		}
	}
}

func TestFailuresAreReplayed(t *testing.T) {
	dir := t.TempDir()
	next := fake(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/refused" {
			return nil, errors.New("connection refused")
		}
		body := io.MultiReader(strings.NewReader("part"), breaking{})
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body)}, nil
	})
	check := func(rt http.RoundTripper) {
		t.Helper()
		if _, _, _, err := send(t, rt, "GET", "http://b/refused", "", nil); err == nil || err.Error() != "connection refused" {
			t.Errorf("got %v", err)
		}
		if _, body, _, err := send(t, rt, "GET", "http://b/breaks", "", nil); body != "part" || err == nil || err.Error() != "broken off" {
			t.Errorf("got %q, %v", body, err)
		}
	}
	check(recorder(t, dir, next))
	replay, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	check(replay)
}

type breaking struct{}

func (breaking) Read([]byte) (int, error) { return 0, errors.New("broken off") }

func TestWhatIsNotReadToItsEndIsToldAndNotWritten(t *testing.T) {
	dir := t.TempDir()
	var told []error
	rec := record.New(dir, fake(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("text"))}, nil
	}), record.Options{Report: func(err error) { told = append(told, err) }})
	req, err := http.NewRequestWithContext(t.Context(), "GET", "http://b/?token=x", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := rec.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if len(told) != 1 || !strings.Contains(told[0].Error(), "GET http://b/?token=***") || len(files(t, dir)) != 0 {
		t.Errorf("told %v, wrote %v", told, files(t, dir))
	}
}

func TestTooLargeBodiesPassAndAreNotWritten(t *testing.T) {
	dir := t.TempDir()
	var told []error
	rec := record.New(dir, fake(func(*http.Request) (*http.Response, error) {
		body := io.LimitReader(zeros{}, record.MaxBody+1)
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body)}, nil
	}), record.Options{Report: func(err error) { told = append(told, err) }})
	_, body, _, err := send(t, rec, "GET", "http://b/", "", nil)
	if err != nil || len(body) != record.MaxBody+1 {
		t.Errorf("got %d bytes, %v", len(body), err)
	}
	if len(told) != 1 || len(files(t, dir)) != 0 {
		t.Errorf("told %v", told)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestUnknownCallsAreA502ThatSaysSo(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "one.json", `{"request":{"method":"GET","url":"http://b/x"},"response":{"status":200,"body":"ok"}}`)
	replay, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if status, body, _, _ := send(t, replay, "GET", "http://b/x", "", nil); status != 200 || body != "ok" {
		t.Errorf("got %d %s", status, body)
	}
	for _, c := range []struct{ method, url, body string }{
		{"POST", "http://b/x", ""}, {"GET", "http://b/x?a=1", ""}, {"GET", "http://b/x", "body"}, {"GET", "http://c/x", ""},
	} {
		status, body, _, _ := send(t, replay, c.method, c.url, c.body, nil)
		if status != 502 || !strings.Contains(body, c.method+" "+c.url+" is not among the recordings") {
			t.Errorf("%v: got %d %s", c, status, body)
		}
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestEveryBrokenFileIsNamed(t *testing.T) {
	if _, err := record.Open(t.TempDir()); err == nil {
		t.Error("an empty folder is taken")
	}
	dir := t.TempDir()
	broken := map[string]string{
		"syntax.json":  `{`,
		"unknown.json": `{"request":{"method":"GET","url":"http://b/"},"respons":{}}`,
		"empty.json":   `{}`,
		"answer.json":  `{"request":{"method":"GET","url":"http://b/"}}`,
		"status.json":  `{"request":{"method":"GET","url":"http://b/"},"response":{"status":7}}`,
		"base64.json":  `{"request":{"method":"GET","url":"http://b/"},"response":{"status":200,"base64":"?"}}`,
	}
	for name, text := range broken {
		write(t, dir, name, text)
	}
	_, err := record.Open(dir)
	for name := range broken {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not in %v", name, err)
		}
	}
}

func TestAnswersComeInTheOrderOfTheirNumbers(t *testing.T) {
	dir := t.TempDir()
	for n, name := range []string{"a_1.json", "a_2.json", "a_10.json"} {
		write(t, dir, name, `{"request":{"method":"GET","url":"http://b/"},"response":{"status":20`+string(rune('0'+n))+`}}`)
	}
	replay, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for range 4 {
		status, _, _, _ := send(t, replay, "GET", "http://b/", "", nil)
		got = append(got, status)
	}
	if !slices.Equal(got, []int{200, 201, 202, 202}) {
		t.Errorf("got %v", got)
	}
}

func TestRecordingIsSafeForConcurrentUse(t *testing.T) {
	dir := t.TempDir()
	rec := recorder(t, dir, fake(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}"))}, nil
	}))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { send(t, rec, "GET", "http://b/", "", nil) })
	}
	wg.Wait()
	if got := files(t, dir); len(got) != 20 {
		t.Errorf("got %d files", len(got))
	}
}
