package convert

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/gatewright/gatewright/config/syntax"
)

// Report says what a conversion carried over and what it did not.
type Report struct {
	From, To string
	// Losses are the gravest first, each kind in the order of the source.
	Losses []*Loss
	// Routes, Exact and Approximated count the routes of the source; a route
	// that is neither is not in the target at all, or lacks something.
	Routes, Exact, Approximated int
	// Mapped, LostValues and SecurityValues count the values of the source.
	Mapped, LostValues, SecurityValues int
}

// NewReport makes the report of a conversion.
func NewReport(inv *Inventory, out *Output, to string) *Report {
	r := &Report{From: inv.Format, To: to, Routes: len(inv.Routes)}
	r.Losses = distinct(slices.Concat(inv.Losses, out.Losses))
	worst := map[*Route]Severity{}
	for _, l := range r.Losses {
		if l.Route != nil {
			worst[l.Route] = max(worst[l.Route], l.Severity)
		}
	}
	for _, route := range inv.Routes {
		switch s := worst[route]; {
		case s <= Defaulted:
			r.Exact++
		case s <= Changed:
			r.Approximated++
		}
	}
	r.count(inv)
	slices.SortStableFunc(r.Losses, func(a, b *Loss) int { return int(b.Severity) - int(a.Severity) })
	return r
}

// distinct drops losses that say again what another says of the same place: an
// endpoint for each method and depth says the same of its route.
func distinct(list []*Loss) []*Loss {
	seen := map[Loss]bool{}
	return slices.DeleteFunc(list, func(l *Loss) bool {
		k := *l
		k.Target = ""
		again := seen[k]
		seen[k] = true
		return again
	})
}

// goneCodes are the losses that take a whole route away; others that are
// reported at the route concern a part of it.
var goneCodes = map[string]bool{
	"no-backend": true, "path": true, "path-partial": true, "path-character": true, "path-reserved": true, "path-placeholder": true, "param-undefined": true,
	"route-duplicate": true, "route-collision": true, "route-incomplete": true, "host-missing": true,
}

// Gone reports whether the loss takes its whole route away.
func (l *Loss) Gone() bool { return goneCodes[l.Code] }

// count counts the values of the source by what became of them.
func (r *Report) count(inv *Inventory) {
	type stretch struct {
		src        *syntax.Source
		start, end int
	}
	gone := map[stretch]Severity{}
	for _, l := range r.Losses {
		whole := l.Route != nil && l.Span == l.Route.Span
		if (!whole || l.Gone()) && (l.Severity == Lost || l.Severity == Security || l.Severity == Ignored) {
			k := stretch{l.Span.Source, l.Span.Start, l.Span.End}
			gone[k] = max(gone[k], l.Severity)
		}
	}
	var visit func(n *syntax.Node, fate Severity, known bool)
	visit = func(n *syntax.Node, fate Severity, known bool) {
		if n == nil {
			return
		}
		if f, ok := gone[stretch{n.Source, n.Start, n.End}]; ok && !known {
			fate, known = f, true
		}
		if n.Kind < syntax.Array {
			switch {
			case !known:
				r.Mapped++
			case fate == Security:
				r.SecurityValues++
				r.LostValues++
			case fate == Lost:
				r.LostValues++
			}
		}
		for _, m := range n.Members() {
			visit(m.Value, fate, known)
		}
		for _, item := range n.Items() {
			visit(item, fate, known)
		}
	}
	for _, root := range inv.roots {
		visit(root, 0, false)
	}
}

// Worst returns the gravest severity of the report; Ignored where nothing was
// lost.
func (r *Report) Worst() Severity {
	if len(r.Losses) == 0 {
		return Ignored
	}
	return r.Losses[0].Severity
}

// Count returns how many losses have a severity.
func (r *Report) Count(s Severity) int {
	n := 0
	for _, l := range r.Losses {
		if l.Severity == s {
			n++
		}
	}
	return n
}

// Summary is the coverage in one line.
func (r *Report) Summary() string {
	s := fmt.Sprintf("routes %d/%d exact", r.Exact, r.Routes)
	if r.Approximated > 0 {
		s += fmt.Sprintf(", %d approximated", r.Approximated)
	}
	if rest := r.Routes - r.Exact - r.Approximated; rest > 0 {
		s += fmt.Sprintf(", %d with losses", rest)
	}
	s += fmt.Sprintf("; fields %d mapped, %d lost", r.Mapped, r.LostValues)
	if r.SecurityValues > 0 {
		s += fmt.Sprintf(" (%d security)", r.SecurityValues)
	}
	return s
}

