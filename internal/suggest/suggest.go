// Package suggest finds what somebody probably meant: the nearest of a list of
// words.
package suggest

import (
	"strings"
	"unicode/utf8"
)

// Near returns the word of the list that is nearest to s, or "" when none is
// near enough: a third of its letters may differ, at least one and at most
// three, where letters that changed places count once. Letter case, blanks,
// hyphens and underscores do not count. Of equally near words the first wins.
func Near(s string, words []string) string {
	best, at := "", 1000
	folded := fold(s)
	limit := min(3, max(1, utf8.RuneCountInString(folded)/3))
	for _, w := range words {
		if w == s {
			continue
		}
		if d := distance(folded, fold(w)); d < at && d <= limit {
			best, at = w, d
		}
	}
	return best
}

var separators = strings.NewReplacer("-", "", "_", "", " ", "")

func fold(s string) string { return separators.Replace(strings.ToLower(s)) }

// distance counts the insertions, deletions, changes and swaps of neighbouring
// letters between two words.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > 3 || len(y)-len(x) > 3 {
		return 1000
	}
	var before, last []int
	now := make([]int, len(y)+1)
	for j := range now {
		now[j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, last = last, now
		now = make([]int, len(y)+1)
		now[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
	}
	return now[len(y)]
}
