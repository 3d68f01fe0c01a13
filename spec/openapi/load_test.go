package openapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

const small = `{"openapi": "3.0.3", "info": {"title": "Small API", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}}}`

// write puts files into a folder of the test's own.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, text string) *spec.Service {
	t.Helper()
	svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(text)})
	if err != nil {
		t.Fatal(err)
	}
	return svc
}

func TestLoadSaysInOneLineWhyThereIsNoDocument(t *testing.T) {
	page := `<!DOCTYPE html><html><script>SwaggerUIBundle({url: "/swagger/v2/swagger.json"})</script></html>`
	dir := write(t, map[string]string{
		"empty.json":  "",
		"cut.json":    `{"openapi": "3.0.3", "paths": {"/a": `,
		"tabs.yaml":   "openapi: 3.0.3\npaths:\n\t/a: {}\n",
		"list.json":   "[1]",
		"text.json":   `"openapi"`,
		"page.html":   page,
		"wsdl.xml":    `<?xml version="1.0"?><definitions/>`,
		"krakend":     `{"version": 3, "endpoints": []}`,
		"async.yaml":  "asyncapi: 2.0.0\n",
		"postman":     `{"info": {}, "item": []}`,
		"old.json":    `{"swaggerVersion": "1.2", "apis": []}`,
		"v1.json":     `{"swagger": "1.2"}`,
		"v4.json":     `{"openapi": "4.0.0"}`,
		"number.json": `{"openapi": 3}`,
		"folder/x":    "",
	})
	tests := []struct{ ref, want string }{
		{"none.json", `none.json": no such file or directory (give the path`},
		{"folder", "it is a directory (name the document in it)"},
		{"empty.json", "empty.json:1:1: the file is empty"},
		{"cut.json", "the file ends in the middle"},
		{"tabs.yaml", "tabs.yaml:3:"},
		{"list.json", "it holds an array instead of an object"},
		{"text.json", "it holds a string instead of an object"},
		// V141
		{"page.html", "page.html:1:1: this is an HTML page, not an OpenAPI document (it shows /swagger/v2/swagger.json: give that)"},
		{"wsdl.xml", "this is XML"},
		{"krakend", "it looks like a gateway configuration"},
		{"async.yaml", "AsyncAPI"},
		{"postman", "Postman"},
		{"old.json", "Swagger 1.x"},
		{"v1.json", `swagger version "1.2" cannot be read`},
		{"v4.json", `openapi version "4.0.0" cannot be read (it is one of 3.0, 3.1, 3.2)`},
		{"number.json", `openapi version "3" cannot be read`},
	}
	for _, tt := range tests {
		t.Run(tt.ref, func(t *testing.T) {
			t.Parallel()
			_, err := openapi.Load(t.Context(), filepath.Join(dir, tt.ref), openapi.Options{})
			checkError(t, err, tt.want)
		})
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %q", want)
	}
	var e *openapi.Error
	if !errors.As(err, &e) {
		t.Errorf("error is %T", err)
	}
	if text := err.Error(); !strings.Contains(text, want) || strings.Contains(text, "\n") {
		t.Errorf("error is %q, want %q in it", text, want)
	}
}

