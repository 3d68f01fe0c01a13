package openapi_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

func ExampleLoad() {
	text := `
openapi: 3.1.0
info: {title: Users, version: '1'}
servers: [{url: 'http://users:5000'}]
paths:
  /users/{id}:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}}
    delete: {responses: {'204': {description: gone}}}
`
	svc, err := openapi.Load(context.Background(), "-", openapi.Options{Stdin: strings.NewReader(text)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, op := range svc.Operations {
		in := spec.Infer(op, spec.InferOptions{})
		fmt.Println(op.Method, op.Path, in.OutputEncoding, "since", in.Reasons[0].Text)
	}
	ops, why := spec.NewIndex([]*spec.Service{svc}).Match("http://users:5000", "GET", "/users/{userId}")
	fmt.Println(ops[0].Place(), why)
	// Output:
	// GET /users/{id} json since answer 200: the schema is an object
	// DELETE /users/{id} no-op since decoding turns status 204 into 500
	// <stdin>:7:5 (GET /users/{id})
}
