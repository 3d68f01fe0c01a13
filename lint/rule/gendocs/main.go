// Command gendocs writes the pages of the rules into a folder, or says with
// -check which of them are out of date:
//
//	go run ./lint/rule/gendocs [-check] [docs/rules]
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/lint/rule"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("gendocs", flag.ContinueOnError)
	flags.SetOutput(stderr)
	check := flags.Bool("check", false, "change nothing, exit 1 when a page is out of date")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	dir := "docs/rules"
	if flags.NArg() > 0 {
		dir = flags.Arg(0)
	}
	pages, err := render()
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 3
	}
	stale, err := compare(dir, pages)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 3
	}
	if *check {
		for _, name := range stale {
			fmt.Fprintf(stderr, "%s is out of date: run go generate ./lint/rule\n", filepath.Join(dir, name))
		}
		return min(len(stale), 1)
	}
	if err := write(dir, pages, stale); err != nil {
		fmt.Fprintln(stderr, err)
		return 3
	}
	return 0
}

// render returns the pages by file name.
func render() (map[string][]byte, error) {
	pages := map[string][]byte{}
	for _, r := range rule.All() {
		var b bytes.Buffer
		if err := report.RulePage(&b, r); err != nil {
			return nil, err
		}
		pages[r.ID+".md"] = b.Bytes()
	}
	var index bytes.Buffer
	fmt.Fprintf(&index, "# The rules of lint\n\nThese pages are made from the rules by `go generate ./lint/rule`.\n`gatewright explain RULE` prints one of them.\n\n")
	if err := report.Rules(&index, "markdown"); err != nil {
		return nil, err
	}
	pages["README.md"] = index.Bytes()
	return pages, nil
}

// compare returns the pages that are missing, differ, or are of no rule.
func compare(dir string, pages map[string][]byte) (stale []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, e := range entries {
		if _, ok := pages[e.Name()]; !ok && strings.HasSuffix(e.Name(), ".md") {
			stale = append(stale, e.Name())
		}
	}
	for name, page := range pages {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		if err != nil || !bytes.Equal(data, page) {
			stale = append(stale, name)
		}
	}
	slices.Sort(stale)
	return stale, nil
}

func write(dir string, pages map[string][]byte, stale []string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, name := range stale {
		path := filepath.Join(dir, name)
		page, ok := pages[name]
		if !ok {
			if err := os.Remove(path); err != nil {
				return err
			}
			continue
		}
		if err := os.WriteFile(path, page, 0o644); err != nil {
			return err
		}
	}
	return nil
}
