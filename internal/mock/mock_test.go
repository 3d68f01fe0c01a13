package mock_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/internal/mock"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

const document = `
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: 'http://users:5000/api'}]
paths:
  /users:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}}}
    post: {responses: {'201': {description: ok, content: {application/json: {example: {id: 7}}}}}}
  /users/{id}:
    get:
      responses:
        '404': {description: none, content: {application/problem+json: {schema: {properties: {title: {type: string, example: none}}}}}}
        '200': {description: ok, content: {text/plain: {example: text}, application/json: {schema: {$ref: '#/components/schemas/User'}}}}
    delete: {responses: {'204': {description: gone}}}
    patch: {responses: {default: {description: d, content: {'*/*': {schema: {type: object}}}}}}
    put: {responses: {}}
  /range: {get: {responses: {2XX: {description: d, content: {text/csv: {}}}}}}
components:
  schemas:
    User: {properties: {id: {type: integer}, name: {type: string, example: Ada}}}
`

func transport(t *testing.T, opts mock.Options) *mock.Transport {
	t.Helper()
	svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(document)})
	if err != nil {
		t.Fatal(err)
	}
	return mock.New([]*spec.Service{svc}, opts)
}

func call(t *testing.T, rt http.RoundTripper, method, url string, header http.Header) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	res, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestAnswersAsTheDocumentSays(t *testing.T) {
	tests := []struct {
		name, method, path, accept string
		opts                       mock.Options
		status                     int
		mediaType, body            string
	}{
		{"list from a schema", "GET", "/api/users", "", mock.Options{}, 200, "application/json", `[{"id":1,"name":"Ada"}]`},
		{"example", "POST", "/api/users", "", mock.Options{}, 201, "application/json", `{"id":7}`},
		{"success before an error", "GET", "/api/users/1", "", mock.Options{}, 200, "application/json", `{"id":1,"name":"Ada"}`},
		{"media type as asked for", "GET", "/api/users/1", "text/plain;q=0.5", mock.Options{}, 200, "text/plain", "text"},
		{"status as asked for", "GET", "/api/users/1", "", mock.Options{Status: 404}, 404, "application/problem+json", `{"title":"none"}`},
		{"no content", "DELETE", "/api/users/1", "", mock.Options{}, 204, "", ""},
		{"default", "PATCH", "/api/users/1", "", mock.Options{}, 200, "application/json", "{}"},
		{"nothing declared", "PUT", "/api/users/1", "", mock.Options{}, 200, "", ""},
		{"range", "GET", "/api/range", "", mock.Options{}, 200, "text/csv", "example\n"},
		{"HEAD", "HEAD", "/api/users", "", mock.Options{}, 200, "application/json", ""},
		{"unknown path", "GET", "/api/none", "", mock.Options{}, 404, "application/json", `{"error":"no operation has the path /api/none"}`},
		{"unknown method", "POST", "/api/users/1", "", mock.Options{}, 404, "application/json", `{"error":"path /api/users/1 is declared for DELETE, GET, PATCH, PUT only"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			if tt.accept != "" {
				header.Set("Accept", tt.accept)
			}
			rt := transport(t, tt.opts)
			res, body := call(t, rt, tt.method, "http://users:5000"+tt.path, header)
			got := []any{res.StatusCode, res.Header.Get("Content-Type"), body}
			if diff := cmp.Diff([]any{tt.status, tt.mediaType, tt.body}, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if _, again := call(t, rt, tt.method, "http://users:5000"+tt.path, header); again != body {
				t.Errorf("the second answer is another: %q", again)
			}
		})
	}
}

func TestAnswersHaveTheirDeclaredHeaders(t *testing.T) {
	const document = `{"openapi": "3.0.3", "servers": [{"url": "http://users:5000"}], "components": {"headers": {"Total": {"schema": {"type": "integer", "example": 9007199254740993}}}}, "paths": {
  "/made": {"post": {"responses": {"201": {"description": "d", "headers": {
    "Location": {"schema": {"type": "string"}, "example": "/made/1"}, "X-Total": {"$ref": "#/components/headers/Total"},
    "X-List": {"schema": {"type": "array", "items": {"type": "string", "enum": ["a"]}, "minItems": 2}}, "X-Evil": {"example": "a\r\nSet-Cookie: b"},
    "Content-Length": {"schema": {"type": "integer"}}, "no header": {"schema": {"type": "string"}}}}}}},
  "/moved": {"get": {"responses": {"302": {"description": "d", "headers": {"Location": {"schema": {"type": "string"}}, "X-Why": {"schema": {"type": "string"}}}}}}}}}`
	svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(document)})
	if err != nil {
		t.Fatal(err)
	}
	rt := mock.New([]*spec.Service{svc}, mock.Options{})
	res, _ := call(t, rt, "POST", "http://users:5000/made", nil)
	want := http.Header{"Location": {"/made/1"}, "X-Total": {"9007199254740993"}, "X-List": {"a,a"}, "X-Evil": {"aSet-Cookie: b"}, "Content-Length": {"0"}}
	if diff := cmp.Diff(want, res.Header); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	res, _ = call(t, rt, "GET", "http://users:5000/moved", nil)
	if diff := cmp.Diff(http.Header{"X-Why": {"string"}, "Content-Length": {"0"}}, res.Header); diff != "" {
		t.Errorf("headers of a redirection that leads nowhere (-want +got):\n%s", diff)
	}
}

func TestUnknownHostIsNotFound(t *testing.T) {
	res, body := call(t, transport(t, mock.Options{}), "GET", "http://other/api/users", nil)
	if res.StatusCode != http.StatusNotFound || body != `{"error":"no document describes the host http://other"}` {
		t.Error(res.StatusCode, body)
	}
}

func TestCancelledCallIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", "http://users:5000/api/users", nil)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := transport(t, mock.Options{}).RoundTrip(req); !errors.Is(err, context.Canceled) {
		t.Error(res, err)
	}
}
