package mock_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// echo answers with the path and the query string that it was called with.
type echo struct{}

func (echo) RoundTrip(req *http.Request) (*http.Response, error) {
	body := req.URL.RequestURI()
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: int64(len(body)),
		Body: io.NopCloser(strings.NewReader(body)), Request: req,
	}, nil
}

// TestOddPathsReachTheBackendWhole calls endpoints whose paths were reshaped:
// every value has to arrive at its place.
func TestOddPathsReachTheBackendWhole(t *testing.T) {
	tests := []struct{ path, call, want string }{
		{"/users/{id}", "/users/7", "/base/users/7"},
		{"/items/{id}:cancel", "/items/7/cancel", "/base/items/7:cancel"},
		{"/v1/items:batchGet", "/v1/items/batchGet", "/base/v1/items:batchGet"},
		{"/Users('{key}')", "/Users/ada", "/base/Users('ada')"},
		{"/Orders(a={a},b={b})", "/Orders/1/2", "/base/Orders(a=1,b=2)"},
		{"/report/{id}.{ext}", "/report/7/pdf", "/base/report/7.pdf"},
		{"/geo/{lat},{lon}", "/geo/1.5/-2", "/base/geo/1.5,-2"},
		{"/cars{;color}", "/cars/red", "/base/cars;color=red"},
		{"/a/{user.id}/{$id}/{user id}", "/a/x/y/z", "/base/a/x/y/z"},
		{"/a/{id}/b/{Id}", "/a/1/b/2", "/base/a/1/b/2"},
		{"/compare/{base}...{head}", "/compare/v1/v2", "/base/compare/v1...v2"},
		{"/api/v{version}/users", "/api/v/2/users", "/base/api/v2/users"},
		{"/a%20b", "/a%20b", "/base/a%20b"},
		{"/", "/", "/base/"},
		{"/users/", "/users/", "/base/users/"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			text := `{"openapi": "3.0.3", "servers": [{"url": "http://api:8080/base"}], "paths": {"` + tt.path + `": {"get": {"responses": {"200": {"description": "ok", "content": {"text/plain": {}}}}}}}}`
			svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(text)})
			if err != nil {
				t.Fatal(err)
			}
			res, err := generate.Run(t.Context(), []*spec.Service{svc}, generate.Options{})
			if err != nil {
				t.Fatal(err)
			}
			g, err := serve.Build(config.Parse("krakend.json", res.Config), serve.Options{Transport: echo{}})
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			g.ServeHTTP(w, httptest.NewRequest("GET", tt.call, nil))
			if w.Code != http.StatusOK || w.Body.String() != tt.want {
				t.Errorf("got %d %s, want %s", w.Code, w.Body, tt.want)
			}
			ops, why := spec.NewIndex([]*spec.Service{svc}).Match(res.Endpoints[0].Host, "GET", res.Endpoints[0].URLPattern)
			if len(ops) != 1 || ops[0].Path != tt.path {
				t.Errorf("the url_pattern %s is not found again: %s", res.Endpoints[0].URLPattern, why)
			}
		})
	}
}
