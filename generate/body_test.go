package generate_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
)

func withBody(body string) string {
	return `{"openapi": "3.0.3", "servers": [{"url": "http://api:8080"}],
"components": {"schemas": {
  "NewUser": {"type": "object", "description": "d", "required": ["id", "name", "team"], "properties": {
    "id": {"type": "string", "readOnly": true}, "name": {"type": "string", "example": "x", "minLength": 1},
    "team": {"$ref": "#/components/schemas/Team"}, "boss": {"$ref": "#/components/schemas/NewUser"}}},
  "Team": {"type": "object", "nullable": true, "properties": {"members": {"type": "array", "items": {"$ref": "#/components/schemas/NewUser"}}}}}},
"paths": {"/users": {"post": {"requestBody": ` + body + `, "responses": {"204": {}}}}}}`
}

func TestBodiesAreCheckedByTheirSchema(t *testing.T) {
	wrap := func(schema string) string {
		return `{"required": true, "content": {"application/json": {"schema": ` + schema + `}}}`
	}
	tests := []struct{ name, body, want, note string }{
		{"V109 references become definitions", wrap(`{"$ref": "#/components/schemas/NewUser"}`),
			`{"$ref":"#/$defs/NewUser","$defs":{"NewUser":{"type":"object","required":["name","team"],"properties":{"id":{"type":"string"},"name":{"type":"string","minLength":1},"team":{"$ref":"#/$defs/Team"},"boss":{"$ref":"#/$defs/NewUser"}}},"Team":{"type":["object","null"],"properties":{"members":{"type":"array","items":{"$ref":"#/$defs/NewUser"}}}}}}`, ""},
		{"nullable", wrap(`{"type": "string", "nullable": true, "enum": ["a"]}`), `{"type":["string","null"],"enum":["a",null]}`, ""},
		{"nullable without type", wrap(`{"nullable": true, "allOf": [{"type": "string"}]}`), `{"anyOf":[{"allOf":[{"type":"string"}]},{"type":"null"}]}`, ""},
		{"exclusive as a flag", wrap(`{"type": "number", "minimum": 1, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false}`), `{"type":"number","exclusiveMinimum":1,"maximum":9}`, ""},
		{"exclusive as a number", wrap(`{"exclusiveMinimum": 1}`), `{"exclusiveMinimum":1}`, ""},
		{"tuples", wrap(`{"type": "array", "items": [{"type": "string"}], "additionalItems": false}`), `{"type":"array","prefixItems":[{"type":"string"}],"items":false}`, ""},
		{"required as a flag", wrap(`{"type": "object", "properties": {"a": {"type": "string", "required": true}}}`), `{"type":"object","properties":{"a":{"type":"string"}}}`, ""},
		{"V112 look-ahead", wrap(`{"type": "string", "pattern": "^(?=a)b$"}`), `{"type":"string"}`, `pattern "^(?=a)b$" of the body is not checked`},
		{"no type of JSON", wrap(`{"type": "file"}`), "", ""},
		{"composition", wrap(`{"oneOf": [{"type": "string"}, {"not": {"type": "null"}}], "additionalProperties": {"type": "integer"}}`), `{"oneOf":[{"type":"string"},{"not":{"type":"null"}}],"additionalProperties":{"type":"integer"}}`, ""},
		{"does not compile", wrap(`{"minLength": "three"}`), "", "its schema does not compile"},
		{"anchors", wrap(`{"$anchor": "a"}`), "", "its schema uses $anchor"},
		{"V110 optional", `{"content": {"application/json": {"schema": {"type": "object"}}}}`, "", "it may be left out"},
		{"V111 a form as well", `{"required": true, "content": {"application/json": {"schema": {"type": "object"}}, "multipart/form-data": {}}}`, "", "it may be multipart/form-data as well"},
		{"one schema under three types", `{"required": true, "content": {"application/json": {"schema": {"type": "object"}}, "text/json": {"schema": {"type": "object"}}, "application/*+json": {"schema": {"type": "object"}}}}`, `{"type":"object"}`, ""},
		{"two schemas", `{"required": true, "content": {"application/json": {"schema": {"type": "object"}}, "text/json": {"schema": {"type": "array"}}}}`, "", "different schemas"},
		{"anything", wrap(`{}`), "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := run(t, generate.Options{ValidateBodies: true}, load(t, "api", withBody(tt.body)))
			if diff := cmp.Diff(tt.want, res.Endpoints[0].Extra["validation/json-schema"]); diff != "" {
				t.Error(diff)
			}
			if notes := strings.Join(res.Report.Entries[0].Notes, "\n"); tt.note != "" && !strings.Contains(notes, tt.note) {
				t.Errorf("notes %q, want %q", notes, tt.note)
			}
			mustStart(t, res.Config)
		})
	}
	if res := run(t, generate.Options{}, load(t, "api", withBody(wrap(`{"type": "object"}`)))); len(res.Endpoints[0].Extra) > 0 {
		t.Error("bodies are checked though nobody asked")
	}
}

