package shop_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/examples/shop"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// gateway generates a configuration from the documents that the two services
// publish, and runs it before them.
func gateway(t *testing.T) http.Handler {
	t.Helper()
	var services []*spec.Service
	for _, h := range []http.Handler{shop.Users(), shop.Products()} {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		svc, err := openapi.Load(t.Context(), s.URL+"/swagger/v1/swagger.json", openapi.Options{})
		if err != nil {
			t.Fatal(err)
		}
		services = append(services, svc)
	}
	res, err := generate.Run(t.Context(), services, generate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g, err := serve.Build(config.Parse("krakend.json", res.Config), serve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGeneratedGatewayHandsOnEveryAnswer(t *testing.T) {
	tests := []struct {
		name, method, path, send string
		status                   int
		body                     string
	}{
		{"list", "GET", "/users", "", 200, allUsers},
		{"create", "POST", "/users", ada, 200, `{"email":"ada@example.com","firstName":"Ada","id":4,"lastName":"Lovelace"}`},
		{"one", "GET", "/users/1", "", 200, `{"id":1,"firstName":"Grace","lastName":"Hopper","email":"grace@example.com"}`},
		{"one that is missing", "GET", "/users/9", "", 204, ""},
		{"update", "PUT", "/users/2", ada, 200, `{"email":"ada@example.com","firstName":"Ada","id":2,"lastName":"Lovelace"}`},
		{"delete", "DELETE", "/users/1", "", 200, ""},
		{"delete of what is missing", "DELETE", "/users/9", "", 404, "9"},
		{"other list", "GET", "/products", "", 200, allProducts},
		{"other create", "POST", "/products", `{"name":"Mat"}`, 200, `{"description":"","id":4,"name":"Mat","price":0,"quantity":0}`},
		{"other one", "GET", "/products/3", "", 200, lamp},
		{"other update", "PUT", "/products/1", `{"name":"Mat"}`, 200, `{"description":"","id":1,"name":"Mat","price":0,"quantity":0}`},
		{"other delete", "DELETE", "/products/1", "", 200, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, body := call(gateway(t), tt.method, tt.path, tt.send)
			if status != tt.status || body != tt.body {
				t.Errorf("got %d %s, want %d %s", status, body, tt.status, tt.body)
			}
		})
	}
}
