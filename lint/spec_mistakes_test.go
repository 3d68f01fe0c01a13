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
