package proof

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/lint/rule"
)

// TestEveryIDThatAnyRoomReportsIsExplained looks through the program for
// constants that are ids of rules: whatever a user may see in brackets has a
// page.
func TestEveryIDThatAnyRoomReportsIsExplained(t *testing.T) {
	t.Parallel()
	constant := regexp.MustCompile(`(?m)^\s*(?:const )?Rule\w*\s*= "([a-z0-9-]+)"`)
	found := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range constant.FindAllStringSubmatch(string(data), -1) {
			found++
			if _, ok := rule.Find(m[1]); !ok {
				t.Errorf("%s reports %q, of which there is no page", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 10 {
		t.Errorf("only %d ids were found", found)
	}
}
