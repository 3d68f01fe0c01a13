package stage

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// exchange sends a request through a modifier and returns what the backend saw
// and what came back, as text.
func exchange(t *testing.T, settings string, r *http.Request, status int, h http.Header) (seen, got string, notices int) {
	t.Helper()
	env := quiet()
	b := endpointOf(t, `{}`, `{"modifier/martian":`+settings+`}`).Backends[0]
	send := martian(b, env, func(r *http.Request) (*http.Response, error) {
		seen = r.Method + " " + r.URL.String() + " " + headerText(r.Header)
		if r.Body != nil {
			text, _ := io.ReadAll(r.Body)
			seen += " " + string(text)
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader("back"))}, nil
	})
	resp, err := send(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return seen, http.StatusText(resp.StatusCode) + " " + headerText(resp.Header) + " " + string(text), len(env.Notices)
}

func headerText(h http.Header) string {
	var b strings.Builder
	_ = h.Write(&b)
	return strings.ReplaceAll(strings.TrimSpace(strings.ReplaceAll(b.String(), "\r\n", ";")), ": ", "=")
}

func TestModifiers(t *testing.T) {
	set := func(value string) string {
		return `{"header.Modifier":{"scope":["request"],"name":"X-F","value":"` + value + `"}}`
	}
	tests := map[string]struct{ settings, seen, got string }{
		"absent parts":         {`{"header.Id":{"scope":["response"]}}`, "GET http://b:80/p?q=1 X-A=1;", "OK X-B=2; back"},
		"port by number":       {`{"port.Modifier":{"scope":["request"],"port":81}}`, "GET http://b:81/p?q=1 X-A=1;", "OK X-B=2; back"},
		"port of the scheme":   {`{"port.Modifier":{"defaultForScheme":true}}`, "GET http://b:80/p?q=1 X-A=1;", "OK X-B=2; back"},
		"port removed":         {`{"port.Modifier":{"remove":true}}`, "GET http://b/p?q=1 X-A=1;", "OK X-B=2; back"},
		"header by value":      {`{"header.Filter":{"scope":["request"],"name":"x-a","value":"1","modifier":` + set("y") + `}}`, "GET http://b:80/p?q=1 X-A=1;X-F=y;", "OK X-B=2; back"},
		"header by name alone": {`{"header.Filter":{"scope":["request"],"name":"x-a","modifier":` + set("y") + `}}`, "GET http://b:80/p?q=1 X-A=1;", "OK X-B=2; back"},
		"url with its query":   {`{"url.RegexFilter":{"regex":"/p$","modifier":` + set("y") + `,"else":` + set("n") + `}}`, "GET http://b:80/p?q=1 X-A=1;X-F=n;", "OK X-B=2; back"},
		"equal priorities":     {`{"priority.Group":{"modifiers":[{"priority":1,"modifier":` + set("first") + `},{"priority":1,"modifier":` + set("last") + `}]}}`, "GET http://b:80/p?q=1 X-A=1;X-F=first;", "OK X-B=2; back"},
		"stashed URL":          {`{"fifo.Group":{"modifiers":[{"stash.Modifier":{"headerName":"X-S"}},{"url.Modifier":{"path":"/q"}}]}}`, "GET http://b:80/q?q=1 X-A=1;X-S=http://b:80/p?q=1;", "OK X-B=2;X-S=http://b:80/p?q=1; back"},
		"stash written over":   {`{"fifo.Group":{"modifiers":[{"stash.Modifier":{"headerName":"X-S"}},{"header.Modifier":{"scope":["request"],"name":"X-S","value":"2"}}]}}`, "GET http://b:80/p?q=1 X-A=1;X-S=2;", "OK X-B=2;X-S=2; back"},
		"stash never filled":   {`{"fifo.Group":{"scope":["response"],"modifiers":[{"stash.Modifier":{"headerName":"X-A"}}]}}`, "GET http://b:80/p?q=1 X-A=1;", "OK X-A=1;X-B=2; back"},
		"port filter":          {`{"port.Filter":{"port":80,"modifier":` + set("80") + `}}`, "GET http://b:80/p?q=1 X-A=1;X-F=80;", "OK X-B=2; back"},
		"cookie filter, else":  {`{"cookie.Filter":{"name":"c","modifier":` + set("y") + `,"else":` + set("n") + `}}`, "GET http://b:80/p?q=1 X-A=1;X-F=n;", "OK X-B=2; back"},
		"url by host":          {`{"url.Filter":{"host":"*:80","modifier":` + set("y") + `}}`, "GET http://b:80/p?q=1 X-A=1;X-F=y;", "OK X-B=2; back"},
		"url by query, not":    {`{"url.Filter":{"query":"q=2","modifier":` + set("y") + `}}`, "GET http://b:80/p?q=1 X-A=1;", "OK X-B=2; back"},
		"query by name":        {`{"querystring.Filter":{"name":"q","modifier":` + set("y") + `}}`, "GET http://b:80/p?q=1 X-A=1;X-F=y;", "OK X-B=2; back"},
		"scheme and host":      {`{"url.Modifier":{"scheme":"https","host":"c:1"}}`, "GET https://c:1/p?q=1 X-A=1;", "OK X-B=2; back"},
		"answer by a header":   {`{"header.RegexFilter":{"scope":["response"],"header":"X-A","regex":"^[0-9]$","modifier":{"status.Modifier":{"statusCode":201}}}}`, "GET http://b:80/p?q=1 X-A=1;", "Created X-B=2; back"},
		"status of no answer":  {`{"status.Modifier":{"statusCode":7}}`, "GET http://b:80/p?q=1 X-A=1;", "OK X-B=2; back"},
		"bodies on both sides": {`{"body.Modifier":{"body":"aGk="}}`, "GET http://b:80/p?q=1 Content-Type=;X-A=1; hi", "OK Content-Length=2;Content-Type=;X-B=2; hi"},
		"group in its scope":   {`{"fifo.Group":{"scope":["response"],"modifiers":[{"header.Modifier":{"name":"X-G","value":"1"}}]}}`, "GET http://b:80/p?q=1 X-A=1;", "OK X-B=2;X-G=1; back"},
		"groups in groups":     {`{"fifo.Group":{"modifiers":[{"priority.Group":{"modifiers":[{"priority":1,"modifier":` + set("1") + `},{"priority":2,"modifier":` + set("2") + `}]}}]}}`, "GET http://b:80/p?q=1 X-A=1;X-F=1;", "OK X-B=2; back"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodGet, "http://b:80/p?q=1", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("X-A", "1")
			seen, got, _ := exchange(t, tt.settings, r, http.StatusOK, http.Header{"X-B": {"2"}})
			if d := cmp.Diff([]string{tt.seen, tt.got}, []string{seen, got}); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestNoModifierRunsWhereOneCannotBeRead(t *testing.T) {
	good := `{"header.Modifier":{"name":"X-F","value":"y"}}`
	for name, settings := range map[string]string{
		"none":               `{}`,
		"two":                `{"header.Modifier":{"name":"X-F","value":"y"},"header.Id":{}}`,
		"no object":          `[1]`,
		"unknown":            `{"no.Such":{}}`,
		"other letters":      `{"Header.modifier":{"name":"X-F","value":"y"}}`,
		"unknown scope":      `{"header.Modifier":{"scope":["sometimes"],"name":"X-F","value":"y"}}`,
		"scope it has not":   `{"url.Modifier":{"scope":["response"],"path":"/x"}}`,
		"wrong type":         `{"header.Modifier":{"name":1}}`,
		"body of no base64":  `{"body.Modifier":{"body":"***"}}`,
		"broken expression":  `{"url.RegexFilter":{"regex":"(","modifier":` + good + `}}`,
		"filter of nothing":  `{"url.Filter":{"path":"/p"}}`,
		"one of a group":     `{"fifo.Group":{"modifiers":[` + good + `,{"no.Such":{}}]}}`,
		"in an else":         `{"url.Filter":{"path":"/p","modifier":` + good + `,"else":{"no.Such":{}}}}`,
		"stash of an answer": `{"stash.Modifier":{"scope":["response"],"headerName":"X"}}`,
		"two ports":          `{"port.Modifier":{"port":1,"remove":true}}`,
		"no port":            `{"port.Modifier":{}}`,
		"wrong expiry":       `{"cookie.Modifier":{"name":"a","expires":"tomorrow"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodGet, "http://b/p", nil)
			if err != nil {
				t.Fatal(err)
			}
			seen, got, notices := exchange(t, settings, r, http.StatusOK, http.Header{})
			if seen != "GET http://b/p " || got != "OK  back" || notices != 1 {
				t.Errorf("seen %q, got %q, %d notices", seen, got, notices)
			}
		})
	}
}

func TestModifierLeavesAFailedCallAlone(t *testing.T) {
	b := endpointOf(t, `{}`, `{"modifier/martian":{"header.Modifier":{"name":"X","value":"1"}}}`).Backends[0]
	send := martian(b, quiet(), func(r *http.Request) (*http.Response, error) { return nil, r.Context().Err() })
	r, err := http.NewRequestWithContext(canceled(t), http.MethodGet, "http://b/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := send(r); err == nil || resp != nil {
		t.Errorf("got %v, %v", resp, err)
	}
}

// FuzzMartian holds that no settings make reading or running modifiers panic.
func FuzzMartian(f *testing.F) {
	for _, s := range []string{
		`{"header.Modifier":{"name":"a","value":"b"}}`, `{"fifo.Group":{"modifiers":[{"url.Modifier":{"host":"x"}}]}}`,
		`{"port.Modifier":{"remove":true}}`, `{"cookie.Modifier":{}}`, `{"priority.Group":{"modifiers":[{}]}}`, `null`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseModifier([]byte(text))
		if err != nil {
			return
		}
		r, err := http.NewRequest(http.MethodGet, "http://[::1]/p", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := m.around(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}, nil
		})(r)
		if err == nil {
			resp.Body.Close()
		}
	})
}
