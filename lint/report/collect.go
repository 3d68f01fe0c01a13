package report

import (
	"cmp"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
)

// item is one finding as the formats need it.
type item struct {
	diag.Finding
	file    string // its name as given; never ""
	print   string // its fingerprint
	ignored *lint.Ignored
}

// file is one file with the findings about it, by place.
type file struct {
	name  string
	items []item
}

// collection is what there is to report: every file that was checked, and
// every other one that a finding is about, by name.
type collection struct {
	files []file
	total totals
	// left is how many findings MaxFindings left out.
	left int
}

// totals are the numbers of a summary.
type totals struct {
	files, endpoints        int
	errors, warnings, infos int
	ignored, fixable        int
}

func (t totals) findings() int { return t.errors + t.warnings + t.infos }

func count(results []*lint.Result) totals {
	t := totals{files: len(results)}
	for _, r := range results {
		t.endpoints += r.Document.Service().NumEndpoints()
		t.errors += r.Count(diag.Error)
		t.warnings += r.Count(diag.Warning)
		t.infos += r.Count(diag.Info)
		t.ignored += len(r.Ignored)
		t.fixable += r.Fixable()
	}
	return t
}

func collect(results []*lint.Result, opts Options) collection {
	c := collection{total: count(results)}
	var items []item
	names := map[string][]item{}
	for _, r := range results {
		names[r.Document.Source.Name] = nil
		items = append(items, itemsOf(r, opts)...)
	}
	items, c.left = gravest(items, opts.MaxFindings)
	for _, it := range items {
		names[it.file] = append(names[it.file], it)
	}
	for name, list := range names {
		slices.SortStableFunc(list, func(a, b item) int { return diag.Compare(a.Finding, b.Finding) })
		c.files = append(c.files, file{name, list})
	}
	slices.SortFunc(c.files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return c
}

func itemsOf(r *lint.Result, opts Options) []item {
	var items []item
	add := func(f diag.Finding, print string, ignored *lint.Ignored) {
		// A finding may be about a file that was read besides.
		name := cmp.Or(f.File(), r.Document.Source.Name)
		items = append(items, item{f, name, print, ignored})
	}
	prints := r.Fingerprints()
	for i, f := range r.Findings {
		add(f, prints[i], nil)
	}
	if opts.ShowIgnored {
		prints := r.IgnoredFingerprints()
		for i := range r.Ignored {
			add(r.Ignored[i].Finding, prints[i], &r.Ignored[i])
		}
	}
	return items
}

// gravest leaves out all but the first n items by severity, in their order.
func gravest(items []item, n int) (kept []item, left int) {
	if n <= 0 || len(items) <= n {
		return items, 0
	}
	order := bySeverity(items)
	return order[:n], len(items) - n
}

// bySeverity sorts the gravest first; those that are ignored come last.
func bySeverity(items []item) []item {
	sorted := slices.Clone(items)
	rank := func(it item) int {
		if it.ignored != nil {
			return -1
		}
		return int(it.Severity)
	}
	slices.SortStableFunc(sorted, func(a, b item) int { return rank(b) - rank(a) })
	return sorted
}

// items returns the findings of all files in the order of the files.
func (c collection) items() []item {
	var all []item
	for _, f := range c.files {
		all = append(all, f.items...)
	}
	return all
}

// sentence is what a finding says, with the endpoint that it says it of.
func (it item) sentence() string {
	if it.Endpoint == (diag.Endpoint{}) {
		return it.Message
	}
	return it.Endpoint.String() + ": " + it.Message
}

// advice is what to do about a finding, "" where nothing is known.
func (it item) advice() string {
	switch {
	case len(it.Fixes) > 0 && it.Fixes[0].Safe:
		return "fix (safe): " + it.Fixes[0].Title
	case len(it.Fixes) > 0:
		return "fix: " + it.Fixes[0].Title
	case it.Hint != "":
		return "hint: " + it.Hint
	}
	return ""
}

// details are the lines below a finding's sentence: the places that matter
// besides, what to do, and why it is ignored.
func (it item) details() []string {
	var lines []string
	for _, r := range it.Related {
		lines = append(lines, r.Label+": "+related(r))
	}
	if a := it.advice(); a != "" {
		lines = append(lines, a)
	}
	if it.ignored != nil {
		lines = append(lines, ignoredText(it.ignored))
	}
	return lines
}

func ignoredText(i *lint.Ignored) string {
	s := "ignored by the "
	switch i.By {
	case lint.ByFile:
		s += "file"
	case lint.ByBaseline:
		s += "baseline"
	case lint.ByEarlier:
		s = "there before"
	}
	if i.Reason != "" {
		s += ": " + i.Reason
	}
	return s
}

// line is the line of a finding, 1 where it has no place.
func (it item) line() int {
	if it.Span.IsZero() {
		return 1
	}
	return it.Position().Line
}

// ciPath gives a file's name as CI services want it: with slashes, without a
// leading "./".
func (o Options) ciPath(name string) string {
	if o.Path != nil {
		name = o.Path(name)
	}
	return path.Clean(filepath.ToSlash(name))
}

// ciURI is ciPath as a relative URI.
func (o Options) ciURI(name string) string {
	u := url.URL{Path: o.ciPath(name)}
	return u.String()
}

// unit is what a format counts columns in.
type unit int

const (
	codePoints unit = iota // a byte order mark counts nothing
	utf16Units             // a byte order mark counts nothing
	utf8Bytes              // a byte order mark counts its three bytes
)

// at returns the line and column of a byte offset, both counted from 1.
func (u unit) at(src *syntax.Source, offset int) (line, column int) {
	p := src.Position(offset)
	if u == codePoints {
		return p.Line, p.Column
	}
	_, start := src.Line(p.Line)
	if u == utf8Bytes {
		if p.Line == 1 {
			start = 0
		}
		return p.Line, max(0, p.Byte-start) + 1
	}
	column = 1
	for _, r := range src.Text[min(start, p.Byte):p.Byte] {
		column++
		if r > 0xffff {
			column++
		}
	}
	return p.Line, column
}

// fold makes one line of a text that may hold anything.
func fold(s string) string { return clean(strings.ReplaceAll(s, "\n", " ")) }

// truncate cuts a text to at most n bytes, at a word where there is one.
func truncate(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n -= len(ellipsis)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > n/2 {
		n = i
	}
	return s[:n] + ellipsis
}