// FuzzBodySchema checks that whatever schema a document has, what is written is
// a configuration that starts.
func FuzzBodySchema(f *testing.F) {
	for _, s := range []string{
		`{"$ref": "#/components/schemas/NewUser"}`, `{"$ref": "#/paths"}`, `{"type": ["string", 1], "enum": []}`, `true`, `{"allOf": [], "items": []}`,
		`{"properties": {"$defs": {"$ref": "#/components/schemas/Team"}}, "nullable": true}`, `{"exclusiveMinimum": true, "pattern": "(", "required": [1, "a", "a"]}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, schema string) {
		if !json.Valid([]byte(schema)) {
			return
		}
		svc := load(t, "api", withBody(`{"required": true, "content": {"application/json": {"schema": `+schema+`}}}`))
		res, err := generate.Run(t.Context(), []*spec.Service{svc}, generate.Options{ValidateBodies: true})
		if err != nil {
			return
		}
		mustStart(t, res.Config)
	})
}

// TestBodiesThatAllHoldEachOtherAreBounded checks a document whose schemas are
// one cycle: each body needs all of them.
func TestBodiesThatAllHoldEachOtherAreBounded(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		schemas       int
		some, skipped bool
	}{{50, true, false}, {280, true, true}, {800, false, true}} {
		var paths, schemas []string
		for i := range tt.schemas {
			paths = append(paths, fmt.Sprintf(`"/s%d": {"post": {"requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/S%d"}}}}, "responses": {"204": {}}}}`, i, i))
			schemas = append(schemas, fmt.Sprintf(`"S%d": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": {"type": "string", "maxLength": 100}, "next": {"$ref": "#/components/schemas/S%d"}, "far": {"$ref": "#/components/schemas/S%d"}}}`, i, (i+1)%tt.schemas, (7*i+3)%tt.schemas))
		}
		doc := `{"openapi": "3.0.3", "servers": [{"url": "http://a"}], "paths": {` + strings.Join(paths, ",") + `}, "components": {"schemas": {` + strings.Join(schemas, ",") + `}}}`
		res := run(t, generate.Options{ValidateBodies: true}, load(t, "api", doc))
		if len(res.Config) > 24<<20 {
			t.Errorf("%d schemas: the configuration has %d bytes", tt.schemas, len(res.Config))
		}
		if some := strings.Contains(string(res.Config), "validation/json-schema"); some != tt.some {
			t.Errorf("%d schemas: bodies are checked: %v", tt.schemas, some)
		}
		if skipped := slices.ContainsFunc(res.Findings, func(f diag.Finding) bool { return f.Rule == generate.RuleBody }); skipped != tt.skipped {
			t.Errorf("%d schemas: a body is left out: %v", tt.schemas, skipped)
		}
	}
}
