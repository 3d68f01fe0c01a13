package generate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
)

const (
	joinedUsers = `{"openapi": "3.0.3", "servers": [{"url": "http://users:80/v1"}],
"components": {"securitySchemes": {"jwt": {"type": "http", "scheme": "bearer"}, "other": {"type": "http", "scheme": "bearer"}}},
"paths": {
"/users/{id}": {"get": {"security": [{"jwt": []}], "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": {}, "name": {}}}}}}}}},
"/login": {"post": {"security": [{"other": []}], "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"token": {}}}}}}}}},
"/ping": {"get": {"responses": {"204": {}}}},
"/broken": {"get": {"responses": {"200": {"$ref": "#/none"}}}},
"/old": {"get": {"responses": {"204": {}}}}}}`
	joinedOrders = `{"openapi": "3.0.3", "servers": [{"url": "http://orders:80"}], "paths": {
"/orders": {"get": {"parameters": [{"in": "query", "name": "user", "schema": {}}], "responses": {"200": {"content": {"application/json": {"schema": {"type": "array"}}}}}}},
"/offers": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array"}}}}}}},
"/stock/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": {}}}}}}}}},
"/ping": {"get": {"responses": {"204": {}}}}}}`
)

// joinedOf generates one aggregate of operations, each with a group behind a
// bar.
func joinedOf(t *testing.T, auth map[string]generate.Auth, endpoint string, operations ...string) *generate.Result {
	t.Helper()
	a := generate.Aggregate{Endpoint: endpoint}
	for _, op := range operations {
		operation, group, _ := strings.Cut(op, "|")
		a.Parts = append(a.Parts, generate.Part{Operation: operation, Group: group})
	}
	return run(t, generate.Options{Prefix: "/p", Auth: auth, Aggregates: []generate.Aggregate{a}}, load(t, "users", joinedUsers), load(t, "orders", joinedOrders))
}

func TestAggregatesJoinOperations(t *testing.T) {
	res := joinedOf(t, map[string]generate.Auth{"jwt": authOf(t, `{"jwk_url": "https://id/keys"}`)}, "/me/{id}", "GET /users/{id}", "/orders|orders", "POST /login|login")
	e := res.Endpoints[len(res.Endpoints)-1]
	got := []string{e.Method + " " + e.Path + " " + e.Output + " " + strings.Join(e.Headers, ",") + " " + strings.Join(e.QueryStrings, ",")}
	for _, b := range append([]generate.Backend{e.Backend}, e.Joined...) {
		got = append(got, strings.Join([]string{b.Method, b.Host + b.URLPattern, b.Encoding, b.Group, strings.Join(b.Headers, ","), strings.Join(b.QueryStrings, ",")}, "|"))
	}
	want := []string{
		"GET /me/{id} json Authorization,Content-Type user",
		"|http://users:80/v1/users/{id}|json||Authorization|",
		"|http://orders:80/orders|json|orders||",
		"POST|http://users:80/v1/login|json|login||",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !e.IsCollection == e.Joined[0].IsCollection && e.Extra["auth/validator"] == "" {
		t.Errorf("%+v", e)
	}
	// A backend that reads no header gets none of those of the others.
	if diff := cmp.Diff([]string{""}, e.Joined[0].Headers); diff != "" {
		t.Error(diff)
	}
	doc := mustStart(t, res.Config)
	if !generate.Generated(doc) {
		t.Error("an aggregate has no note")
	}
}

func TestAggregatesThatCannotBeAreErrors(t *testing.T) {
	tests := []struct {
		name, endpoint string
		operations     []string
		want           string
	}{
		{"no such operation", "/x", []string{"GET /none", "/orders"}, "no document has the operation GET /none"},
		{"several services", "/x", []string{"/ping", "/orders"}, "several services have the operation /ping"},
		{"no-op", "/x", []string{"/old", "/orders"}, "/old cannot be joined, its answer has to be passed through: decoding turns status 204 into 500"},
		{"fault", "/x", []string{"/broken", "/orders"}, "/broken cannot be read"},
		{"a parameter lacks", "/x", []string{"/users/{id}", "/orders|o"}, "needs the parameter {id}, which /x lacks"},
		{"the same key", "/x/{id}", []string{"/users/{id}", "/stock/{id}"}, `both answer the key "id"`},
		{"the same group", "/x", []string{"/orders|a", "/offers|a"}, `both answer the key "a"`},
		{"two collections", "/x", []string{"/orders", "/offers"}, `both answer the key "collection"`},
		{"no path", "/x/*", []string{"/orders|a", "/offers|b"}, "can be no endpoint"},
		{"odd path", "/x/{id}.json", []string{"/orders|a", "/users/{id}|b"}, "can be no endpoint"},
		{"two tokens", "/x/{id}", []string{"/users/{id}|a", "POST /login|b"}, "need different tokens"},
	}
	auth := map[string]generate.Auth{"jwt": authOf(t, `{"jwk_url": "https://id/keys"}`), "other": authOf(t, `{"jwk_url": "https://other/keys"}`)}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := joinedOf(t, auth, tt.endpoint, tt.operations...)
			found := false
			for _, f := range res.Findings {
				found = found || f.Rule == generate.RuleAggregate && strings.Contains(f.Message, tt.want)
			}
			if !found {
				t.Errorf("got %v, want %s", res.Findings, tt.want)
			}
			mustStart(t, res.Config)
		})
	}
}

