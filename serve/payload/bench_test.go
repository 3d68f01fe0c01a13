package payload

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// answers are two bodies as an aggregating endpoint gets them: an object with a
// list of fifty items, and a small object.
func answers() (string, string) {
	var items []string
	for i := range 50 {
		items = append(items, fmt.Sprintf(`{"id":%d,"name":"item %d","price":%d.5,"tags":["a","b"],"stock":{"here":%d,"there":null}}`, i, i, i, i))
	}
	return `{"total":50,"items":[` + strings.Join(items, ",") + `],"next":"/items?page=2"}`,
		`{"id":7,"name":"Ada Lovelace","email":"ada@example.com","address":{"city":"London","zip":"N1"}}`
}

// BenchmarkMerge reads two answers, merges them and writes the result, once by
// moving text and once by decoding, as encoding/json does it.
func BenchmarkMerge(b *testing.B) {
	one, two := answers()
	size := int64(len(one) + len(two))
	b.Run("payload", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		var out []byte
		for b.Loop() {
			x, err := Decode(nil, one)
			if err != nil {
				b.Fatal(err)
			}
			y, err := Decode(nil, two)
			if err != nil {
				b.Fatal(err)
			}
			x.Merge(y)
			out = x.AppendJSON(out[:0])
		}
	})
	b.Run("encoding_json", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			x, y := map[string]any{}, map[string]any{}
			for text, v := range map[string]*map[string]any{one: &x, two: &y} {
				d := json.NewDecoder(strings.NewReader(text))
				d.UseNumber()
				if err := d.Decode(v); err != nil {
					b.Fatal(err)
				}
			}
			for k, v := range y {
				x[k] = v
			}
			if _, err := json.Marshal(x); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkShape filters, renames and groups an answer.
func BenchmarkShape(b *testing.B) {
	one, _ := answers()
	rules := NewRules("", nil, []string{"next"}, map[string]string{"items": "list"}, "shop")
	b.SetBytes(int64(len(one)))
	b.ReportAllocs()
	var out []byte
	for b.Loop() {
		o, err := Decode(nil, one)
		if err != nil {
			b.Fatal(err)
		}
		o = rules.Apply(nil, o)
		out = o.AppendJSON(out[:0])
	}
}

// BenchmarkScan checks a list of 150 KB, against the standard library's check.
func BenchmarkScan(b *testing.B) {
	var items []string
	for i := range 980 {
		items = append(items, fmt.Sprintf(`{"id":%d,"name":"User %04d","email":"user%04d@example.com","active":true,"address":{"street":"%d Long Street","city":"Springfield","zip":"12345"}}`, i, i, i, i))
	}
	text := "[" + strings.Join(items, ",") + "]"
	b.Run("payload", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := DecodeCollection(nil, text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("json_valid", func(b *testing.B) {
		data := []byte(text)
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if !json.Valid(data) {
				b.Fatal("not valid")
			}
		}
	})
}