// Text writes the report for people: a line for every loss, those that say the
// same together, and the coverage. Without verbose what has no meaning at run
// time is only counted.
func (r *Report) Text(w io.Writer, verbose bool) error {
	var b strings.Builder
	for _, g := range r.groups() {
		l := g[0]
		if l.Severity == Ignored && !verbose {
			continue
		}
		at := l.Span.String()
		if at != "" {
			at += ": "
		}
		fmt.Fprintf(&b, "%s%s: %s [%s]", at, l.Severity, l.Message, l.Code)
		if len(g) > 1 && !verbose {
			fmt.Fprintf(&b, " (and at %s)", places(g[1:]))
		}
		b.WriteByte('\n')
		if verbose {
			for _, other := range g[1:] {
				fmt.Fprintf(&b, "  also at %s\n", other.Span)
			}
		}
		if l.Hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", l.Hint)
		}
	}
	if n := r.Count(Ignored); n > 0 && !verbose {
		switch n {
		case 1:
			fmt.Fprintln(&b, "1 value means nothing at run time, -v shows it")
		default:
			fmt.Fprintf(&b, "%d values mean nothing at run time, -v lists them\n", n)
		}
	}
	b.WriteString(r.Summary() + "\n")
	_, err := io.WriteString(w, printable(b.String()))
	return err
}

// groups puts losses together that say the same of different places.
func (r *Report) groups() [][]*Loss {
	type kind struct {
		s             Severity
		code, message string
	}
	index := map[kind]int{}
	var list [][]*Loss
	for _, l := range r.Losses {
		k := kind{l.Severity, l.Code, l.Message}
		i, ok := index[k]
		if !ok {
			i = len(list)
			index[k] = i
			list = append(list, nil)
		}
		if !slices.ContainsFunc(list[i], func(o *Loss) bool { return o.Span == l.Span }) {
			list[i] = append(list[i], l)
		}
	}
	return list
}

const maxPlaces = 3

func places(list []*Loss) string {
	var names []string
	for _, l := range list[:min(len(list), maxPlaces)] {
		names = append(names, l.Span.String())
	}
	s := strings.Join(names, ", ")
	switch more := len(list) - maxPlaces; {
	case more == 1:
		s += " and one more place"
	case more > 1:
		s += " and " + strconv.Itoa(more) + " more places"
	}
	return s
}

// printable keeps control characters of a source from the terminal.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' {
			return unicode.ReplacementChar
		}
		return c
	}, s)
}

type jsonLoss struct {
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	File     string   `json:"source_file,omitempty"`
	Pointer  string   `json:"source_pointer"`
	Line     int      `json:"line,omitempty"`
	Column   int      `json:"column,omitempty"`
	Value    string   `json:"source_value,omitempty"`
	Target   string   `json:"target_pointer,omitempty"`
	Action   Action   `json:"action"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint,omitempty"`
}

// JSON writes the report for programs. Lines and columns count from 1.
func (r *Report) JSON(w io.Writer) error {
	losses := make([]jsonLoss, 0, len(r.Losses))
	for _, l := range r.Losses {
		one := jsonLoss{
			Severity: l.Severity, Code: l.Code, Pointer: l.Pointer, Value: l.Value, Target: l.Target,
			Action: l.Action, Message: l.Message, Hint: l.Hint,
		}
		if !l.Span.IsZero() {
			at, _ := l.Span.Range()
			one.File, one.Line, one.Column = l.Span.Source.Name, at.Line, at.Column
		}
		losses = append(losses, one)
	}
	counts := map[string]int{}
	for s := Ignored; s <= Security; s++ {
		counts[s.String()] = r.Count(s)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		From   string         `json:"from"`
		To     string         `json:"to"`
		Losses []jsonLoss     `json:"losses"`
		Counts map[string]int `json:"counts"`
		Routes map[string]int `json:"routes"`
		Fields map[string]int `json:"fields"`
	}{
		r.From, r.To, losses, counts,
		map[string]int{"total": r.Routes, "exact": r.Exact, "approximated": r.Approximated},
		map[string]int{"mapped": r.Mapped, "lost": r.LostValues, "security": r.SecurityValues},
	})
}

// Markdown writes the report as a page, for pull requests.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Conversion from %s to %s\n\n%s\n", r.From, r.To, r.Summary())
	if len(r.Losses) > 0 {
		b.WriteString("\n| severity | place | what | what to do |\n|---|---|---|---|\n")
	}
	for _, g := range r.groups() {
		at := g[0].Span.String()
		if len(g) > 1 {
			at += ", " + places(g[1:])
		}
		fmt.Fprintf(&b, "| %s | %s | %s (`%s`) | %s |\n", g[0].Severity, cell(at), cell(g[0].Message), g[0].Code, cell(g[0].Hint))
	}
	_, err := io.WriteString(w, printable(b.String()))
	return err
}

func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(s)
}
