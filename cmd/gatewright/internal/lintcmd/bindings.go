package lintcmd

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/lint"
)

// printBindings lists all backends with the operations that their calls reach.
func printBindings(w io.Writer, bindings []lint.Binding) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	count := map[lint.Match]int{}
	for _, b := range bindings {
		count[b.Match]++
		what := b.Why
		if b.Match == lint.Bound {
			what = b.Operations[0].Place()
		}
		fmt.Fprintf(t, "%s\t%s %s\t%s\t%s\n", b.Endpoint.ID(), b.Backend.HTTPMethod(), b.Backend.ID(), b.Match, what)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	var parts []string
	for _, m := range []lint.Match{lint.Bound, lint.Ambiguous, lint.Missing, lint.Undescribed} {
		if count[m] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[m], m))
		}
	}
	_, err := fmt.Fprintf(w, "%d backends: %s\n", len(bindings), strings.Join(parts, ", "))
	return err
}

// showBindings prints the bindings of files instead of their findings.
func (l *linter) showBindings(files []string) error {
	var failed []error
	for _, file := range files {
		loaded, err := l.Load(l.c, file, l.c.String("stdin-name"))
		if err == nil {
			err = input.Refusal(loaded.Doc, loaded.Found...)
		}
		if err == nil {
			err = printBindings(l.Stdout, lint.Bindings(loaded.Doc, l.opts.Services))
		}
		if err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) > 0 {
		return exit.Join(failed)
	}
	return nil
}
