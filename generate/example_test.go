package generate_test

import (
	"context"
	"fmt"
	"os"
	"strings"

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
