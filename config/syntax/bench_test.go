package syntax

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkParseJSON(b *testing.B) {
	benchmarkParse(b, "f.json", "["+strings.Repeat(`{"endpoint": "/users/{id}", "method": "GET", "backend": [{"url_pattern": "/api/users/{id}", "host": ["http://users:5000"], "is_collection": true}]},`, 5000)+"{}]")
}

func BenchmarkParseYAML(b *testing.B) { benchmarkParse(b, "f.yaml", listedYAML(5000)) }

func BenchmarkParseTOML(b *testing.B) {
	benchmarkParse(b, "f.toml", strings.Repeat("\n[[endpoints]]\nendpoint = \"/users/{id}\"\nmethod = \"GET\"\n\n  [[endpoints.backend]]\n  url_pattern = \"/api/users/{id}\"\n  host = [\"http://users:5000\"]\n  is_collection = true\n", 5000))
}

func benchmarkParse(b *testing.B, name, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := Parse(NewSource(name, []byte(text))); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func listedYAML(n int) string {
	var b strings.Builder
	b.WriteString("version: 3\nendpoints:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - endpoint: /users/%d/{id}\n    method: GET\n    # one call\n    backend:\n      - url_pattern: /api/users/{id}\n        host: [http://users:5000]\n        is_collection: true\n", i)
	}
	return b.String()
}

// BenchmarkReparseYAML makes an edit in one of many elements.
func BenchmarkReparseYAML(b *testing.B) {
	text := listedYAML(1000)
	src := NewSource("f.yaml", []byte(text))
	root, problems := Parse(src)
	at := strings.Index(text, "/users/777/")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		got, err := Reparse(src, root, problems, []Edit{{at, at + 1, "/x/"}})
		if err != nil || !got.Kept {
			b.Fatal(err)
		}
	}
}
