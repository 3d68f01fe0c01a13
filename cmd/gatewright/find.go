package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/project"
)

// usual are the places of a configuration where none is named.
var usual = []string{"krakend.json", "krakend/krakend.json", "gateway/krakend.json"}

// project reads the nearest project file; its faults are errors.
func (a *app) project() (*project.File, error) {
	f, findings, err := project.Find(".")
	if err != nil {
		return nil, err
	}
	if len(findings) > 0 {
		return nil, usagef(hints(findings), "%s", lines(findings))
	}
	return f, nil
}

// configFile names the configuration that a command works on where its
// arguments name none.
func (a *app) configFile(p *project.File) (string, error) {
	if p.Config != "" {
		return p.Config, nil
	}
	var found []string
	for _, path := range usual {
		if _, err := os.Stat(path); err == nil {
			found = append(found, path)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", usagef("name the file, or run 'gatewright generate SPEC -o krakend.json' to make one", "there is no krakend.json here")
	}
	return "", usagef("name the one you mean", "there are several configurations here: %s", strings.Join(found, ", "))
}

// open reads a configuration, "-" from stdin under the given name.
func (a *app) open(path, stdinName string) (*config.Document, error) {
	if path != "-" {
		return config.Open(path)
	}
	data, err := config.ReadAll("stdin", a.stdin)
	if err != nil {
		return nil, err
	}
	return config.Parse(stdinName, data), nil
}

func lines(findings []diag.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintln(&b, f)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// fewAlike is how many findings of one rule are said, where they are no result.
const fewAlike = 3

// sayFindings says findings that are talk beside a result: of many of one rule
// the first stand for all.
func (a *app) sayFindings(findings []diag.Finding) {
	count := map[string]int{}
	for _, f := range findings {
		if count[f.Rule]++; count[f.Rule] <= fewAlike {
			a.say("%s", f)
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(count)) {
		if more := count[rule] - fewAlike; more > 0 {
			a.say("%d more like these [%s]", more, rule)
		}
	}
}

func hints(findings []diag.Finding) string {
	var list []string
	for _, f := range findings {
		if f.Hint != "" {
			list = append(list, f.Hint)
		}
	}
	return strings.Join(list, "\n")
}

// findingsError is an error made of findings; each is a line of its own, with
// its hint.
type findingsError struct{ findings []diag.Finding }

func (e *findingsError) Error() string {
	var b strings.Builder
	for _, f := range e.findings {
		fmt.Fprintln(&b, f)
		if f.Hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", f.Hint)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// refusal is the error of a document that holds no configuration: its text is
// refused by the gateway, or it is no object. found are findings about how the
// document was made.
func refusal(doc *config.Document, found ...diag.Finding) error {
	switch {
	case doc.Broken():
		return &findingsError{append(found, doc.Findings...)}
	case doc.Root.Kind != syntax.Object:
		return &findingsError{doc.Service().Findings}
	}
	return nil
}
