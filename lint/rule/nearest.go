package rule

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest returns the words that were probably meant, at most limit of them,
// the nearest first: those that differ in letter case, hyphens or underscores
// only, and those a few edits away.
func Nearest(word string, words []string, limit int) []string {
	type near struct {
		word string
		away int
	}
	var list []near
	plain := simplify(word)
	for _, w := range words {
		other := simplify(w)
		away := distance(plain, other)
		if len(plain) >= 4 && (strings.HasPrefix(other, plain) || strings.HasPrefix(plain, other) && len(other) >= 4) {
			away = min(away, 2)
		}
		if away <= max(1, min(len(plain), len(other))/3) {
			list = append(list, near{w, away})
		}
	}
	slices.SortStableFunc(list, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.away, b.away), cmp.Compare(a.word, b.word))
	})
	var nearest []string
	for _, n := range list[:min(limit, len(list))] {
		nearest = append(nearest, n.word)
	}
	return nearest
}

// DidYouMean returns `did you mean "word"?` for the nearest word, "" where none
// is near.
func DidYouMean(word string, words []string) string {
	if n := Nearest(word, words, 1); len(n) > 0 {
		return "did you mean " + quote(n[0]) + "?"
	}
	return ""
}

func simplify(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour between two words.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, row := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	var last []int
	for i := 1; i <= len(x); i++ {
		last, before, row = before, row, make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(before[j]+1, row[j-1]+1, before[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], last[j-2]+1)
			}
		}
	}
	return row[len(y)]
}
