package lint_test

import (
	"context"
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint"
)

func ExampleRun() {
	doc := config.Parse("krakend.json", []byte(`{
  "version": 3,
  "endpoints": [
    {"endpoint": "/users", "backend": [{"host": ["http://users:5000"], "url_pattern": "/users", "encoding": "no-op"}]}
  ]
}`))
	result, err := lint.Run(context.Background(), doc, lint.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range result.Findings {
		fmt.Println(f)
	}
	fmt.Println("fails:", result.Fails(lint.FailOnError))
	// Output:
	// krakend.json:4:109: error: GET /users: encoding "no-op" reads nothing unless output_encoding is "no-op" too: the answer is lost [noop-backend-only]
	// fails: true
}

func ExampleFix() {
	doc := config.Parse("krakend.json", []byte(`{"version": "3", "endpoints": [{"endpoint": "users", "backend": [{"host": ["http://users:5000"], "url_pattern": "/users"}]}]}`))
	fixed, err := lint.Fix(context.Background(), doc, lint.Options{}, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fixed.Document.Source.Text)
	// Output:
	// {"version": 3, "endpoints": [{"endpoint": "/users", "backend": [{"host": ["http://users:5000"], "url_pattern": "/users"}]}]}
}
