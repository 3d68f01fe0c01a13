package tui

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config/syntax"
)

// ParseKeymap reads a keymap from a file of JSON, YAML or TOML: an object from
// the names of actions to a key or a list of keys. The error has all that is
// wrong with it, a line each, with its place.
func ParseKeymap(name string, data []byte) (Keymap, error) {
	root, problems := syntax.Parse(syntax.NewSource(name, data))
	var errs []error
	for _, p := range problems {
		if p.Code != syntax.Empty {
			errs = append(errs, fmt.Errorf("%s: %s", p.Span, p.Message))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if root.IsNull() {
		return nil, nil
	}
	if root.Kind != syntax.Object {
		return nil, fmt.Errorf("%s: the keymap is %s, it must be an object of actions", root.Span, root.Kind)
	}
	keys := Keymap{}
	for _, m := range root.Members() {
		list, err := keysIn(m.Value)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: the keys of %q %w", m.Key, m.Name, err))
			continue
		}
		keys[m.Name] = list
	}
	for _, p := range keys.Check() {
		errs = append(errs, fmt.Errorf("%s: %s", place(root, p), p.Message))
	}
	return keys, errors.Join(errs...)
}

// keysIn reads one key or a list of keys.
func keysIn(n *syntax.Node) ([]string, error) {
	wrong := errors.New("must be a string or a list of strings")
	if n == nil {
		return nil, wrong
	}
	items := []*syntax.Node{n}
	if n.Kind == syntax.Array {
		items = n.Items()
	}
	var list []string
	for _, item := range items {
		// A digit is a key as well, and needs no quotes.
		if item.Kind != syntax.String && item.Kind != syntax.Number {
			return nil, wrong
		}
		list = append(list, item.Text)
	}
	return list, nil
}

// place is where a problem stands: at the key, else at the action.
func place(root *syntax.Node, p KeyProblem) syntax.Span {
	i := slices.IndexFunc(root.Members(), func(m syntax.Member) bool { return m.Name == p.Action })
	m := root.Members()[i]
	for _, item := range m.Value.Items() {
		if p.Key != "" && item.Text == p.Key {
			return item.Span
		}
	}
	return m.Key
}
