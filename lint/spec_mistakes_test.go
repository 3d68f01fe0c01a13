package lint_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
)

// TestMistakesAgainstASpecificationAreFound wants an error or a warning of each
// mistake, at its place and with its effect.
func TestMistakesAgainstASpecificationAreFound(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/spec_mistakes.txtar")
	if err != nil {
		t.Fatal(err)
	}
	document := services(t, string(archive.Files[0].Data))
	var got strings.Builder
	for _, f := range archive.Files[1:] {
		fmt.Fprintf(&got, "%s\n", f.Name)
		found := run(t, string(served(t, f.Data)), lint.Options{Services: document, Disable: []string{"operation-not-exposed"}})
		said := false
		for _, f := range found.Findings {
			if f.Severity > diag.Info {
				said = true
				fmt.Fprintf(&got, "\t%s %s (%s) %s\n", f.Severity, f.Rule, f.Effect, strings.TrimPrefix(f.Pointer, "/endpoints/0"))
			}
		}
		if !said {
			t.Errorf("%s: there is nothing but %v", f.Name, found.Findings)
		}
	}
	const golden = "testdata/spec_mistakes.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s differs, rewrite it with -update (-want +got):\n%s", golden, diff)
	}
}

// served makes a service of some of its members.
func served(t *testing.T, part []byte) []byte {
	t.Helper()
	service := map[string]any{"version": 3, "name": "t", "timeout": "3s", "host": []string{"http://backend:8080"}}
	if err := json.NewDecoder(bytes.NewReader(part)).Decode(&service); err != nil {
		t.Fatalf("%v in %s", err, part)
	}
	text, err := json.MarshalIndent(service, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestEndpointsAgainstDocumentsOfTheirOwn has a small document for each endpoint,
// of OpenAPI 3.0 and 3.1 and of Swagger 2. A mistake must be found by the rules
// that stand beside it; of an endpoint that is right nothing is more than an info.
func TestEndpointsAgainstDocumentsOfTheirOwn(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/spec_pairs.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		title, rules, _ := strings.Cut(f.Name, " |")
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			var pair struct{ Endpoint, Spec json.RawMessage }
			if err := json.Unmarshal(f.Data, &pair); err != nil {
				t.Fatal(err)
			}
			part := fmt.Sprintf(`{"endpoints": [%s]}`, pair.Endpoint)
			found := run(t, string(served(t, []byte(part))), lint.Options{Services: services(t, string(pair.Spec))}).Findings
			want := strings.Fields(rules)
			for _, id := range want {
				if len(ofRule(found, id)) == 0 {
					t.Errorf("no finding of %s, only %v", id, found)
				}
			}
			for _, f := range found {
				if len(want) == 0 && f.Severity > diag.Info {
					t.Errorf("there is %v", f)
				}
			}
		})
	}
}
