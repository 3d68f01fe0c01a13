package lsp

import (
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

// cursor is where in a JSON text a position is. It is read from the text before
// the position alone: who types has a broken document.
type cursor struct {
	// pointer is that of the innermost object or array around the position.
	pointer string
	// key says that a key is expected; else a value is, of key name where the
	// container is an object.
	key    bool
	name   string
	object bool
	// start and end are the bytes that a completion replaces.
	start, end int
	// colon says that a colon stands behind them.
	colon bool
	// known are the keys that the object has before the position.
	known []string
}

// frame is one open container.
type frame struct {
	object bool
	known  []string
	name   string // the last key
	value  bool   // the colon of the last key was there
	index  int    // in an array
	full   bool   // a colon or a comma must come next
}

// cursorAt reads a text up to a byte; ok is false where nothing can be
// completed: outside of everything, or in a comment.
func cursorAt(text string, at int) (c cursor, ok bool) {
	var stack []frame
	start := at
	for i := 0; i < at; {
		top := len(stack) - 1
		switch ch := text[i]; ch {
		case '{', '[':
			stack = append(stack, frame{object: ch == '{'})
			i++
		case '}', ']':
			if top >= 0 {
				stack = stack[:top]
			}
			if top > 0 {
				stack[top-1].full = true
			}
			i++
		case ',':
			if top >= 0 {
				stack[top].value, stack[top].full = false, false
				stack[top].index++
			}
			i++
		case ':':
			if top >= 0 {
				stack[top].value, stack[top].full = true, false
			}
			i++
		case '"':
			end := stringEnd(text, i)
			if end > at || end == at && text[end-1] != '"' || end == i+1 {
				return newCursor(stack, text, i, at)
			}
			if top >= 0 && stack[top].object && !stack[top].value {
				stack[top].name = unquote(text[i:end])
				stack[top].known = append(stack[top].known, stack[top].name)
			}
			if top >= 0 {
				stack[top].full = true
			}
			i = end
		case ' ', '\t', '\r', '\n':
			i++
		default:
			start = i
			for i < at && !strings.ContainsRune("{}[],:\" \t\r\n", rune(text[i])) {
				i++
			}
			if i == at {
				return newCursor(stack, text, start, at)
			}
			if top >= 0 {
				stack[top].full = true
			}
		}
	}
	return newCursor(stack, text, at, at)
}

// stringEnd is the first byte behind the string that starts at i; a string
// that is not closed ends with its line.
func stringEnd(text string, i int) int {
	for j := i + 1; j < len(text); j++ {
		switch text[j] {
		case '\\':
			j++
		case '"':
			return j + 1
		case '\n', '\r':
			return j
		}
	}
	return len(text)
}

func unquote(s string) string {
	n, _ := syntax.ParseJSON(syntax.NewSource("", []byte(s)))
	return n.Str()
}

func newCursor(stack []frame, text string, start, at int) (cursor, bool) {
	if len(stack) == 0 || stack[len(stack)-1].full {
		return cursor{}, false
	}
	c := cursor{start: start, end: at}
	for _, f := range stack[:len(stack)-1] {
		if f.object {
			c.pointer = syntax.Join(c.pointer, f.name)
		} else {
			c.pointer = syntax.Index(c.pointer, f.index)
		}
	}
	top := stack[len(stack)-1]
	c.object, c.known, c.name = top.object, top.known, top.name
	c.key = top.object && !top.value
	if start < len(text) && text[start] == '"' {
		c.end = max(at, stringEnd(text, start))
	}
	rest := strings.TrimLeft(text[c.end:], " \t\r\n")
	c.colon = strings.HasPrefix(rest, ":")
	return c, true
}
