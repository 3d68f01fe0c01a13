package ui

import "slices"

// Key is one key press, apart from any terminal library: Name is what bindings
// compare ("enter", "ctrl+s", "J"), Text is what the key types, empty for keys
// that type nothing.
type Key struct {
	Name string
	Text string
}

// Click is a press of the left mouse button at a cell of the component.
type Click struct{ X, Y int }

// Wheel is a turn of the mouse wheel over the component, in lines; negative is
// up.
type Wheel struct{ Lines int }

// Binding is one thing that keys do, with the words that help shows for it.
type Binding struct {
	// Name is what a keymap calls it, such as "endpoints.delete"; "" for what
	// cannot have other keys.
	Name string
	Keys []string
	// Show is how the keys are written in help, such as "j k".
	Show string
	// Short stands in the status bar, Long in the help; Short is empty for what
	// the bar leaves out.
	Short, Long string
	// Group is the heading in the help.
	Group string
	// InText says that letters are typed where the keys work, so that a letter
	// cannot be one of them.
	InText bool
	// Changes says that the keys change the draft, so that a read-only editor
	// does not offer them.
	Changes bool
}

// Has reports whether a key press is one of the binding's.
func (b Binding) Has(k Key) bool { return slices.Contains(b.Keys, k.Name) }

// Reveal is the binding that shows secrets or hides them, everywhere.
func Reveal() Binding {
	return Binding{Name: "reveal", Keys: []string{"ctrl+t"}, Show: "ctrl+t", Long: "show secrets, or hide them again; in dialogs too", Group: GroupMore}
}

// The groups of the help, in its order.
const (
	GroupChange = "Change"
	GroupCheck  = "Check"
	GroupFind   = "Find"
	GroupMany   = "Many"
	GroupFile   = "File"
	GroupMore   = "More"
	GroupMove   = "Move"
)

// Groups lists the groups of the help in its order.
func Groups() []string {
	return []string{GroupChange, GroupCheck, GroupFind, GroupMany, GroupFile, GroupMore, GroupMove}
}
