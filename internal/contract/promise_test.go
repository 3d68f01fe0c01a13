package contract

import (
	"strings"
	"testing"
)

func TestPromisesAreFoundByAnyReference(t *testing.T) {
	t.Parallel()
	p, err := newPromise([]byte(`{
		"components": {"schemas": {
			"Plain": {"type": "object", "properties": {"inner": {"type": "integer"}, "self": {"$ref": "#/components/schemas/Plain"}}},
			"a/b c%~": {"type": "boolean"},
			"Either": {"oneOf": [{"type": "integer"}, {"type": "number"}]}
		}},
		"paths": {"/x": {"local": {"type": "string"}, "schemas": {
			"plain": {"$ref": "#/components/schemas/Plain"},
			"inner": {"$ref": "#/components/schemas/Plain/properties/inner"},
			"odd": {"$ref": "#/components/schemas/a~1b%20c%25~0"},
			"elsewhere": {"$ref": "#/paths/~1x/local"},
			"either": {"$ref": "#/components/schemas/Either"},
			"nowhere": {"$ref": "#/components/schemas/None"}
		}}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ schema, body, want string }{
		{"plain", `{"self": {"self": {"inner": 1}}}`, ""},
		{"plain", `{"self": {"self": {"inner": "x"}}}`, "/self/self/inner"},
		{"inner", `1`, ""},
		{"inner", `"x"`, "the body"},
		{"odd", `true`, ""},
		{"odd", `1`, "the body"},
		{"elsewhere", `"x"`, ""},
		{"elsewhere", `1`, "the body"},
		{"either", `1`, ""},
		{"nowhere", `1`, "cannot be used"},
		{"missing", `1`, "cannot be used"},
	} {
		t.Run(tt.schema, func(t *testing.T) {
			got := strings.Join(p.check("/paths/~1x/schemas/"+tt.schema, []byte(tt.body)), "; ")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("%s: got %q, want %q", tt.body, got, tt.want)
			}
		})
	}
}
