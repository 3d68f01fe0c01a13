package serve_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
)

const shop = `{
  "version": 3,
  "host": ["http://users:5000"],
  "endpoints": [
    {"endpoint": "/users", "backend": [
      {"url_pattern": "/api/users", "is_collection": true, "mapping": {"collection": "users"}}
    ]}
  ]
}`

// users stands in for the users service.
var users = fake(func(*http.Request) (*http.Response, error) {
	return response(200, `[{"id": 1, "name": "Ada"}]`), nil
})

func ExampleBuild() {
	doc := config.Parse("krakend.json", []byte(shop))
	g, err := serve.Build(doc, serve.Options{Transport: users})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	for _, r := range g.Routes() {
		fmt.Println(r.Method, r.Path, r.Backends)
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequest("GET", "/users", nil))
	fmt.Println(w.Code, w.Body)
	// Output:
	// GET /users [http://users:5000/api/users]
	// 200 {"users":[{"id": 1, "name": "Ada"}]}
}

func ExampleConfigError() {
	doc := config.Parse("krakend.json", []byte(`{"version": 3, "endpoints": [{"endpoint": "/users"}]}`))
	_, err := serve.Build(doc, serve.Options{})
	fmt.Println(err)
	// Output:
	// krakend.json:1:43: error: GET /users: the endpoint has no backend [backend-empty]
}

func ExampleWithTrace() {
	// The file forgets that the backend answers a list.
	doc := config.Parse("krakend.json", []byte(strings.Replace(shop, `"is_collection": true, `, "", 1)))
	g, err := serve.Build(doc, serve.Options{Transport: users})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	ctx := serve.WithTrace(context.Background(), func(c serve.Call) {
		fmt.Println(c.Method, c.URL, c.Status, c.Body)
		fmt.Println(c.Err, c.Rule)
	})
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequest("GET", "/users", nil).WithContext(ctx))
	fmt.Println(w.Code)
	// Output:
	// GET http://users:5000/api/users 200 [{"id": 1, "name": "Ada"}]
	// json: cannot unmarshal array into Go value of type map[string]interface {} collection-missing
	// 500
}

func ExampleServer() {
	g, err := serve.Build(config.Parse("krakend.json", []byte(shop)), serve.Options{Transport: users})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	s := serve.NewServer(g, serve.ServerOptions{
		Address: "127.0.0.1:0",
		Ready: func(addr net.Addr) {
			go func() {
				defer stop()
				defer http.DefaultClient.CloseIdleConnections()
				resp, err := http.Get("http://" + addr.String() + "/users")
				if err != nil {
					fmt.Println(err)
					return
				}
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				fmt.Println(resp.Status, string(body), err)
			}()
		},
	})
	fmt.Println(s.Run(ctx))
	// Output:
	// 200 OK {"users":[{"id": 1, "name": "Ada"}]} <nil>
	// <nil>
}
