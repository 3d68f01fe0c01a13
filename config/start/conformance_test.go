package start

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
)

// Features whose refusals come from somewhere else: the settings of stages,
// templates and the environment.
var elsewhere = map[string]bool{"flexible-config": true, "env-overrides": true, "jwt": true, "jwt-signer": true, "server": true}

// TestRefusalsAgreeWithTheRecordedCases holds the checks against what the
// reference gateway started with and what it refused.
func TestRefusalsAgreeWithTheRecordedCases(t *testing.T) {
	files, _ := filepath.Glob("../../testdata/conformance/*/*.json")
	if len(files) == 0 {
		t.Fatal("there are no recorded cases")
	}
	placeholder := regexp.MustCompile(`\{\{[a-z0-9_]+\}\}`)
	address := regexp.MustCompile(`\{\{[a-z0-9_]+\.hostport\}\}`)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c struct {
			Feature string
			Config  json.RawMessage
			Starts  *bool
		}
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatal(err)
		}
		var text string
		if json.Unmarshal(c.Config, &text) != nil {
			text = string(c.Config)
		}
		text = strings.ReplaceAll(text, "{{port}}", "8080")
		text = address.ReplaceAllString(placeholder.ReplaceAllString(text, "http://127.0.0.1:9000"), "127.0.0.1:9000")
		found := Refusals(config.Parse("krakend.json", []byte(text)).Service())
		starts := c.Starts == nil || *c.Starts
		if starts && len(found) > 0 && c.Feature != "flexible-config" {
			t.Errorf("%s: the reference starts, refusals: %v", file, found)
		}
		if !starts && len(found) == 0 && !elsewhere[c.Feature] {
			t.Errorf("%s: the reference refuses, there are no refusals", file)
		}
	}
}
