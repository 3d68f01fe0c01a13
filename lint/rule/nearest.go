package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/internal/suggest"
)

// Nearest returns the words that were probably meant, at most limit of them:
// first those that a few letters tell apart, the nearest first, then those that
// begin with the word, or with which it begins.
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
	for _, w := range left {
		short, long := strings.ToLower(word), strings.ToLower(w)
		if len(short) > len(long) {
			short, long = long, short
		}
		if len(nearest) < limit && len(short) >= 4 && strings.HasPrefix(long, short) {
			nearest = append(nearest, w)
		}
	}
	return nearest
}
