package diffview

import "strings"

// Places returns how many changed places a diff has.
func Places(lines []Line) int {
	n := 0
	for _, l := range lines {
		if l.Kind == Head {
			n++
		}
	}
	return n
}

// Choose returns before with only those changed places of a diff that keep
// names, by their number from 0. Lines are what Compare has found between the
// two texts.
func Choose(before, after string, lines []Line, keep func(place int) bool) string {
	old, text := splitLines(before), splitLines(after)
	var b strings.Builder
	from, to, place := 0, 0, -1 // lines of each text that are dealt with
	for i := 0; i < len(lines); {
		place++
		end := i + 1
		for end < len(lines) && lines[end].Kind != Head {
			end++
		}
		// Up to a place both texts are the same, so its first line tells how
		// many lines of both lie before it.
		skip := start(lines[i+1:end], from, to)
		write(&b, old[from:from+skip])
		from, to = from+skip, to+skip
		gone, come := size(lines[i+1 : end])
		if keep(place) {
			write(&b, text[to:to+come])
		} else {
			write(&b, old[from:from+gone])
		}
		from, to, i = from+gone, to+come, end
	}
	write(&b, old[from:])
	return b.String()
}

// start returns how many lines are the same before the first of a place.
func start(place []Line, from, to int) int {
	if len(place) == 0 {
		return 0
	}
	if place[0].Kind == Removed {
		return place[0].Number - 1 - from
	}
	return place[0].Number - 1 - to
}

// size returns how many lines a place has in the old and in the new text.
func size(place []Line) (gone, come int) {
	for _, l := range place {
		if l.Kind != Added {
			gone++
		}
		if l.Kind != Removed {
			come++
		}
	}
	return gone, come
}

func splitLines(s string) []string {
	lines := strings.SplitAfter(s, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func write(b *strings.Builder, lines []string) {
	for _, l := range lines {
		b.WriteString(l)
	}
}
