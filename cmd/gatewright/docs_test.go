package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
)

// TestTheReadmeNamesEveryCommand holds the README to the command tree.
func TestTheReadmeNamesEveryCommand(t *testing.T) {
	t.Parallel()
	readme := read(t, "../../README.md")
	for _, c := range newApp(&console.Console{}).cli.Commands {
		if !strings.Contains(readme, "`"+c.Name+"`") {
			t.Errorf("the README does not name %s", c.Name)
		}
	}
}

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	headings = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	fenced   = regexp.MustCompile("(?ms)^```.*?^```")
	noSlug   = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// TestLinksOfThePagesLead follows every link that stays in the repository, to
// the file and to the heading in it.
func TestLinksOfThePagesLead(t *testing.T) {
	t.Parallel()
	followed := 0
	for _, page := range markdown(t) {
		for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(read(t, page), ""), -1) {
			if strings.Contains(m[1], ":") {
				continue
			}
			followed++
			name, anchor, _ := strings.Cut(m[1], "#")
			target := page
			if name != "" {
				target = filepath.Join(filepath.Dir(page), name)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", page, m[1])
			} else if anchor != "" && !slices.Contains(anchors(read(t, target)), anchor) {
				t.Errorf("%s: %s has no such heading", page, m[1])
			}
		}
	}
	if followed < 100 {
		t.Errorf("only %d links were found", followed)
	}
}

// markdown lists the pages of the repository that people read.
func markdown(t *testing.T) []string {
	t.Helper()
	var pages []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/rules/*.md", "examples/*/*.md"} {
		found, err := filepath.Glob("../../" + pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		pages = append(pages, found...)
	}
	return pages
}

// anchors are the names under which GitHub finds the headings of a page.
func anchors(page string) []string {
	var names []string
	same := map[string]int{}
	for _, m := range headings.FindAllStringSubmatch(fenced.ReplaceAllString(page, ""), -1) {
		name := strings.ReplaceAll(strings.ToLower(noSlug.ReplaceAllString(m[1], "")), " ", "-")
		same[name]++
		if n := same[name]; n > 1 {
			name += "-" + strconv.Itoa(n-1)
		}
		names = append(names, name)
	}
	return names
}
