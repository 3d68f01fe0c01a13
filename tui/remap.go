package tui

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/tui/ask"
	sides "github.com/gatewright/gatewright/tui/clash"
	"github.com/gatewright/gatewright/tui/command"
	"github.com/gatewright/gatewright/tui/detail"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/findings"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/help"
	"github.com/gatewright/gatewright/tui/intake"
	"github.com/gatewright/gatewright/tui/list"
	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/repair"
	"github.com/gatewright/gatewright/tui/routes"
	"github.com/gatewright/gatewright/tui/try"
	"github.com/gatewright/gatewright/tui/ui"
)

// Keymap gives actions other keys: from the name of an action, such as "save",
// "endpoints.delete" or "form.keep", to the keys that do it instead of its own.
// Keys are called as the help calls them: "x", "ctrl+x", "f5", and "g x" for two
// one after the other, which only what works in all panes can have. What is done
// where letters are typed cannot have a letter.
type Keymap map[string][]string

// KeyProblem is what is wrong with an entry of a keymap.
type KeyProblem struct {
	// Action is the entry, Key the key of it that is wrong, "" for the entry.
	Action, Key string
	Message     string
}

// Actions returns the names of all actions that a keymap may have.
func Actions() []string {
	var names []string
	for _, bindings := range append([][]ui.Binding{globals()}, places()...) {
		for _, b := range bindings {
			if b.Name != "" && !slices.Contains(names, b.Name) {
				names = append(names, b.Name)
			}
		}
	}
	return names
}

// places are the parts of the editor that keys go to, each with all that keys
// do there.
func places() [][]ui.Binding {
	repairing, typing := repair.Bindings()
	dialogs := slices.Concat(form.Bindings(), [][]ui.Binding{
		append(try.Bindings(), ui.Moves()...), routes.Bindings(), routes.Filtering(), intake.Bindings(), intake.Filtering(), diffview.Bindings(), append(page.Bindings(), keyFix, keyTry, keyIgnore), page.Searching(), help.Bindings(), command.Bindings(), sides.Bindings(), ask.Bindings(),
	})
	for i := range dialogs {
		dialogs[i] = append(dialogs[i], keyDialog)
	}
	parts := append([][]ui.Binding{
		bindingsOf(paneList), bindingsOf(paneDetail), bindingsOf(paneFindings), append(repairing, globals()...), typing, list.Filtering(), findings.Filtering(),
	}, dialogs...)
	// Secrets are revealed everywhere, also where letters are typed.
	reveal := keyReveal
	reveal.InText = true
	for i := range parts {
		parts[i] = append(parts[i], reveal)
	}
	return parts
}

// bindingsOf are those that work in a pane, its own first.
func bindingsOf(p pane) []ui.Binding {
	own := map[pane]func() []ui.Binding{paneList: list.Bindings, paneDetail: detail.Bindings, paneFindings: findings.Bindings}[p]()
	return slices.Concat(own, ui.Moves(), globals())
}

var keyNamed = regexp.MustCompile(`^(ctrl\+[a-z@\\\]^_]|alt\+.|f([1-9]|1[0-9]|20)|(ctrl\+|shift\+)?(up|down|left|right|home|end)|tab|shift\+tab|enter|esc|space|backspace|delete|insert|pgup|pgdown)$`)

// keyPair are two keys, one after the other.
var keyPair = regexp.MustCompile(`^\S \S$`)

// Check returns all that is wrong with a keymap, in the order of its actions:
// names of no action, names of no key, keys that would do two things in one
// place.
func (k Keymap) Check() []KeyProblem {
	var problems []KeyProblem
	known := Actions()
	actions := make([]string, 0, len(k))
	for action := range k {
		actions = append(actions, action)
	}
	slices.Sort(actions)
	for _, action := range actions {
		if !slices.Contains(known, action) {
			problems = append(problems, KeyProblem{action, "", fmt.Sprintf("there is no action %q", action)})
			continue
		}
		if len(k[action]) == 0 {
			problems = append(problems, KeyProblem{action, "", fmt.Sprintf("%q has no key", action)})
		}
		for _, key := range k[action] {
			switch other := k.clash(action, key); {
			case len([]rune(key)) != 1 && !keyNamed.MatchString(key) && !keyPair.MatchString(key):
				problems = append(problems, KeyProblem{action, key, fmt.Sprintf("there is no key %q; write it as x, ctrl+x, f5 or \"g x\"", key)})
			case keyPair.MatchString(key) && !slices.ContainsFunc(globals(), func(b ui.Binding) bool { return b.Name == action }):
				problems = append(problems, KeyProblem{action, key, fmt.Sprintf("%q are two keys: only what works in all panes can have them", key)})
			case key == "ctrl+c":
				problems = append(problems, KeyProblem{action, key, "ctrl+c always quits"})
			case len([]rune(key)) == 1 && k.typed(action):
				problems = append(problems, KeyProblem{action, key, fmt.Sprintf("%q is a letter like others where %q is done; take a key such as ctrl+x or f5", key, action)})
			case other != "":
				problems = append(problems, KeyProblem{action, key, fmt.Sprintf("%q is the key of %q already", key, other)})
			}
		}
	}
	return problems
}

// typed reports whether letters are text where an action is done.
func (k Keymap) typed(action string) bool {
	for _, bindings := range places() {
		if slices.ContainsFunc(bindings, func(b ui.Binding) bool { return b.Name == action && b.InText }) {
			return true
		}
	}
	return false
}

// clash returns what else a key would do where an action works, "" for nothing.
func (k Keymap) clash(action, key string) string {
	for _, bindings := range places() {
		if !slices.ContainsFunc(bindings, func(b ui.Binding) bool { return b.Name == action }) {
			continue
		}
		for _, b := range k.shown(bindings) {
			// The same thing has one name in a pane and another in all of them.
			if b.Name != action && b.Has(ui.Key{Name: key}) && last(b.Name) != last(action) {
				return cmp.Or(b.Name, b.Long)
			}
		}
	}
	return ""
}

func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// shown returns bindings with the keys that a keymap gives them.
func (k Keymap) shown(bindings []ui.Binding) []ui.Binding {
	if len(k) == 0 {
		return bindings
	}
	bindings = slices.Clone(bindings)
	for i, b := range bindings {
		if keys := k[b.Name]; b.Name != "" && len(keys) > 0 {
			bindings[i].Keys, bindings[i].Show = keys, keys[0]
		}
	}
	return bindings
}

// meant returns the key of its own that a binding knows, for one that a keymap
// gives it, where some bindings work. ok is false for a key that does nothing
// any more.
func (k Keymap) meant(key ui.Key, bindings []ui.Binding) (own ui.Key, ok bool) {
	if len(k) == 0 || key.Name == "ctrl+c" {
		return key, true
	}
	freed, inText := false, false
	for _, b := range bindings {
		keys := k[b.Name]
		moved := b.Name != "" && len(keys) > 0
		switch {
		case moved && slices.Contains(keys, key.Name):
			return press(b), true
		case moved:
			freed = freed || b.Has(key)
		case b.Has(key):
			return key, true
		}
		inText = inText || b.InText
	}
	return key, !freed || inText && key.Text != ""
}

// press is the first key of a binding.
func press(b ui.Binding) ui.Key {
	k := ui.Key{Name: b.Keys[0]}
	if len([]rune(k.Name)) == 1 {
		k.Text = k.Name
	}
	return k
}
