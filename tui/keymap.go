package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/ui"
)

// The keys that work wherever nothing is being typed.
var (
	keyQuit        = ui.Binding{Name: "quit", Keys: []string{"q", "ctrl+c"}, Show: "q", Short: "quit", Long: "quit; asks when something is not saved", Group: ui.GroupFile}
	keySave        = ui.Binding{Name: "save", Keys: []string{"ctrl+s"}, Show: "ctrl+s", Short: "save", Long: "save, the diff first", Group: ui.GroupFile, Changes: true}
	keyReload      = ui.Binding{Name: "reload", Keys: []string{"R"}, Show: "R", Long: "read the file again", Group: ui.GroupFile}
	keyCopyTo      = ui.Binding{Name: "write", Keys: []string{"S"}, Show: "S", Long: "write the draft to another file", Group: ui.GroupFile}
	keyJSON        = ui.Binding{Name: "json", Keys: []string{"p"}, Show: "p", Long: "the endpoint or backend as it stands in the file", Group: ui.GroupMore}
	keyExcerpt     = ui.Binding{Name: "excerpt", Keys: []string{"g p"}, Show: "g p", Long: "the text of what is chosen below the findings, on or off", Group: ui.GroupMore}
	keyEditor      = ui.Binding{Name: "editor", Keys: []string{"E", "ctrl+e"}, Show: "E", Long: "edit the text in $EDITOR", Group: ui.GroupFile, Changes: true}
	keyUndo        = ui.Binding{Name: "undo", Keys: []string{"u"}, Show: "u", Short: "undo", Long: "take the last change back", Group: ui.GroupChange, Changes: true}
	keyRedo        = ui.Binding{Name: "redo", Keys: []string{"ctrl+r", "U"}, Show: "U", Long: "do again what was taken back", Group: ui.GroupChange, Changes: true}
	keyHelp        = ui.Binding{Name: "help", Keys: []string{"?", "f1", "ctrl+p"}, Show: "?", Short: "help", Long: "the keys that work here; type to narrow, enter to run", Group: ui.GroupMore}
	keyCommand     = ui.Binding{Name: "command", Keys: []string{":"}, Show: ":", Long: "command line: w, q, goto, set, patch, rule, and every action by its name", Group: ui.GroupMore}
	keyLog         = ui.Binding{Name: "changes", Keys: []string{"@"}, Show: "@", Long: "the changes made so far", Group: ui.GroupMore}
	keyGit         = ui.Binding{Name: "compare", Keys: []string{"C", "g D"}, Show: "C", Long: "what differs from the last commit (git)", Group: ui.GroupCheck}
	keyDiff        = ui.Binding{Name: "diff", Keys: []string{"g d"}, Show: "g d", Long: "what the draft changes in the file", Group: ui.GroupCheck}
	keyRoutes      = ui.Binding{Name: "map", Keys: []string{"m", "g m"}, Show: "m", Long: "the map of the routes", Group: ui.GroupMore}
	keyPane1       = ui.Binding{Name: "to-endpoints", Keys: []string{"1"}, Show: "1", Long: "to the endpoints", Group: ui.GroupMove}
	keyPane2       = ui.Binding{Name: "to-fields", Keys: []string{"2"}, Show: "2", Long: "to the fields", Group: ui.GroupMove}
	keyPane3       = ui.Binding{Name: "to-findings", Keys: []string{"3"}, Show: "3", Short: "findings", Long: "to the findings", Group: ui.GroupMove}
	keyNextPane    = ui.Binding{Name: "next-pane", Keys: []string{"tab"}, Show: "tab", Short: "pane", Long: "next pane", Group: ui.GroupMove}
	keyPrevPane    = ui.Binding{Name: "previous-pane", Keys: []string{"shift+tab"}, Show: "shift+tab", Long: "previous pane", Group: ui.GroupMove}
	keyGoTo        = ui.Binding{Name: "jump", Keys: []string{"ctrl+o"}, Show: "ctrl+o", Long: "go to any row that is seen: each gets a letter", Group: ui.GroupMove}
	keyZoom        = ui.Binding{Name: "zoom", Keys: []string{"z"}, Show: "z", Long: "one pane alone, or all again", Group: ui.GroupMore}
	keyBigger      = ui.Binding{Name: "bigger", Keys: []string{"="}, Show: "=", Long: "make the pane bigger", Group: ui.GroupMore}
	keySmaller     = ui.Binding{Name: "smaller", Keys: []string{"-", "_"}, Show: "-", Long: "make the pane smaller", Group: ui.GroupMore}
	keySource      = ui.Binding{Name: "source", Keys: []string{"o"}, Show: "o", Long: "the operation that is called, in the document of the backend", Group: ui.GroupMore}
	keyTry         = ui.Binding{Name: "try", Keys: []string{"t"}, Show: "t", Short: "try", Long: "send a request through the draft", Group: ui.GroupCheck}
	keyImport      = ui.Binding{Name: "import", Keys: []string{"I"}, Show: "I", Long: "import endpoints from the OpenAPI document of a backend", Group: ui.GroupFile, Changes: true}
	keyFix         = ui.Binding{Name: "fix", Keys: []string{"f"}, Show: "f", Long: "apply the fix of the finding here", Group: ui.GroupCheck, Changes: true}
	keyFixAll      = ui.Binding{Name: "fix-all", Keys: []string{"F"}, Show: "F", Long: "apply all safe fixes, the diff first", Group: ui.GroupCheck, Changes: true}
	keyExplain     = ui.Binding{Name: "explain", Keys: []string{"e"}, Show: "e", Long: "the page of the rule of the finding here", Group: ui.GroupCheck}
	keyIgnore      = ui.Binding{Name: "ignore", Keys: []string{"i"}, Show: "i", Long: "pass over the finding here, with a reason", Group: ui.GroupCheck, Changes: true}
	keyNextFind    = ui.Binding{Name: "next-error", Keys: []string{">", "] e"}, Show: ">", Long: "to the next error, or the next of what is worst", Group: ui.GroupCheck}
	keyPrevFind    = ui.Binding{Name: "previous-error", Keys: []string{"<", "[ e"}, Show: "<", Long: "to the previous error", Group: ui.GroupCheck}
	keyNextWarning = ui.Binding{Name: "next-warning", Keys: []string{"] w"}, Show: "] w", Long: "to the next warning", Group: ui.GroupCheck}
	keyPrevWarning = ui.Binding{Name: "previous-warning", Keys: []string{"[ w"}, Show: "[ w", Long: "to the previous warning", Group: ui.GroupCheck}
	keySuspend     = ui.Binding{Name: "suspend", Keys: []string{"ctrl+z"}, Show: "ctrl+z", Long: "suspend; fg comes back", Group: ui.GroupFile}
	keyDialog      = ui.Binding{Name: "dialog-help", InText: true, Keys: []string{"f1"}, Show: "f1", Short: "keys", Long: "the keys of the dialog", Group: ui.GroupMore}
	keyReveal      = ui.Reveal()
	keyMouse       = ui.Binding{Name: "mouse", Keys: []string{"M"}, Show: "M", Long: "mouse on or off, so that the terminal can select text", Group: ui.GroupMore}
)