func TestMissingFileIsErrNotExist(t *testing.T) {
	if _, err := openapi.Load(t.Context(), "none.json", openapi.Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// site is a server with documents and with everything that may go wrong.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/small.json", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, small) })
	mux.HandleFunc("/swagger/index.html", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html></html>") })
	mux.HandleFunc("/docs", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "<html><script>const ui = SwaggerUIBundle({ 'url': '/openapi.json' })</script></html>")
	})
	mux.HandleFunc("/error.json", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"message": "no"}`) })
	mux.HandleFunc("/secret", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	mux.HandleFunc("/never", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/half", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, small[:20])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/small.json", http.StatusFound) })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestLoadSaysInOneLineWhyAURLGivesNoDocument(t *testing.T) {
	s := site(t)
	tests := []struct{ path, want string }{
		{"/none", "the server answers 404 Not Found (ASP.NET serves /swagger/v1/swagger.json"},
		{"/secret", "the server answers 401 Unauthorized (send credentials"},
		{"/swagger/index.html", "did you mean " + s.URL + "/swagger/v1/swagger.json"},
		{"/docs", "it shows " + s.URL + "/openapi.json: give that"},
		{"/error.json", "not an OpenAPI document"},
		{"/never", "no complete answer within 100ms"},
		{"/half", "no complete answer within 100ms"},
		{"/loop", "redirects more than 5 times"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			opts := openapi.Options{Timeout: time.Minute}
			if strings.Contains(tt.want, "within") {
				opts.Timeout = 100 * time.Millisecond
			}
			_, err := openapi.Load(t.Context(), s.URL+tt.path, opts)
			checkError(t, err, tt.want)
		})
	}
	t.Run("interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := openapi.Load(ctx, s.URL+"/never", openapi.Options{})
		checkError(t, err, "it was interrupted")
	})
	t.Run("nobody listens", func(t *testing.T) {
		closed := httptest.NewServer(http.NotFoundHandler())
		closed.Close()
		_, err := openapi.Load(t.Context(), closed.URL, openapi.Options{})
		checkError(t, err, "is the service running?")
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestDocumentsOfAnySizeAreNotRead(t *testing.T) {
	client := &http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(zeros{}), Request: req}, nil
	})}
	_, err := openapi.Load(t.Context(), "http://huge", openapi.Options{Client: client})
	checkError(t, err, "more than 64 MB")
	_, err = openapi.Load(t.Context(), "-", openapi.Options{Stdin: zeros{}})
	checkError(t, err, "more than 64 MB")
}

// TestRedirectionsReachNoPrivateAddress has a document redirect to another name
// of this machine.
func TestRedirectionsReachNoPrivateAddress(t *testing.T) {
	inner := site(t)
	there := strings.Replace(inner.URL, "127.0.0.1", "localhost", 1) + "/small.json"
	outer := httptest.NewServer(http.RedirectHandler(there, http.StatusFound))
	t.Cleanup(outer.Close)
	_, err := openapi.Load(t.Context(), outer.URL, openapi.Options{})
	checkError(t, err, "it redirects to a private address, which nobody named (give that URL itself, or name its host with --allow-remote-refs)")
	for _, opts := range []openapi.Options{{AllowRefHosts: []string{"localhost"}}, {AllowRefHosts: []string{strings.TrimPrefix(strings.TrimSuffix(there, "/small.json"), "http://")}}} {
		if _, err := openapi.Load(t.Context(), outer.URL, opts); err != nil {
			t.Errorf("a host that is named is not reached: %v", err)
		}
	}
	if _, err := openapi.Load(t.Context(), there, openapi.Options{}); err != nil {
		t.Errorf("the user's own URL is not reached: %v", err)
	}
}

func TestPasswordsOfURLsShowNowhere(t *testing.T) {
	s := site(t)
	svc, err := openapi.Load(t.Context(), strings.Replace(s.URL, "http://", "http://user:secret@", 1)+"/small.json", openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if text := svc.Origin + svc.Source.Name + svc.Servers[0].Origin; strings.Contains(text, "secret") {
		t.Error(text)
	}
}

func TestDocumentsFromURLsTellTheHost(t *testing.T) {
	s := site(t)
	svc, err := openapi.Load(t.Context(), s.URL+"/moved", openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if svc.Origin != s.URL+"/small.json" || svc.Servers[0].Origin != s.URL || svc.Name != "small-api" {
		t.Errorf("%q %+v %q", svc.Origin, svc.Servers, svc.Name)
	}
}

func TestHeadersOfTheUserReachOneHostOnly(t *testing.T) {
	seen := make(chan string, 2)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen <- "other " + r.Header.Get("X-Key")
		io.WriteString(w, small)
	}))
	defer other.Close()
	first := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen <- "first " + r.Header.Get("X-Key")
		http.Redirect(w, r, other.URL, http.StatusFound)
	}))
	defer first.Close()
	if _, err := openapi.Load(t.Context(), first.URL, openapi.Options{Header: http.Header{"X-Key": {"k"}}}); err != nil {
		t.Fatal(err)
	}
	if a, b := <-seen, <-seen; a != "first k" || b != "other " {
		t.Errorf("%q, %q", a, b)
	}
}

func TestReadsWhatPeopleWrite(t *testing.T) {
	tests := []struct {
		name, text string
		findings   []string // severity and rule
	}{
		{"V133 a version that is a number", "openapi: 3.0.3\ninfo: {title: t, version: 1.0}\npaths: {/a: {get: {responses: {200: {description: d}}}}}\n", nil},
		{"V134 statuses that are numbers", "swagger: 2.0\ninfo: {title: t, version: 1}\npaths: {/a: {get: {responses: {200: {description: d}}}}}\n", nil},
		{"V135 byte order mark and CRLF", "\uFEFF" + strings.ReplaceAll(small, ",", ",\r\n"), []string{"info spec-syntax"}},
		{"V135 key twice", "openapi: 3.0.3\ninfo: {title: t, version: 1}\npaths:\n  /a: {get: {responses: {200: {description: d}}}}\n  /a: {get: {responses: {200: {description: d}}}}\n", []string{"error spec-syntax"}},
		{"V130 webhooks", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nwebhooks: {w: {post: {}}}\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n", []string{"info spec-invalid"}},
		{"V131 path behind a reference", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {$ref: '#/components/pathItems/p'}}\ncomponents: {pathItems: {p: {get: {responses: {'200': {description: d}}}}}}\n", nil},
		{"methods of 3.2", "openapi: 3.2.0\ninfo: {title: t, version: '1'}\npaths: {/a: {additionalOperations: {copy: {responses: {'200': {description: d}}}}}}\n", nil},
		{"comments in JSON", "// c\n" + small, []string{"warning spec-syntax"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			svc := load(t, tt.text)
			if len(svc.Operations) == 0 || svc.Operations[0].Fault != nil {
				t.Errorf("%+v", svc.Operations)
			}
			var got []string
			for _, f := range svc.Findings {
				got = append(got, f.Severity.String()+" "+f.Rule)
			}
			if diff := cmp.Diff(tt.findings, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%v", diff, svc.Findings)
			}
		})
	}
}

func TestOneBrokenOperationCostsItselfAlone(t *testing.T) {
	file := filepath.Join("testdata", "broken.yaml")
	svc, err := openapi.Load(t.Context(), file, openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"GET /sound":          "",
		"PUT /param":          file + `:14:22: $ref "#/components/parameters/none" leads nowhere: ` + file + " has nothing there",
		"DELETE /param":       file + `:17:20: parameter "q" has no place: "in" is "nowhere"`,
		"PATCH /param":        file + `:19:5: the operation is a number instead of an object`,
		"POST /param":         file + `:21:20: a parameter has no name`,
		"* /path":             file + `:23:3: $ref "#/nowhere" leads nowhere: ` + file + " has nothing there",
		"GET /circle":         file + `:31:32: $ref "#/components/schemas/A" leads back to itself`,
		"POST /circle":        file + `:39:32: $ref "#/components/schemas/Treee" leads nowhere, did you mean "#/components/schemas/Tree"`,
		"GET /errors":         "",
		"GET /grows":          "",
		"GET /body":           file + `:57:15: $ref "#/components/requestBodies/none" leads nowhere: ` + file + " has nothing there",
		"GET /answer":         file + `:62:23: $ref "other.yaml#/x" cannot be read: no such file or directory`,
		"GET /callback":       "",
		"GET /composed":       file + `:74:39: $ref "#/components/schemas/None" leads nowhere: ` + file + " has nothing there",
		"GET /composed-cycle": "",
	}
	got := map[string]string{}
	for _, op := range svc.Operations {
		text := ""
		if op.Fault != nil {
			text = op.Fault.Span.String() + ": " + op.Fault.Message
		}
		got[op.Method+" "+op.Path] = text
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	for _, f := range svc.Findings {
		if f.Severity == diag.Error {
			t.Error(f)
		}
	}
}

func TestComplaintsOfTheValidatorHaveAPlace(t *testing.T) {
	text := "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a/{x}:\n    get:\n      operationId: twice\n      parameters:\n" +
		"        - {in: query, name: q, style: nonsense, schema: {}}\n        - {in: path, name: x, required: true, schema: {}}\n      responses: {'200': {description: d}}\n" +
		"  /b/{y}:\n    get: {operationId: twice, responses: {'200': {description: d}}}\n"
	var got []string
	for _, f := range load(t, text).Findings {
		got = append(got, fmt.Sprintf("%d %s %.40s", f.Position().Line, f.Pointer, f.Message))
	}
	want := []string{
		`8 /paths/~1a~1{x}/get/parameters/0 parameter "q" schema is invalid: seriali`,
		`12 /paths/~1b~1{y}/get operation GET /b/{y} must define exactly`,
		`12 /paths/~1b~1{y}/get operationId "twice" is taken already`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
