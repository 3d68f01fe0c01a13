package generate

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/schemas"
)

// TestTheSchemaOfTheExtensionKnowsItsKeys holds the schema for editors to what
// is read.
func TestTheSchemaOfTheExtensionKnowsItsKeys(t *testing.T) {
	t.Parallel()
	data, err := schemas.Bundle("x-gatewright")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]struct {
			Type string `json:"type"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	got, want := map[string]string{}, map[string]string{}
	for name, p := range schema.Properties {
		got[name] = p.Type
	}
	for name, kind := range extensionKeys {
		want[name] = kind.String()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys and their types (-read +schema):\n%s", diff)
	}
}
