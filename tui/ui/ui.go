// Package ui is what the components of the editor share: keys, styles, text
// that fits a width, boxes and scrolling. Nothing here knows a terminal
// library: a component takes a Key and answers an event, and draws itself as
// lines. Only the package tui speaks to the terminal.
package ui

// Component is one part of the screen. Components change in place; the parent
// owns them and is the only one that calls them.
type Component interface {
	// Update takes a Key, a Click or a Wheel and returns an event of the
	// component's package for the parent, nil for none.
	Update(msg any) (event any)
	// SetSize gives the component its room in cells.
	SetSize(width, height int)
	// View returns exactly as many lines as the component is high, each exactly
	// as wide as it is.
	View() []string
	// Keys returns the bindings that work in the component's present state.
	Keys() []Binding
	// Typing reports whether keys are text just now, so that the parent's own
	// keys have to wait.
	Typing() bool
}

// Rows is a component whose rows can be gone to one by one.
type Rows interface {
	// Rows returns the lines of the component, from 0, at which a click chooses
	// a row that is seen.
	Rows() []int
}

// Sized is a component that knows how many lines it would like to have at a
// width, frame included.
type Sized interface {
	Lines(width int) int
}
