package lint_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// large is a configuration of n endpoints with two backends each, about 800
// bytes an endpoint, of which one in ten has a mistake.
func large(n int) []byte {
	var b strings.Builder
	b.WriteString("{\n  \"version\": 3,\n  \"name\": \"large\",\n  \"timeout\": \"3s\",\n  \"endpoints\": [")
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		mistake := ""
		if i%10 == 0 {
			mistake = `, "is_colection": true`
		}
		fmt.Fprintf(&b, `
    {
      "endpoint": "/v1/service-%d/items/{id}",
      "method": "GET",
      "timeout": "%ds",
      "input_headers": ["Authorization", "Content-Type", "X-Request-Id"],
      "input_query_strings": ["page", "limit"],
      "extra_config": {
        "qos/ratelimit/router": {"max_rate": %d, "capacity": %d, "client_max_rate": 10, "client_capacity": 10, "strategy": "ip"}
      },
      "backend": [
        {"host": ["http://users:5000"], "url_pattern": "/items/%d/{id}", "encoding": "json", "group": "item", "allow": ["id", "name"]%s},
        {"host": ["http://orders:5001"], "url_pattern": "/orders/%d/{id}", "is_collection": true, "mapping": {"collection": "orders"},
          "extra_config": {"qos/circuit-breaker": {"interval": 60, "timeout": 10, "max_errors": %d}}}
      ]
    }`, i, i%30+1, i%500+1, i%500+1, i, mistake, i, i%5+1)
	}
	b.WriteString("\n  ]\n}\n")
	return []byte(b.String())
}

func BenchmarkRun(b *testing.B) {
	for _, n := range []int{42, 1000, 10000} {
		data := large(n)
		b.Run(fmt.Sprintf("endpoints=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				r, err := lint.Run(context.Background(), config.Parse("krakend.json", data), lint.Options{})
				if err != nil || len(r.Findings) < n/10 {
					b.Fatalf("%d findings: %v", len(r.Findings), err)
				}
			}
		})
	}
}

func BenchmarkRunWithSpec(b *testing.B) {
	const n = 10000
	var paths []string
	for i := range n {
		paths = append(paths, fmt.Sprintf(`"/items/%d/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
			"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}}}}}}`, i))
	}
	text := `{"openapi": "3.0.3", "info": {"title": "Users", "version": "1"}, "servers": [{"url": "http://users:5000"}], "paths": {` + strings.Join(paths, ",") + "}}"
	svc, err := openapi.Load(context.Background(), "-", openapi.Options{Stdin: strings.NewReader(text)})
	if err != nil {
		b.Fatal(err)
	}
	data := large(n)
	b.ReportAllocs()
	for b.Loop() {
		r, err := lint.Run(context.Background(), config.Parse("krakend.json", data), lint.Options{Services: []*spec.Service{svc}})
		if err != nil || len(r.Findings) < n {
			b.Fatalf("%d findings: %v", len(r.Findings), err)
		}
	}
}