func TestAnAggregateTakesThePathOfAnOperation(t *testing.T) {
	a := generate.Aggregate{Endpoint: "/orders", Parts: []generate.Part{{Operation: "/orders", Group: "orders"}, {Operation: "/offers", Group: "offers"}}}
	res := run(t, generate.Options{Aggregates: []generate.Aggregate{a, a}}, load(t, "orders", joinedOrders))
	if n := strings.Count(routesOf(res)+",", "GET /orders,"); n != 1 {
		t.Errorf("%d endpoints have the path: %s", n, routesOf(res))
	}
	mustStart(t, res.Config)
}

func TestSuggestedAggregatesCanBeMade(t *testing.T) {
	t.Parallel()
	const object = `{"get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"type": "object", "properties": {"%s": {"type": "string"}}}}}}}}}`
	doc := func(paths ...string) string {
		var list []string
		for _, p := range paths {
			list = append(list, fmt.Sprintf("%q: "+object, p, "k"))
		}
		return `{"openapi": "3.0.3", "servers": [{"url": "http://x:80"}], "paths": {` + strings.Join(list, ", ") + `}}`
	}
	users, orders := load(t, "users", doc("/users/{id}", "/users/{id}/overview", "/users")), load(t, "orders", doc("/users/{id}/orders", "/users/{id}", "/orders/{id}"))
	services := []*spec.Service{users, orders}
	list, err := generate.Suggest(t.Context(), services, generate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const want = `aggregate:
  - endpoint: "/users/{id}/overview-all"
    operations:
      - {service: "users", operation: "GET /users/{id}"}
      - {service: "orders", operation: "GET /users/{id}", group: "orders"}
      - {service: "orders", operation: "GET /users/{id}/orders", group: "orders-orders"}
      - {service: "users", operation: "GET /users/{id}/overview", group: "overview"}
`
	if diff := cmp.Diff(want, generate.Project(list)); diff != "" {
		t.Error(diff)
	}
	res := run(t, generate.Options{Aggregates: list, OnConflict: generate.KeepFirst}, services...)
	for _, f := range res.Findings {
		if f.Rule == generate.RuleAggregate {
			t.Error(f)
		}
	}
	mustStart(t, res.Config)
	if alone, err := generate.Suggest(t.Context(), services[:1], generate.Options{}); err != nil || len(alone) > 0 {
		t.Errorf("one service alone: %v %v", alone, err)
	}
}