// globals are the keys of the editor itself, in the order of the status bar.
func globals() []ui.Binding {
	return []ui.Binding{
		keyTry, keyUndo, keySave, keyNextPane, keyHelp, keyQuit, keyCommand, keyRedo, keyReload, keyCopyTo, keyEditor, keyImport, keyRoutes, keyJSON, keyExcerpt, keyLog, keyPane1, keyPane2, keyPane3,
		keyPrevPane, keyGoTo, keyZoom, keyBigger, keySmaller, keySource, keyFix, keyFixAll, keyExplain, keyIgnore, keyGit, keyDiff, keyNextFind, keyPrevFind, keyNextWarning, keyPrevWarning, keySuspend, keyReveal, keyMouse,
	}
}

// keysOf gives the presses that a message of the terminal library stands for.
// The library hands on letters that arrive together as one message.
func keysOf(msg tea.KeyMsg) []ui.Key {
	k := tea.Key(msg)
	switch {
	case k.Type == tea.KeyRunes && k.Paste:
		return []ui.Key{{Name: "paste", Text: string(k.Runes)}}
	case k.Type == tea.KeyRunes && !k.Alt:
		keys := make([]ui.Key, 0, len(k.Runes))
		for _, r := range k.Runes {
			keys = append(keys, ui.Key{Name: string(r), Text: string(r)})
		}
		return keys
	case k.Type == tea.KeySpace:
		return []ui.Key{{Name: "space", Text: " "}}
	}
	return []ui.Key{{Name: msg.String()}}
}

// mouseOf gives what a message of the mouse means, nil for nothing.
func mouseOf(msg tea.MouseMsg) any {
	switch {
	case msg.Button == tea.MouseButtonWheelUp:
		return ui.Wheel{Lines: -3}
	case msg.Button == tea.MouseButtonWheelDown:
		return ui.Wheel{Lines: 3}
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
		return ui.Click{X: msg.X, Y: msg.Y}
	}
	return nil
}

// offered leaves out the bindings that would change a draft that must not be
// changed.
func offered(keys []ui.Binding, locked bool) []ui.Binding {
	if !locked {
		return keys
	}
	return slices.DeleteFunc(slices.Clone(keys), func(b ui.Binding) bool { return b.Changes })
}
