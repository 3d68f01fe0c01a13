package ui

import (
	"strings"
	"unicode/utf8"
)

// Input is one line of text with a cursor.
type Input struct {
	text   []rune
	cursor int
	chosen bool // all of the text, to be replaced by what is typed
	past   []Input
}

// NewInput returns an input that holds text, the cursor behind it.
func NewInput(text string) *Input {
	in := &Input{}
	in.set(text)
	return in
}

// Text returns what the input holds.
func (in *Input) Text() string { return string(in.text) }

// SetText replaces what the input holds and puts the cursor behind it.
func (in *Input) SetText(text string) {
	if string(in.text) != text {
		in.past = append(in.past, Input{text: in.text, cursor: in.cursor})
	}
	in.set(text)
}

func (in *Input) set(text string) {
	in.text = []rune(strings.ToValidUTF8(text, "\uFFFD"))
	in.chosen = false
	in.cursor = len(in.text)
}

// Choose chooses all of the text: what is typed next takes its place, and every
// key that moves the cursor keeps it.
func (in *Input) Choose() { in.chosen = len(in.text) > 0 }

// Chosen reports whether what is typed next takes the place of the text.
func (in *Input) Chosen() bool { return in.chosen }

// To puts the cursor before a character, counted from 0.
func (in *Input) To(at int) { in.cursor = max(0, min(at, len(in.text))) }

// Update takes a key and reports whether the input has used it. ctrl+z takes
// back what was typed or deleted last.
func (in *Input) Update(k Key) bool {
	if k.Name == "ctrl+z" {
		if n := len(in.past); n > 0 {
			past := in.past[:n-1]
			*in = in.past[n-1]
			in.past = past
		}
		return true
	}
	before := Input{text: in.text, cursor: in.cursor}
	used := in.update(k)
	// What changes the text makes a new list of its characters.
	if string(before.text) != string(in.text) {
		in.past = append(in.past, before)
	}
	return used
}

func (in *Input) update(k Key) bool {
	if in.chosen {
		in.chosen = false
		if k.Text != "" || k.Name == "backspace" || k.Name == "ctrl+h" || k.Name == "delete" {
			in.set("")
		}
	}
	switch k.Name {
	case "left", "ctrl+b":
		in.cursor = max(in.cursor-1, 0)
	case "right", "ctrl+f":
		in.cursor = min(in.cursor+1, len(in.text))
	case "home", "ctrl+a":
		in.cursor = 0
	case "end", "ctrl+e":
		in.cursor = len(in.text)
	case "backspace", "ctrl+h":
		in.remove(in.cursor-1, in.cursor)
	case "delete", "ctrl+d":
		in.remove(in.cursor, in.cursor+1)
	case "ctrl+u":
		in.remove(0, in.cursor)
	case "ctrl+k":
		in.remove(in.cursor, len(in.text))
	case "ctrl+w", "alt+backspace":
		in.remove(in.wordStart(), in.cursor)
	default:
		if k.Text == "" {
			return false
		}
		in.insert(k.Text)
	}
	return true
}

func (in *Input) remove(from, to int) {
	from, to = max(from, 0), min(to, len(in.text))
	if from >= to {
		return
	}
	in.text = append(in.text[:from:from], in.text[to:]...)
	in.cursor = from
}

// insert puts text at the cursor; line breaks, as a paste has them, become
// blanks.
func (in *Input) insert(text string) {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "")
	}
	text = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ", "\x00", "").Replace(text)
	add := []rune(text)
	in.text = append(in.text[:in.cursor:in.cursor], append(add, in.text[in.cursor:]...)...)
	in.cursor += len(add)
}

func (in *Input) wordStart() int {
	i := in.cursor
	for i > 0 && !wordRune(in.text[i-1]) {
		i--
	}
	for i > 0 && wordRune(in.text[i-1]) {
		i--
	}
	return i
}

func wordRune(r rune) bool {
	return r > 127 || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// View draws the input in exactly width cells, the part around the cursor when
// the text is longer.
func (in *Input) View(t *Theme, width int) string {
	if width < 2 {
		return strings.Repeat(" ", max(width, 0))
	}
	start := in.cursor
	// The cursor itself takes a cell: the one behind the text, or with no
	// colours a bar of its own.
	for room := width - 2; start > 0; start-- {
		if room -= Width(Clean(string(in.text[start-1]))); room < 0 {
			break
		}
	}
	before := Clean(string(in.text[start:in.cursor]))
	var under, after string
	if in.cursor < len(in.text) {
		under = Clean(string(in.text[in.cursor]))
		after = Clean(string(in.text[in.cursor+1:]))
	}
	if !t.Color {
		bar := "▏"
		if t.ASCII {
			bar = "|"
		}
		if in.chosen {
			return t.Fit(bar+before+bar, width)
		}
		return t.Fit(before+bar+under+after, width)
	}
	if under == "" {
		under = " "
	}
	room := width - Width(before) - Width(under)
	if in.chosen {
		return t.Cursor.Render(before) + t.Fit("", width-Width(before))
	}
	return before + t.Cursor.Render(under) + t.Fit(after, room)
}
