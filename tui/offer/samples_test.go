package offer

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

const pens = `openapi: 3.0.3
info: {title: pens, version: "1"}
servers: [{url: "http://pens"}]
paths:
  /shops/{shopId}/pens/{sku}:
    parameters:
      - {name: shopId, in: path, required: true, schema: {type: string, format: uuid}}
      - {name: sku, in: path, required: true, schema: {type: string, enum: [P1, P2]}}
      - {name: at, in: query, required: true, schema: {type: string, format: date}}
      - {name: page, in: query, schema: {type: integer}}
      - {name: hidden, in: query, required: true, schema: {type: string}}
      - {name: ids, in: query, required: true, schema: {type: array, items: {type: string}}}
      - {name: X-Tenant, in: header, required: true, example: acme, schema: {type: string}}
    put:
      requestBody:
        content:
          text/plain: {schema: {type: string}}
          application/json:
            schema:
              type: object
              required: [name, price]
              properties: {name: {type: string, example: Pen}, price: {type: number, example: 2.50}}
      responses: {"204": {description: ok}}
`

func TestSamplesHaveTheNamesOfTheEndpoint(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pens.yaml")
	if err := os.WriteFile(path, []byte(pens), 0o600); err != nil {
		t.Fatal(err)
	}
	service, err := openapi.Load(context.Background(), path, openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	book := New([]*spec.Service{service})
	const inputs = `"input_query_strings": ["at", "page", "ids"], "input_headers": ["x-tenant"], "method": "PUT"`
	for name, c := range map[string]struct {
		endpoint string
		want     Samples
	}{
		"all of it": {
			`{"endpoint": "/p/{pen}/{shop}", ` + inputs + `, "backend": [{"host": ["http://pens"], "url_pattern": "/shops/{shop}/pens/{pen}"}]}`,
			Samples{
				Params: map[string]string{"pen": "P1", "shop": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}, Query: map[string]string{"at": "2024-01-31"},
				Headers: map[string]string{"x-tenant": "acme"}, Body: `{"name":"Pen","price":2.50}`,
			},
		},
		"a path with more in it": {
			`{"endpoint": "/p/{pen}", ` + inputs + `, "backend": [{"host": ["http://pens"], "url_pattern": "/shops/7/pens/{pen}"}]}`,
			Samples{
				Params: map[string]string{}, Query: map[string]string{"at": "2024-01-31"},
				Headers: map[string]string{"x-tenant": "acme"}, Body: `{"name":"Pen","price":2.50}`,
			},
		},
		"nothing is known": {
			`{"endpoint": "/p/{pen}", "method": "PUT", "backend": [null, {"host": ["http://other"], "url_pattern": "/shops/7/pens/{pen}"}]}`,
			Samples{Params: map[string]string{}, Query: map[string]string{}, Headers: map[string]string{}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := config.Parse("k.json", []byte(`{"endpoints": [`+c.endpoint+`]}`)).Service().Endpoint(0)
			if diff := cmp.Diff(c.want, book.Samples(e)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
