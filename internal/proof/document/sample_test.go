package document

import (
	"bytes"
	"encoding/json"
	"mime"
	"slices"
	"strings"
)

// body is one body that an answer may have, as the document describes it.
type body struct {
	mime string
	data []byte
}

// bodies returns bodies of every kind that an answer of the document may have.
// Where one schema stands under JSON and other types, JSON is what is asked for.
func (a answer) bodies() []body {
	list := a.media
	if i := slices.IndexFunc(list, func(m media) bool { return isJSON(m.mime) }); i >= 0 && sameSchemas(list) {
		list = list[i : i+1]
	}
	var all []body
	for _, m := range list {
		all = append(all, m.bodies()...)
	}
	if len(all) == 0 {
		return []body{{}}
	}
	return all
}

func sameSchemas(list []media) bool {
	first, err := json.Marshal(list[0].schema.v)
	for _, m := range list {
		other, err2 := json.Marshal(m.schema.v)
		if err != nil || err2 != nil || list[0].schema.v == nil || !bytes.Equal(first, other) {
			return false
		}
	}
	return true
}

func isJSON(s string) bool {
	t, _, err := mime.ParseMediaType(s)
	if err != nil {
		t = strings.ToLower(s)
	}
	return strings.HasSuffix(t, "/json") || strings.HasSuffix(t, "+json") && t != "application/stream+json"
}

func (m media) bodies() []body {
	t, _, _ := strings.Cut(strings.ToLower(m.mime), ";")
	binary := m.schema.get("format").str() == "binary" || m.schema.get("type").str() == "file"
	values := variants(m.schema, map[string]bool{})
	structured := m.schema.v != nil && len(values) > 0 && !slices.ContainsFunc(values, func(v any) bool {
		switch v.(type) {
		case map[string]any, []any, nil:
			return false
		}
		return true
	})
	switch {
	case t == "application/*+json":
		return jsonBodies("application/vnd.own+json", values)
	case isJSON(m.mime) && binary:
		return []body{{m.mime, []byte("PK\x03\x04\x00\xff")}}
	case isJSON(m.mime):
		return jsonBodies(m.mime, values)
	case strings.Contains(t, "*") && structured:
		return jsonBodies("application/json", values)
	case strings.HasPrefix(t, "image/*"):
		return []body{{"image/png", []byte("\x89PNG\r\n\x1a\n\x00")}}
	case strings.Contains(t, "*"):
		return []body{{"application/octet-stream", []byte{0, 1, 2, 255, 254}}, {"text/plain", []byte("text")}}
	case strings.HasPrefix(t, "text/event-stream"):
		return []body{{m.mime, []byte("id: 1\ndata: {\"a\":1}\n\ndata: 2\n\n")}}
	case strings.HasSuffix(t, "xml"):
		return []body{{m.mime, []byte("<?xml version=\"1.0\"?>\n<a b=\"c\">d</a>\n")}}
	case strings.HasPrefix(t, "text/"):
		return []body{{m.mime, []byte("größe, 1\n\"a\"\n")}}
	case strings.Contains(t, "json"): // sequences
		return []body{{m.mime, []byte("{\"a\":1}\n{\"a\":2}\n")}}
	}
	return []body{{m.mime, []byte("\x00\x01%PDF\xff\xfe")}}
}

func jsonBodies(mime string, values []any) []body {
	var list []body
	for _, v := range values {
		data, err := json.Marshal(v)
		if err != nil {
			data = []byte("null")
		}
		list = append(list, body{mime, data})
	}
	return list
}

