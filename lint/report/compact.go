package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/gatewright/gatewright/lint"
)

// Compact writes results for people, editors and problem matchers, one line a
// finding: file:line:column: severity: endpoint: message [rule].
func Compact(w io.Writer, results []*lint.Result, opts Options) error {
	b := bufio.NewWriter(w)
	c := collect(results, opts)
	for _, it := range c.items() {
		fmt.Fprint(b, clean(it.Finding.String()))
		if it.ignored != nil {
			fmt.Fprintf(b, " (%s)", clean(ignoredText(it.ignored)))
		}
		b.WriteByte('\n')
	}
	if !opts.Quiet {
		fmt.Fprintln(b, c.summary())
	}
	return b.Flush()
}
