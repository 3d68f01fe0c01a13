package config_test

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
)

func Example() {
	doc := config.Parse("krakend.json", []byte(`{
  "version": 3,
  "host": ["http://users:5000"],
  "endpoints": [
    { "endpoint": "/users", "backend": [{ "url_pattern": "/api/users", "is_collection": "true" }] }
  ]
}`))
	for _, e := range doc.Service().Endpoints() {
		fmt.Println(e.ID(), "→", e.Backends[0].ID())
	}
	for _, f := range doc.Service().Findings() {
		fmt.Println(f)
	}
	// Output:
	// GET /users → http://users:5000/api/users
	// krakend.json:5:89: warning: GET /users: "is_collection" is a string, the gateway reads it as true [type-coerced]
}

func ExampleDocument_Set() {
	doc := config.Parse("krakend.json", []byte("{\n  \"version\": 3,\n  \"@comment\": \"mine\"\n}\n"))
	edits, err := doc.Set("/timeout", `"3s"`)
	if err != nil {
		panic(err)
	}
	doc, err = doc.Apply(edits...)
	if err != nil {
		panic(err)
	}
	fmt.Print(doc.Source.Text)
	// Output:
	// {
	//   "version": 3,
	//   "@comment": "mine",
	//   "timeout": "3s"
	// }
}
