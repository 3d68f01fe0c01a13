package draft

import (
	"slices"

	"github.com/aymanbagabas/go-udiff"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// Side is whose change counts where both have changed the same lines.
type Side uint8

// The sides. With Neither such a merge is refused.
const (
	Neither Side = iota
	Mine
	Theirs
)

// Merge returns base with both the changes that mine and those that theirs has
// made to it, line by line; where both have changed the same lines or lines
// beside each other, those of the preferred side. ok is false when none is
// preferred there, or when what comes of it is no configuration.
func Merge(name, base, mine, theirs string, prefer Side) (text string, ok bool) {
	ours, others := lineEdits(base, mine), lineEdits(base, theirs)
	i, j := 0, 0
	for i < len(ours) && j < len(others) {
		a, b := ours[i], others[j]
		switch {
		case a == b:
			// Both did the same: it counts once.
			others = slices.Delete(others, j, j+1)
			i++
		case a.End < b.Start:
			i++
		case b.End < a.Start:
			j++
		case prefer == Mine:
			others = slices.Delete(others, j, j+1)
		case prefer == Theirs:
			ours = slices.Delete(ours, i, i+1)
		default:
			return "", false
		}
	}
	text, err := syntax.Apply(base, append(ours, others...))
	if err != nil || config.Parse(name, []byte(text)).Broken() {
		return "", false
	}
	return text, true
}

func lineEdits(from, to string) []syntax.Edit {
	var list []syntax.Edit
	for _, e := range udiff.Lines(from, to) {
		list = append(list, syntax.Edit{Start: e.Start, End: e.End, Text: e.New})
	}
	return list
}
