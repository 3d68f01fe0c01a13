package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/spec"
)

func TestRoutesHaveOneSegmentForEachParameter(t *testing.T) {
	t.Parallel()
	pattern := func(p string) []spec.Param {
		return []spec.Param{{Name: "name", In: spec.InPath, Schema: exampleSchema(t, fmt.Sprintf(`{"type": "string", "pattern": %q}`, p))}}
	}
	tests := []struct {
		path   string
		params []spec.Param
		want   string
		query  []string
	}{
		{path: "/users/{id}", want: "/users/{id}"},
		{path: "/users/{id:[0-9]{4}}/x", want: "/users/{id:[0-9]{4}}/x"},
		{path: "/v1/{name=shelves/*/books/*}:merge", want: "/v1/shelves/{shelves}/books/{books}:merge"},
		{path: "/v1/{name=*}", want: "/v1/{name}"},
		{path: "/v1/{name=shelves/**}", want: "/v1/{name=shelves/**}"},
		{path: "/v1/{name}", params: pattern("^shelves/[^/]+$"), want: "/v1/shelves/{shelves}"},
		{path: "/v1/{name}", params: pattern("shelves/.+"), want: "/v1/{name=shelves/**}"},
		{path: "/v1/{name}", params: pattern("[a-z]+/[0-9]+"), want: "/v1/{name}"},
		{path: "/v1/{name}", params: pattern("[^/]+"), want: "/v1/{name}"},
		{path: "/books/:id/loans/:loan", want: "/books/{id}/loans/{loan}"},
		{path: "/books:batch/:1", want: "/books:batch/:1"},
		{path: "/files/<path>/<int:page>", want: "/files/{path}/{page}"},
		{path: "/files/<a b>/x<y>", want: "/files/<a b>/x<y>"},
		{path: "/lists{?page,size*}{&more}", want: "/lists", query: []string{"page", "size", "more"}},
		{path: "/broken/{id", want: "/broken/{id"},
	}
	for _, tt := range tests {
		op := &spec.Operation{Path: tt.path, Params: tt.params}
		if got := op.Route(); got != tt.want {
			t.Errorf("%s is %s, want %s", tt.path, got, tt.want)
		}
		if diff := cmp.Diff(tt.query, op.PathQuery()); diff != "" {
			t.Errorf("query strings of %s (-want +got):\n%s", tt.path, diff)
		}
	}
}

func TestParametersKnowTheirNamesInQueryStrings(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, style, schema, want string }{
		{"text", "form", `{"type": "string"}`, "p"},
		{"list", "form", `{"type": "array"}`, "p"},
		{"object", "form", `{"type": "object", "properties": {"a": {}, "b": {}}, "additionalProperties": false}`, "a b"},
		{"object of any names", "form", `{"type": "object", "additionalProperties": {"type": "string"}}`, "p; open p"},
		{"object or text", "form", `{"anyOf": [{"type": "object", "properties": {"a": {}}}, {"type": "string"}]}`, "p a"},
		{"deep object", "deepObject", `{"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "object", "properties": {"c": {"type": "integer"}}}}}`, "p[a] p[b][c]"},
		{"deep object or number", "deepObject", `{"anyOf": [{"type": "object", "properties": {"gt": {"type": "integer"}}}, {"type": "integer"}]}`, "p p[gt]"},
		{"deep list", "deepObject", `{"type": "array", "items": {"type": "string"}}`, "p p[]"},
		{"list in a deep object", "deepObject", `{"type": "object", "properties": {"t": {"type": "array"}}}`, "p[t] p[t][]"},
		{"types in a list", "deepObject", `{"type": ["object", "null"], "properties": {"a": {"type": "string"}}}`, "p[a]"},
		{"without end", "deepObject", `{"type": "object", "properties": {"p": {"$ref": "#"}}}`, "p[p][p][p][p][p]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := spec.Param{Name: "p", In: spec.InQuery, Style: tt.style, Explode: true, Schema: exampleSchema(t, tt.schema)}
			q := p.QueryNames()
			got := strings.Join(q.Names, " ")
			if len(q.Open) > 0 {
				got += "; open " + strings.Join(q.Open, " ")
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
