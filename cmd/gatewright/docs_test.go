package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
)

// TestTheReadmeNamesEveryCommandAndItsLinksLead holds the README to the command
// tree, and every page's links to files that are there.
func TestTheReadmeNamesEveryCommandAndItsLinksLead(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range newApp(&console.Console{}).cli.Commands {
		if !strings.Contains(string(readme), "`"+c.Name+"`") {
			t.Errorf("the README does not name %s", c.Name)
		}
	}
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)
	for _, page := range append(pages, "../../README.md", "../../docs/rules/README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", page, m[1])
			}
		}
	}
}
