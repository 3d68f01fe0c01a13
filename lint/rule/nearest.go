package rule

import (
	"slices"

	"github.com/gatewright/gatewright/internal/suggest"
)

// Nearest returns the words that were probably meant, at most limit of them,
// the nearest first.
func Nearest(word string, words []string, limit int) []string {
	var nearest []string
	left := slices.Clone(words)
	for len(nearest) < limit {
		near := suggest.Near(word, left)
		if near == "" {
			break
		}
		nearest = append(nearest, near)
		left = slices.DeleteFunc(left, func(w string) bool { return w == near })
	}
	return nearest
}
