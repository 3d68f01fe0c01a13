package stage

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSchemaTellsWhatDoesNotFit holds the words that clients see: a line for each
// thing, and nothing of where the schema comes from.
func TestSchemaTellsWhatDoesNotFit(t *testing.T) {
	e := endpointOf(t, `{"validation/json-schema":{"type":"object","required":["a"],"properties":{"a":{"type":"integer"},"b":{"enum":["x","y"]}},"additionalProperties":false}}`, `{}`)
	proxy := jsonSchema(e, quiet(), answering(Answer{Complete: true}))
	tests := map[string]struct{ body, want string }{
		"fits":           {`{"a":1}`, ""},
		"whole number":   {`{"a":1.0}`, ""},
		"nothing":        {"", "could not validate an empty body"},
		"missing":        {`{}`, "- at '': missing property 'a'"},
		"wrong type":     {`{"a":"1"}`, "- at '/a': got string, want integer"},
		"another object": {`[]`, "- at '': got array, want object"},
		"several":        {`{"a":1.5,"b":"z"}`, "- at '/a': got number, want integer\n- at '/b': value must be one of 'x', 'y'"},
		"unknown":        {`{"a":1,"c":2}`, "- at '': additional properties 'c' not allowed"},
		"no JSON":        {`nope`, "invalid character 'o' in literal null (expecting 'u')"},
		"text behind it": {`{"a":1} {}`, "invalid character after top-level value"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := proxy(t.Context(), &Request{Body: NewBody(strings.NewReader(tt.body))})
			got := ""
			if err != nil {
				got = err.Error()
				var refusal *Refusal
				if !errors.As(err, &refusal) || refusal.Status != http.StatusBadRequest {
					t.Errorf("got %#v, want a refusal with 400", err)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
