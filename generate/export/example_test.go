package export_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate/export"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

func ExampleNew() {
	users, err := openapi.Load(context.Background(), "-", openapi.Options{Stdin: strings.NewReader(`
openapi: 3.0.3
info: {title: users, version: '1'}
servers: [{url: 'http://users:5000'}]
paths:
  /users: {get: {responses: {'200': {description: all users, content: {application/json: {schema: {type: array, items: {type: string}}}}}}}}
`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	doc := config.Parse("krakend.json", []byte(`{"version": 3, "endpoints": [
		{"endpoint": "/people", "backend": [{"url_pattern": "/users", "host": ["http://users:5000"], "is_collection": true}]}]}`))
	api := export.New(doc.Service(), []*spec.Service{users}, export.Options{Title: "people"})
	fmt.Printf("%s", api.OpenAPI(export.YAML))
	// Output:
	// openapi: "3.1.0"
	// info:
	//   title: people
	//   version: "1"
	// servers:
	//   - url: /
	// paths:
	//   /people:
	//     get:
	//       operationId: getPeople
	//       responses:
	//         "200":
	//           description: all users
	//           content:
	//             application/json:
	//               schema:
	//                 type: object
	//                 properties:
	//                   collection:
	//                     type: array
	//                     items:
	//                       type: string
	//                 required:
	//                   - collection
	//                 additionalProperties: false
	//         "500":
	//           description: no backend answers as it should
}
