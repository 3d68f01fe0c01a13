package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
)

// maxAnnotations is how many annotations of each severity GitHub shows for one
// step; it drops the others without a word.
const maxAnnotations = 10

// GitHub writes results as workflow commands, which GitHub Actions shows beside
// the lines of a pull request: the gravest first, and no more than it shows.
// Every finding stands in full in a group of the log.
func GitHub(w io.Writer, results []*lint.Result, opts Options) error {
	b := bufio.NewWriter(w)
	c := collect(results, opts)
	var log bytes.Buffer
	if err := Text(&log, results, opts); err != nil {
		return err
	}
	// What files hold must not be taken for commands. Nobody can write a token
	// into a file that is made of the file.
	token := fmt.Sprintf("%x", sha256.Sum256(log.Bytes()))[:32]
	fmt.Fprintf(b, "::group::gatewright lint\n::stop-commands::%s\n%s::%s::\n::endgroup::\n", token, log.Bytes(), token)

	left := map[diag.Severity]int{}
	shown := map[diag.Severity]int{}
	for _, it := range bySeverity(c.items()) {
		if it.ignored != nil {
			continue
		}
		if shown[it.Severity]++; shown[it.Severity] > maxAnnotations {
			left[it.Severity]++
			continue
		}
		b.WriteString(annotation(it, opts))
	}
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Info} {
		if left[s] > 0 {
			fmt.Fprintf(b, "%s more in the log above\n", plural(left[s], s.String()))
		}
	}
	return b.Flush()
}

var githubCommands = map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Info: "notice"}

func annotation(it item, opts Options) string {
	var b strings.Builder
	property := func(name string, value any) {
		sep := byte(',')
		if b.Len() == 0 {
			sep = ' '
		}
		b.WriteByte(sep)
		b.WriteString(name + "=" + escapeProperty(fmt.Sprint(value)))
	}
	property("file", opts.ciPath(it.file))
	if it.Span.IsZero() {
		property("line", 1)
	} else {
		start, end := it.Span.Range()
		property("line", start.Line)
		property("endLine", end.Line)
		// Columns are only understood within one line.
		if start.Line == end.Line {
			property("col", start.Column)
			property("endColumn", end.Column)
		}
	}
	property("title", it.Rule)
	message := strings.Join(append([]string{it.sentence()}, it.details()...), "\n")
	return "::" + githubCommands[it.Severity] + b.String() + "::" + escapeData(message) + "\n"
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// escapeData keeps a text within the message of a workflow command.
func escapeData(s string) string { return dataEscapes.Replace(s) }

// escapeProperty keeps a text within one property of a workflow command.
func escapeProperty(s string) string { return propertyEscapes.Replace(s) }
