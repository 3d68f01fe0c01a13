package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// frame is what a terminal shows for a while.
type frame struct {
	output, caption string
	stays           time.Duration
}

// animate draws frames as one SVG that plays them over and over. Most of a
// screen stays from frame to frame, so every piece of text stands in it once,
// and rules of style say when it is seen. Where nothing moves, by wish or for
// want of support, the frame that stays longest is seen.
func animate(title string, columns, rows int, frames []frame) string {
	starts := make([]time.Duration, len(frames)+1)
	poster := 0
	for i, f := range frames {
		starts[i+1] = starts[i] + f.stays
		if f.stays > frames[poster].stays {
			poster = i
		}
	}
	total := starts[len(frames)]
	w := window{title: title, columns: columns, rows: rows + 2}
	var style strings.Builder
	fmt.Fprintf(&style, ".v{animation-duration:%.2fs;animation-timing-function:step-end;animation-iteration-count:infinite}.h{visibility:hidden}", total.Seconds())
	for i, g := range groups(frames, rows) {
		if !slices.Contains(g.seen, false) {
			w.content = append(w.content, g.elements...)
			continue
		}
		hidden := ""
		if !g.seen[poster] {
			hidden = " h"
		}
		fmt.Fprintf(&style, "@keyframes v%d{%s}.v%d{animation-name:v%d}", i, keyframes(g.seen, starts), i, i)
		w.content = append(w.content, fmt.Sprintf(`<g class="v v%d%s">`, i, hidden))
		w.content = append(w.content, g.elements...)
		w.content = append(w.content, "</g>")
	}
	style.WriteString("@media(prefers-reduced-motion:reduce){.v{animation:none}}")
	w.style = style.String()
	return w.svg()
}

// keyframes says when something is seen.
func keyframes(seen []bool, starts []time.Duration) string {
	var b strings.Builder
	total := starts[len(seen)]
	for i, on := range seen {
		if i > 0 && on == seen[i-1] {
			continue
		}
		value := "hidden"
		if on {
			value = "visible"
		}
		fmt.Fprintf(&b, "%.3f%%{visibility:%s}", 100*starts[i].Seconds()/total.Seconds(), value)
	}
	return b.String()
}

// group is what is seen in the same frames.
type group struct {
	seen     []bool
	elements []string
}

// groups cuts frames into what of them comes and goes together, in the order in
// which it is seen first.
func groups(frames []frame, rows int) []group {
	var order []string
	seen := map[string][]bool{}
	for n, f := range frames {
		lines := parse(f.output)
		lines = append(lines[:min(len(lines), rows)], make([]line, max(rows+1-len(lines), 0))...)
		caption := plain
		caption.bold, caption.fg = true, 6
		lines = append(lines, line{{" " + f.caption, len([]rune(f.caption)) + 1, caption}})
		for i, l := range lines {
			for _, e := range elements(l, i) {
				if seen[e] == nil {
					seen[e] = make([]bool, len(frames))
					order = append(order, e)
				}
				seen[e][n] = true
			}
		}
	}
	at := map[string]int{}
	var list []group
	for _, e := range order {
		key := fmt.Sprint(seen[e])
		i, ok := at[key]
		if !ok {
			i = len(list)
			at[key] = i
			list = append(list, group{seen: seen[e]})
		}
		list[i].elements = append(list[i].elements, e)
	}
	return list
}
