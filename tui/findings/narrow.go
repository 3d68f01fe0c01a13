package findings

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

// ordering is how the findings stand.
type ordering uint8

// The orders: those of the selection first, all by severity, as the file has
// them, by rule.
const (
	hereFirst ordering = iota
	bySeverity
	byPlace
	byRule
	orderings
)

// String says in the title how the findings stand, "" for the usual way.
func (o ordering) String() string { return [...]string{"", "by severity", "by place", "by rule"}[o] }

// arrange lists the findings that the filter lets through in their order.
func (m *Model) arrange() {
	m.order, m.here = m.order[:0], 0
	terms := strings.Fields(strings.ToLower(m.filter.Text()))
	for i := range m.all {
		if m.matches(i, terms) {
			m.order = append(m.order, i)
		}
	}
	if m.by == hereFirst {
		m.here = len(m.order) - len(slices.DeleteFunc(slices.Clone(m.order), m.mine))
	}
	// What compares equal stays in the order of the file.
	slices.SortStableFunc(m.order, func(a, b int) int {
		x, y := m.all[a], m.all[b]
		switch {
		case m.by == byRule:
			return strings.Compare(x.Rule, y.Rule)
		case m.by == bySeverity, m.by == hereFirst && m.mine(a) && m.mine(b):
			return cmp.Compare(y.Severity, x.Severity)
		case m.by == hereFirst && m.mine(a):
			return -1
		case m.by == hereFirst && m.mine(b):
			return 1
		}
		return 0
	})
	m.reveal()
}

func (m *Model) mine(i int) bool {
	p := m.all[i].Pointer
	return m.prefix != "" && (p == m.prefix || strings.HasPrefix(p, m.prefix+"/"))
}

// matches reports whether all terms of the filter, in small letters, hold for a
// finding.
func (m *Model) matches(i int, terms []string) bool {
	return !slices.ContainsFunc(terms, func(term string) bool {
		term, not := strings.CutPrefix(term, "!")
		return term != "" && m.holds(i, term) == not
	})
}

func (m *Model) holds(i int, term string) bool {
	f := m.all[i]
	switch key, arg, _ := strings.Cut(term, ":"); key {
	case "is":
		switch {
		case arg == "":
			return true
		case strings.HasPrefix("marked", arg):
			return m.marked[fingerprint(f)]
		case strings.HasPrefix("fixable", arg):
			return len(f.Fixes) > 0
		}
		return strings.HasPrefix(f.Severity.String(), arg)
	case "rule":
		return strings.Contains(f.Rule, arg)
	case "host", "enc", "m":
		return arg == "" || m.of != nil && m.of(f, term)
	}
	return strings.Contains(strings.ToLower(f.Rule+" "+f.Message+" "+f.Endpoint.String()+" "+f.Pointer), term)
}

// Matching returns the indices of the findings for which all terms of a filter
// hold; of is as for New.
func Matching(found []diag.Finding, terms string, of func(f diag.Finding, term string) bool) []int {
	m := New(nil, nil, of)
	m.SetFindings(found, "")
	m.setFilter(terms)
	return slices.Sorted(slices.Values(m.order))
}

// fingerprint tells findings apart when those of another state of the draft come.
func fingerprint(f diag.Finding) string {
	return strings.Join([]string{f.Rule, f.Pointer, f.Endpoint.String(), f.Message}, "\x00")
}

// Marked returns the marked findings in the order of the file.
func (m *Model) Marked() []diag.Finding {
	if len(m.marked) == 0 {
		return nil // every frame asks
	}
	var list []diag.Finding
	for _, f := range m.all {
		if m.marked[fingerprint(f)] {
			list = append(list, f)
		}
	}
	return list
}

// Unmark takes all marks away.
func (m *Model) Unmark() {
	clear(m.marked)
	m.arrange()
}

// prune forgets the marks of findings that are there no longer.
func (m *Model) prune() {
	there := map[string]bool{}
	for _, f := range m.Marked() {
		there[fingerprint(f)] = true
	}
	m.marked = there
}

func (m *Model) mark() {
	if f, ok := m.Current(); ok {
		if print := fingerprint(f); m.marked[print] {
			delete(m.marked, print)
		} else {
			m.marked[print] = true
		}
		m.cursor++
		m.reveal()
	}
}

// markAll marks all that the filter shows, or none where all are marked.
func (m *Model) markAll() {
	all := !slices.ContainsFunc(m.order, func(i int) bool { return !m.marked[fingerprint(m.all[i])] })
	clear(m.marked)
	for _, i := range m.order {
		if !all {
			m.marked[fingerprint(m.all[i])] = true
		}
	}
}

func (m *Model) filtering() bool { return m.typing || m.filter.Text() != "" }

func (m *Model) setFilter(text string) {
	m.filter.SetText(text)
	m.arrange()
}

// typed takes a key while the filter is typed.
func (m *Model) typed(k ui.Key) {
	switch {
	case keyKeep.Has(k):
		m.typing = false
		m.reveal()
	case keyClear.Has(k):
		m.typing = false
		m.setFilter("")
	case m.filter.Update(k):
		m.cursor, m.top = 0, 0
		m.arrange()
	}
}
