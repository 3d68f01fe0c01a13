package list

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
)

// query is a filter: every term must hold.
type query struct{ terms []term }

type term struct {
	not      bool
	key, arg string // key is "" for a plain word
}

// parseQuery reads words and qualifiers, set apart by blanks, in small letters.
func parseQuery(text string) query {
	var q query
	for _, word := range strings.Fields(strings.ToLower(text)) {
		t := term{arg: word}
		if rest, ok := strings.CutPrefix(word, "!"); ok {
			t.not, t.arg = true, rest
		}
		if key, arg, ok := strings.Cut(t.arg, ":"); ok && slices.Contains([]string{"is", "host", "enc", "m"}, key) {
			t.key, t.arg = key, arg
		}
		if t.arg != "" {
			q.terms = append(q.terms, t)
		}
	}
	return q
}

func (q query) empty() bool { return len(q.terms) == 0 }

func (q query) bySeverity() bool {
	return slices.ContainsFunc(q.terms, func(t term) bool { return t.key == "is" })
}

func (q query) match(r *row, severity map[int]diag.Severity, marked map[int]bool) bool {
	for _, t := range q.terms {
		if t.match(r, severity, marked) == t.not {
			return false
		}
	}
	return true
}

func (t term) match(r *row, severity map[int]diag.Severity, marked map[int]bool) bool {
	switch t.key {
	case "host":
		return slices.ContainsFunc(r.hosts, func(h string) bool { return strings.Contains(strings.ToLower(h), t.arg) })
	case "enc":
		return slices.ContainsFunc(r.encodings, func(e string) bool { return strings.HasPrefix(strings.ToLower(e), t.arg) })
	case "m":
		return r.method != "" && strings.HasPrefix(strings.ToLower(r.method), t.arg)
	case "is":
		s, found := severity[r.index]
		switch {
		case strings.HasPrefix("marked", t.arg):
			return marked[r.index]
		case strings.HasPrefix("clean", t.arg):
			return !found
		}
		return found && strings.HasPrefix(s.String(), t.arg)
	}
	return strings.Contains(r.text, t.arg)
}
