package offer

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
	"github.com/gatewright/gatewright/tui/field"
)

const sample = `{"host": ["http://products:5001"], "endpoints": [
	{"endpoint": "/v1/products/{id}", "input_headers": ["x-tenant"], "backend": [{"url_pattern": "/api/products/{id}"}]},
	{"endpoint": "/v1/products", "backend": [{"url_pattern": "/api/products", "is_collection": true}, {"host": ["http://stock:1"]}]},
	{"endpoint": "/v1/products", "method": "POST", "backend": [{"url_pattern": "/api/products"}]},
	{"endpoint": "/v1/makers", "input_headers": ["x-tenant"], "backend": [{"url_pattern": "/api/products/{id}", "target": "maker"}, {"url_pattern": "/api/products"}, null]}
]}`

func TestTheDocumentsProposeValues(t *testing.T) {
	t.Parallel()
	products, err := openapi.Load(context.Background(), filepath.Join("..", "testdata", "products.yaml"), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	book := New([]*spec.Service{products})
	svc := config.Parse("krakend.json", []byte(sample)).Service()
	for _, c := range []struct {
		name              string
		endpoint, backend int
		field             string
		want              []string
	}{
		{"paths under the endpoint's own parameters", 0, 0, "url_pattern", []string{"/api/products", "/api/products/{id}"}},
		{"paths of the method", 2, 0, "url_pattern", []string{"/api/products"}},
		{"paths of another host", 1, 1, "url_pattern", nil},
		{"fields", 0, 0, "allow", []string{"id", "name", "maker", "maker.name", "maker.country"}},
		{"fields at the root", 0, 0, "mapping", []string{"id", "name", "maker"}},
		{"objects", 0, 0, "target", []string{"maker"}},
		{"fields of the target", 3, 0, "deny", []string{"name", "country"}},
		{"the one field of a collection", 1, 0, "allow", []string{"collection"}},
		{"no target of a collection", 1, 0, "target", nil},
		{"fields of an unknown answer", 1, 1, "allow", nil},
		{"query strings", 1, -1, "input_query_strings", []string{"page", "sort"}},
		{"headers", 1, -1, "input_headers", []string{"X-Tenant"}},
		{"headers of the protection and the body", 2, -1, "input_headers", []string{"Authorization", "Content-Type"}},
		{"headers that the endpoint lets through", 3, 1, "input_headers", []string{"X-Tenant"}},
		{"query strings that the endpoint keeps", 3, 1, "input_query_strings", nil},
		{"hosts", 0, 0, "host", []string{"http://products:5001", "http://stock:1"}},
		{"nothing for the rest", 0, 0, "group", nil},
		{"nothing for the rest of an endpoint", 0, -1, "timeout", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, level := field.At{Service: svc, Endpoint: svc.Endpoint(c.endpoint)}, fact.Endpoint
			if c.backend >= 0 {
				at.Backend, level = at.Endpoint.Backends[c.backend], fact.Backend
			}
			var got []string
			for _, o := range book.For(at, field.Find(level, c.field)) {
				got = append(got, o.Value)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestABookWithoutDocumentsProposesTheFilesOwnHosts(t *testing.T) {
	t.Parallel()
	svc := config.Parse("krakend.json", []byte(sample)).Service()
	at := field.At{Service: svc, Endpoint: svc.Endpoint(0), Backend: svc.Endpoint(0).Backends[0]}
	want := []field.Option{{Value: "http://stock:1", About: "used by 1 backend"}}
	if diff := cmp.Diff(want, New(nil).For(at, field.Find(fact.Backend, "host"))); diff != "" {
		t.Error(diff)
	}
}