// variants returns a value for every form that a schema allows: each
// alternative, full and empty.
func variants(n node, open map[string]bool) []any {
	n = n.follow()
	if n.v == nil || n.v == true {
		return []any{map[string]any{"any": "thing"}, []any{1, "b"}, "text", json.Number("3"), true}
	}
	var list []any
	for _, key := range []string{"oneOf", "anyOf"} {
		for _, part := range n.get(key).items() {
			for _, v := range variants(part, open) {
				list = append(list, withRest(n, v))
			}
		}
	}
	if len(list) > 0 && n.get("type").v == nil {
		return list
	}
	list = nil
	if n.get("type").str() == "null" {
		return []any{nil}
	}
	if n.get("nullable").truth() || n.get("x-nullable").truth() {
		list = append(list, nil)
	}
	if types := n.get("type").items(); len(types) > 0 {
		m := n.v.(map[string]any)
		for _, t := range types {
			one := map[string]any{}
			for k, v := range m {
				one[k] = v
			}
			one["type"] = t.v
			if t.str() == "null" {
				list = append(list, nil)
				continue
			}
			list = append(list, variants(node{n.doc, n.file, one}, open)...)
		}
		return list
	}
	full := value(n, 0)
	list = append(list, full)
	switch full.(type) {
	case []any:
		if n.get("minItems").v == nil {
			list = append(list, []any{})
		}
	case map[string]any:
		if n.get("required").v == nil && n.get("allOf").v == nil {
			list = append(list, map[string]any{})
		}
	}
	if isEmptySchema(n) {
		return variants(node{n.doc, n.file, nil}, open)
	}
	return list
}

// withRest adds what stands beside alternatives of objects.
func withRest(n node, v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	for _, name := range n.get("properties").keys() {
		if _, ok := m[name]; !ok {
			m[name] = value(n.get("properties", name), 1)
		}
	}
	return m
}

// isEmptySchema reports whether nothing tells what values are.
func isEmptySchema(n node) bool {
	for _, key := range []string{"type", "properties", "items", "prefixItems", "additionalProperties", "enum", "const", "allOf", "oneOf", "anyOf", "required"} {
		if n.has(key) {
			return false
		}
	}
	return true
}

// value makes one value of a schema, with what decoders trip over: numbers
// that no float holds, and letters that HTML escapes.
func value(n node, depth int) any {
	n = n.follow()
	if depth > 4 {
		return nil
	}
	if v := n.get("const"); v.v != nil {
		return v.v
	}
	if list := n.get("enum").items(); len(list) > 0 {
		return list[0].v
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		for _, part := range n.get(key).items() {
			if part.get("type").str() != "null" {
				return withRest(n, value(part, depth+1))
			}
		}
	}
	if parts := n.get("allOf").items(); len(parts) > 0 {
		return merged(n, parts, depth)
	}
	typ := n.get("type").str()
	for _, t := range n.get("type").items() {
		if typ == "" && t.str() != "null" {
			typ = t.str()
		}
	}
	switch {
	case typ == "array" || typ == "" && (n.has("items") || n.has("prefixItems")):
		return []any{value(n.get("items"), depth+1)}
	case typ == "object" || n.has("properties") || n.has("additionalProperties"):
		m := map[string]any{}
		for _, name := range n.get("properties").keys() {
			m[name] = value(n.get("properties", name), depth+1)
		}
		if more := n.get("additionalProperties"); len(m) == 0 && more.v != nil && more.v != false {
			m["key"] = value(more, depth+1)
		}
		return m
	case typ == "integer":
		return json.Number("9007199254740993")
	case typ == "number":
		return json.Number("1.10")
	case typ == "boolean":
		return true
	}
	return "a <b> & \"c\" é"
}

// merged is a value of all parts together.
func merged(n node, parts []node, depth int) any {
	var result any
	for _, part := range append(parts, node{n.doc, n.file, without(n.v, "allOf")}) {
		if isEmptySchema(part) {
			continue
		}
		v := value(part, depth+1)
		m, ok := v.(map[string]any)
		if all, both := result.(map[string]any); ok && both {
			for k := range m {
				all[k] = m[k]
			}
			continue
		}
		result = v
	}
	return result
}

func without(v any, key string) any {
	m, _ := v.(map[string]any)
	rest := map[string]any{}
	for k := range m {
		if k != key {
			rest[k] = m[k]
		}
	}
	return rest
}
