package syntax

import (
	"fmt"
	"slices"
	"strings"
)

// Edit replaces the bytes from Start up to End with Text. An edit whose Start
// equals its End inserts.
type Edit struct {
	Start int    `json:"startByte"`
	End   int    `json:"endByte"`
	Text  string `json:"newText"`
}

// Apply makes all edits in one text; every byte that none of them names stays.
// Edits that overlap, or lie outside the text, are an error and change nothing.
// Insertions at one place stand in the order given.
func Apply(text string, edits []Edit) (string, error) {
	sorted := slices.Clone(edits)
	sortEdits(sorted)
	size := len(text)
	for _, e := range sorted {
		size += len(e.Text)
	}
	var b strings.Builder
	b.Grow(size)
	at := 0
	for _, e := range sorted {
		if e.Start < at || e.End < e.Start || e.End > len(text) {
			return text, fmt.Errorf("edit of bytes %d to %d overlaps another or lies outside the text", e.Start, e.End)
		}
		b.WriteString(text[at:e.Start])
		b.WriteString(e.Text)
		at = e.End
	}
	b.WriteString(text[at:])
	return b.String(), nil
}

func sortEdits(edits []Edit) {
	slices.SortStableFunc(edits, func(a, b Edit) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
}
