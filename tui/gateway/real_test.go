package gateway

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/tui/try"
)

// odd answers as backends do that are not what a gateway expects.
func odd(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/html":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<h1>it works</h1>")
	case "/half":
		fmt.Fprint(w, `{"a": [1, 2`)
	case "/big":
		fmt.Fprintf(w, `{"a": "%s"}`, strings.Repeat("x", 12<<20))
	case "/gzip":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, `{"packed": true}`)
		z.Close()
	case "/binary":
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write([]byte{0xff, 0xfe, 0x00, 0x80})
	case "/moved":
		http.Redirect(w, r, "/plain", http.StatusFound)
	default:
		fmt.Fprint(w, `{"plain": true}`)
	}
}

// TestT15AnswersOfRealServersAreTold sends a request through the gateway to
// servers that listen.
func TestT15AnswersOfRealServersAreTold(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.HandlerFunc(odd))
	defer plain.Close()
	secure := httptest.NewUnstartedServer(http.HandlerFunc(odd))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of the client
	secure.StartTLS()
	defer secure.Close()
	gone := httptest.NewServer(nil)
	gone.Close()
	const insecure = `, "client_tls": {"allow_insecure_connections": true}`
	const noop = `, "output_encoding": "no-op"`
	cases := map[string]struct {
		host, path, service, endpoint string
		status                        int
		body                          string // of the client's answer, its start
		call                          int
		reason                        string // in the error of the call
	}{
		"not JSON":               {plain.URL, "/html", "", "", 500, "", 200, "invalid character '<'"},
		"not JSON, passed on":    {plain.URL, "/html", "", noop, 200, "<h1>", 200, ""},
		"half of it":             {plain.URL, "/half", "", "", 500, "", 200, "unexpected"},
		"big":                    {plain.URL, "/big", "", "", 200, `{"a":`, 200, ""},
		"big, passed on":         {plain.URL, "/big", "", noop, 200, `{"a":`, 200, ""},
		"gzip":                   {plain.URL, "/gzip", "", "", 200, `{"packed":true}`, 200, ""},
		"binary, passed on":      {plain.URL, "/binary", "", noop, 200, "\xff\xfe", 200, ""},
		"a redirect":             {plain.URL, "/moved", "", "", 200, `{"plain":true}`, 200, ""},
		"refused":                {gone.URL, "/", "", "", 500, "", 0, "nothing listens there"},
		"TLS of an unknown":      {secure.URL, "/", "", "", 500, "", 0, "the certificate is not trusted"},
		"TLS that is not proved": {secure.URL, "/", insecure, "", 200, `{"plain":true}`, 200, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := fmt.Sprintf(`{"version": 3, "timeout": "20s"%s, "endpoints": [{"endpoint": "/a"%s, "backend": [{"host": [%q], "url_pattern": %q}]}]}`,
				c.service, c.endpoint, c.host, c.path)
			if c.endpoint == noop {
				text = strings.Replace(text, `"backend": [{`, `"backend": [{"encoding": "no-op", `, 1)
			}
			doc := config.Parse("krakend.json", []byte(text))
			req, err := try.FormFor(doc.Service().Endpoint(0)).HTTP(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			a, err := Sender(serve.Options{})(context.Background(), doc, 0, req)
			if err != nil {
				t.Fatal(err)
			}
			defer a.Discard()
			start := string(a.Body[:min(len(a.Body), len(c.body))])
			if a.Status != c.status || start != c.body || len(a.Body) > try.MaxShown {
				t.Errorf("the client gets %d %q, %d bytes", a.Status, start, len(a.Body))
			}
			to := ""
			if c.path == "/moved" {
				to = plain.URL + "/plain"
			}
			if a.Calls[0].Redirected != to {
				t.Errorf("the answer came from %q in the end, not %q", a.Calls[0].Redirected, to)
			}
			if len(a.Calls) != 1 || a.Calls[0].Status != c.call || !strings.Contains(a.Calls[0].Err, c.reason) || c.reason == "" && a.Calls[0].Err != "" {
				t.Errorf("the call is %.300v", a.Calls)
			}
		})
	}
}
