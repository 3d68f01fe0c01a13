package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
)

// Text writes results for people: each finding with the line it is about, the
// place marked below it, the place in the specification and the fix, and a
// summary at the end. Of many infos of one rule the first few stand for all.
func Text(w io.Writer, results []*lint.Result, opts Options) error {
	b := bufio.NewWriter(w)
	t := &texter{w: b, color: opts.Color}
	c := collect(results, opts)
	for _, f := range c.files {
		t.file(f)
	}
	if !opts.Quiet {
		fmt.Fprintln(b, c.summary())
	}
	return b.Flush()
}

type texter struct {
	w     *bufio.Writer
	color bool
}

// The colours, as ANSI codes.
const (
	red    = "31"
	yellow = "33"
	blue   = "34"
	cyan   = "36"
	bold   = "1"
	faint  = "2"
)

func (t *texter) paint(code, s string) string {
	if !t.color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func severityColor(s diag.Severity) string {
	switch s {
	case diag.Error:
		return red
	case diag.Warning:
		return yellow
	}
	return blue
}

// shownInfos is how many infos of one rule a file is shown whole: the hundredth
// endpoint with the same remark tells nothing new.
const shownInfos = 3

// file writes the findings of a file, and how many infos are like those shown.
func (t *texter) file(f file) {
	infos := map[string]int{} // by rule
	var more []string         // the rules of those left out, in order
	for _, it := range f.items {
		if it.Severity == diag.Info && it.ignored == nil {
			if infos[it.Rule]++; infos[it.Rule] > shownInfos {
				if infos[it.Rule] == shownInfos+1 {
					more = append(more, it.Rule)
				}
				continue
			}
		}
		t.finding(it)
	}
	for _, rule := range more {
		fmt.Fprintf(t.w, "%s: %s: %s like these %s\n", t.paint(bold, clean(f.name)), t.paint(blue, diag.Info.String()),
			plural(infos[rule]-shownInfos, "more finding"), t.paint(faint, "["+rule+"]"))
		t.note(1, "hint", "-f compact lists them all")
		t.w.WriteByte('\n')
	}
}

func (t *texter) finding(f item) {
	if at := f.Span.String(); at != "" {
		fmt.Fprintf(t.w, "%s: ", t.paint(bold, clean(at)))
	}
	fmt.Fprintf(t.w, "%s: ", t.paint(severityColor(f.Severity), f.Severity.String()))
	if f.Endpoint != (diag.Endpoint{}) {
		fmt.Fprintf(t.w, "%s: ", clean(f.Endpoint.String()))
	}
	fmt.Fprintf(t.w, "%s %s\n", clean(f.Message), t.paint(faint, "["+f.Rule+"]"))
	margin := t.excerpt(f.Finding)
	for _, r := range f.Related {
		t.note(margin, r.Label, strings.TrimPrefix(clean(related(r)), ": "))
	}
	switch {
	case len(f.Fixes) > 0 && f.Fixes[0].Safe:
		t.note(margin, "fix (safe)", clean(f.Fixes[0].Title))
	case len(f.Fixes) > 0:
		t.note(margin, "fix", clean(f.Fixes[0].Title))
	case f.Hint != "":
		t.note(margin, "hint", clean(f.Hint))
	}
	if f.ignored != nil {
		t.note(margin, "ignored", strings.TrimPrefix(clean(ignoredText(f.ignored)), "ignored "))
	}
	t.w.WriteByte('\n')
}

func related(r diag.Related) string {
	at := r.Span.String()
	switch {
	case at == "":
		return r.Message
	case r.Message == "":
		return at
	}
	return at + " (" + r.Message + ")"
}

func (t *texter) note(margin int, label, text string) {
	fmt.Fprintf(t.w, "%*s %s %s\n", margin, "", t.paint(cyan, "= "+label+":"), text)
}

// excerpt writes the line of a finding and marks its place. It returns how wide
// the column of line numbers is.
func (t *texter) excerpt(f diag.Finding) int {
	if f.Span.IsZero() {
		return 1
	}
	start, _ := f.Span.Range()
	number := strconv.Itoa(start.Line)
	line, at := f.Span.Source.Line(start.Line)
	if strings.TrimSpace(line) == "" {
		return len(number)
	}
	first := min(max(f.Span.Start-at, 0), len(line))
	last := min(max(f.Span.End-at, first), len(line))
	text, before, marked := window(line, first, last)
	bar := t.paint(faint, "|")
	fmt.Fprintf(t.w, "%*s %s\n", len(number), "", bar)
	fmt.Fprintf(t.w, "%s %s %s\n", t.paint(faint, number), bar, text)
	mark := strings.Repeat(" ", before) + t.paint(severityColor(f.Severity), strings.Repeat("^", marked))
	fmt.Fprintf(t.w, "%*s %s %s\n", len(number), "", bar, mark)
	return len(number)
}

// summary is the line below the findings.
func (c collection) summary() string {
	var b strings.Builder
	n := c.total
	if n.findings() == 0 {
		b.WriteString("no findings")
	} else {
		b.WriteString(n.counts())
		if n.fixable > 0 {
			fmt.Fprintf(&b, " (%d with a safe fix)", n.fixable)
		}
	}
	fmt.Fprintf(&b, " in %s, %s", plural(n.files, "file"), plural(n.endpoints, "endpoint"))
	if n.ignored > 0 {
		fmt.Fprintf(&b, ", %d ignored", n.ignored)
	}
	if c.left > 0 {
		fmt.Fprintf(&b, "; %d more not shown", c.left)
	}
	return b.String()
}

// counts names how many findings there are of each severity.
func (n totals) counts() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{n.errors, "error"}, {n.warnings, "warning"}, {n.infos, "info"}} {
		if p.n > 0 {
			parts = append(parts, plural(p.n, p.word))
		}
	}
	return strings.Join(parts, ", ")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

// clean keeps what a file holds from steering the terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return '\uFFFD'
		}
		return r
	}, s)
}
