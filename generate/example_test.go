package generate_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

const usersDocument = `
openapi: 3.0.3
info: {title: Users, version: '1'}
servers: [{url: 'http://users:5000/api'}]
paths:
  /users:
    get:
      parameters: [{in: query, name: page, schema: {type: integer}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: object}}}}}}
    head: {responses: {'200': {description: ok}}}
  /users/{id}:
    delete: {responses: {'204': {description: gone}}}
`

func ExampleRun() {
	ctx := context.Background()
	svc, err := openapi.Load(ctx, "-", openapi.Options{Stdin: strings.NewReader(usersDocument)})
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := generate.Run(ctx, []*spec.Service{svc}, generate.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(res.Config))
	res.Report.Text(os.Stdout, false)
	// Output:
	// {
	//   "version": 3,
	//   "name": "users",
	//   "timeout": "2s",
	//   "endpoints": [
	//     {
	//       "endpoint": "/users",
	//       "method": "GET",
	//       "output_encoding": "json-collection",
	//       "input_query_strings": ["page"],
	//       "backend": [
	//         {
	//           "url_pattern": "/api/users",
	//           "host": ["http://users:5000"],
	//           "encoding": "json",
	//           "is_collection": true
	//         }
	//       ],
	//       "@gatewright": {"from": {"format": "openapi", "service": "users", "pointer": "/paths/~1users/get"}}
	//     },
	//     {
	//       "endpoint": "/users/{id}",
	//       "method": "DELETE",
	//       "output_encoding": "no-op",
	//       "backend": [
	//         {
	//           "url_pattern": "/api/users/{id}",
	//           "host": ["http://users:5000"],
	//           "encoding": "no-op"
	//         }
	//       ],
	//       "@gatewright": {"from": {"format": "openapi", "service": "users", "pointer": "/paths/~1users~1{id}/delete"}}
	//     }
	//   ]
	// }
	// <stdin>:10  skipped   HEAD /users  the gateway serves no HEAD
	// 3 operations: 2 emitted, 0 adjusted, 1 skipped
}

// A hand has given an endpoint a timeout; meanwhile the document has got a
// query string more. The merge keeps the one and adds the other.
func ExampleMerge() {
	document := func(parameters string) *spec.Service {
		svc, err := openapi.Load(context.Background(), "-", openapi.Options{Name: "users", Stdin: strings.NewReader(`{
"openapi": "3.0.3", "servers": [{"url": "http://users:5000"}],
"paths": {"/users": {"get": {"parameters": [` + parameters + `], "responses": {"204": {"description": "done"}}}}}}`)})
		if err != nil {
			log.Fatal(err)
		}
		return svc
	}
	before, err := generate.Run(context.Background(), []*spec.Service{document("")}, generate.Options{})
	if err != nil {
		log.Fatal(err)
	}
	file := strings.Replace(string(before.Config), `"method": "GET",`, `"method": "GET", "timeout": "9s",`, 1)

	after, err := generate.Run(context.Background(), []*spec.Service{document(`{"name": "page", "in": "query", "schema": {}}`)}, generate.Options{})
	if err != nil {
		log.Fatal(err)
	}
	m, err := generate.Merge(config.Parse("krakend.json", []byte(file)), before.Base, after, generate.MergeOptions{})
	if err != nil {
		log.Fatal(err)
	}
	e := config.Parse("krakend.json", m.Config).Service().Endpoint(0)
	fmt.Println(e.ID(), e.Timeout.V, e.InputQueryStrings.V)
	for _, c := range m.Changes {
		fmt.Println(c.Kind, c.Endpoint, c.Fields)
	}
	// Output:
	// GET /users 9s [page]
	// updated GET /users [input_query_strings]
}
