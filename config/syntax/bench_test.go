package syntax

import (
	"strings"
	"testing"
)

func BenchmarkParseJSON(b *testing.B) {
	text := "[" + strings.Repeat(`{"endpoint": "/users/{id}", "method": "GET", "backend": [{"url_pattern": "/api/users/{id}", "host": ["http://users:5000"], "is_collection": true}]},`, 5000) + "{}]"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := ParseJSON(NewSource("f", []byte(text))); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
