package shop_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/examples/shop"
)

const (
	allUsers    = `[{"id":1,"firstName":"Grace","lastName":"Hopper","email":"grace@example.com"},{"id":2,"firstName":"Edsger","lastName":"Dijkstra","email":"edsger@example.com"},{"id":3,"firstName":"Barbara","lastName":"Liskov","email":"barbara@example.com"}]`
	ada         = `{"id":0,"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com"}`
	allProducts = `[{"id":1,"name":"Keyboard","description":"Low profile, 75 keys","price":79.9,"quantity":12},{"id":2,"name":"Trackball","description":"For the thumb","price":54.5,"quantity":7},` + lamp + `]`
	lamp        = `{"id":3,"name":"Desk lamp","description":"Dimmable, warm light","price":39,"quantity":25}`
)

func TestServicesAnswerAsTheirControllersDo(t *testing.T) {
	users, products := shop.Users, shop.Products
	tests := []struct {
		name               string
		service            func() http.Handler
		method, path, send string
		status             int
		body               string
	}{
		{"list", users, "GET", "/api/users", "", 200, allUsers},
		{"create", users, "POST", "/api/users", ada, 200, strings.Replace(ada, `"id":0`, `"id":4`, 1)},
		{"one", products, "GET", "/api/products/3", "", 200, lamp},
		{"one that is missing", users, "GET", "/api/users/9", "", 204, ""},
		{"update", users, "PUT", "/api/users/2", ada, 200, strings.Replace(ada, `"id":0`, `"id":2`, 1)},
		{"update of a missing user", users, "PUT", "/api/users/9", ada, 404, ada},
		{"update of a missing product", products, "PUT", "/api/products/9", "{}", 404, "9"},
		{"delete", users, "DELETE", "/api/users/1", "", 200, ""},
		{"delete of what is missing", products, "DELETE", "/api/products/9", "", 404, "9"},
		{"id that is no number", users, "GET", "/api/users/x", "", 400, `{"status":400,"title":"the id is no number"}`},
		{"body that is no JSON", users, "POST", "/api/users", "x", 400, `{"status":400,"title":"the body is no such record"}`},
		{"unknown path", users, "GET", "/api/products", "", 404, "404 page not found\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, body := call(tt.service(), tt.method, tt.path, tt.send)
			if status != tt.status || body != tt.body {
				t.Errorf("got %d %s, want %d %s", status, body, tt.status, tt.body)
			}
		})
	}
}

func call(h http.Handler, method, path, send string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(send)))
	return w.Code, w.Body.String()
}

func TestRecordsChange(t *testing.T) {
	h := shop.Users()
	call(h, "DELETE", "/api/users/1", "")
	call(h, "PUT", "/api/users/2", ada)
	call(h, "POST", "/api/users", ada)
	_, body := call(h, "GET", "/api/users", "")
	var users []shop.User
	if err := json.Unmarshal([]byte(body), &users); err != nil {
		t.Fatal(err)
	}
	if len(users) != 3 || users[0].FirstName != "Ada" || users[0].ID != 2 || users[2].ID != 3 {
		t.Errorf("%+v", users)
	}
	if _, body := call(shop.Users(), "GET", "/api/users", ""); body != allUsers {
		t.Error("a new handler does not start with fresh records")
	}
}

func TestDocumentsAreServed(t *testing.T) {
	for name, h := range map[string]http.Handler{"Users": shop.Users(), "Products": shop.Products()} {
		status, body := call(h, "GET", "/swagger/v1/swagger.json", "")
		if status != 200 || !strings.Contains(body, `"operationId": "Api`+name+`Get"`) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}
