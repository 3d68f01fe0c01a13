package ui

import (
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/secret"
)

// Style is a look of text. The zero Style leaves text as it is.
type Style struct{ on string }

// Render gives text the look.
func (s Style) Render(text string) string {
	if s.on == "" || text == "" {
		return text
	}
	return s.on + text + "\x1b[0m"
}

// Theme is the looks and signs of the editor. It uses the sixteen colours of
// the terminal only, so that the user's own colours and contrast hold.
type Theme struct {
	Color, ASCII bool
	// Reveal shows the secrets that Private masks.
	Reveal bool
	// Keys are the keys that a keymap gives actions instead of their own.
	Keys map[string][]string

	Title, Focus, Dim, Key, Value Style
	Error, Warning, Info, Good    Style
	Cursor, Bar, Jump             Style
	Added, Removed, Hunk          Style
	// Ellipsis stands where text is cut.
	Ellipsis string

	corner           [4]string // of frames: upper left, upper right, lower left, lower right
	horizontal, wall string
}

// NewTheme returns the theme; without color it writes no escape codes at all,
// with ascii it draws with ASCII characters only.
func NewTheme(color, ascii bool) *Theme {
	t := &Theme{
		Color: color, ASCII: ascii, Ellipsis: "…",
		corner: [4]string{"┌", "┐", "└", "┘"}, horizontal: "─", wall: "│",
	}
	if ascii {
		t.Ellipsis, t.corner, t.horizontal, t.wall = "~", [4]string{"+", "+", "+", "+"}, "-", "|"
	}
	if color {
		sgr := func(codes string) Style { return Style{"\x1b[" + codes + "m"} }
		t.Title, t.Focus, t.Dim, t.Key, t.Value = sgr("1"), sgr("1;36"), sgr("2"), sgr("36"), sgr("32")
		t.Error, t.Warning, t.Info, t.Good = sgr("1;31"), sgr("33"), sgr("34"), sgr("32")
		t.Cursor, t.Bar, t.Jump = sgr("7"), sgr("7"), sgr("1;30;43")
		t.Added, t.Removed, t.Hunk = sgr("32"), sgr("31"), sgr("36")
	}
	return t
}

// Private returns a line of text as it may be shown: with the secrets in it
// masked, unless they are revealed.
func (t *Theme) Private(text string) string {
	if t.Reveal {
		return text
	}
	return secret.Line(text)
}

// KeyOf returns the key that does what a binding does, as text names it.
func (t *Theme) KeyOf(b Binding) string {
	if keys := t.Keys[b.Name]; len(keys) > 0 {
		return keys[0]
	}
	return b.Show
}

// Severity returns the look of a severity.
func (t *Theme) Severity(s diag.Severity) Style {
	switch s {
	case diag.Error:
		return t.Error
	case diag.Warning:
		return t.Warning
	}
	return t.Info
}

// Sign returns the letter of a severity: E, W or I.
func Sign(s diag.Severity) string {
	switch s {
	case diag.Error:
		return "E"
	case diag.Warning:
		return "W"
	}
	return "I"
}
