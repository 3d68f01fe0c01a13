package rule

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// modifierSides are the modifiers of modifier/martian; true marks those that
// change requests alone.
var modifierSides = map[string]bool{
	"body.Modifier": false, "cookie.Modifier": false, "cookie.Filter": true,
	"header.Modifier": false, "header.Append": false, "header.Blacklist": false, "header.Copy": false, "header.Id": true,
	"header.Filter": false, "header.RegexFilter": false,
	"querystring.Modifier": true, "querystring.Filter": false,
	"url.Modifier": true, "url.Filter": false, "url.RegexFilter": true,
	"port.Modifier": true, "port.Filter": true,
	"stash.Modifier": false, "status.Modifier": false,
	"fifo.Group": false, "priority.Group": false,
}

// martianModifier is one modifier of a backend, wherever in groups and filters
// it stands.
type martianModifier struct {
	name     string
	key      syntax.Span
	settings *syntax.Node
	pointer  string // to the settings
}

// requests and responses report whether the modifier works on that side.
func (m martianModifier) requests() bool  { return m.side("request") }
func (m martianModifier) responses() bool { return m.side("response") && !modifierSides[m.name] }

func (m martianModifier) side(word string) bool {
	scope := m.settings.Get("scope")
	return scope == nil || slices.ContainsFunc(scope.Items(), func(n *syntax.Node) bool { return n.Str() == word })
}

// martianModifiers returns the modifiers of a backend in the order in which
// they stand.
func martianModifiers(b *config.Backend) []martianModifier {
	entry := b.Extra.Entry("modifier/martian")
	if entry == nil {
		return nil
	}
	return modifiersIn(entry.Node, entry.Pointer, nil)
}

func modifiersIn(n *syntax.Node, pointer string, list []martianModifier) []martianModifier {
	if n == nil || n.Kind != syntax.Object {
		return list
	}
	for i := range n.Members() {
		m := &n.Members()[i]
		at := syntax.Join(pointer, m.Name)
		list = append(list, martianModifier{m.Name, m.Key, m.Value, at})
		for _, field := range []string{"modifier", "else"} {
			list = modifiersIn(m.Value.Get(field), syntax.Join(at, field), list)
		}
		members := m.Value.Get("modifiers")
		if members == nil {
			continue
		}
		for j, member := range members.Items() {
			below := syntax.Index(syntax.Join(at, "modifiers"), j)
			if m.Name == "priority.Group" {
				member, below = member.Get("modifier"), syntax.Join(below, "modifier")
			}
			list = modifiersIn(member, below, list)
		}
	}
	return list
}

// scopeProblem says what keeps a modifier's scope from being read, and where.
func (m martianModifier) scopeProblem() (problem string, at syntax.Span, pointer string) {
	scope := m.settings.Get("scope")
	pointer = syntax.Join(m.pointer, "scope")
	switch {
	case scope.IsNull():
		return "", at, ""
	case scope.Kind != syntax.Array:
		return "the scope is no list", scope.Span, pointer
	}
	for i, word := range scope.Items() {
		at, here := word.Span, syntax.Index(pointer, i)
		switch text := word.Str(); {
		case text != "request" && text != "response":
			return fmt.Sprintf("there is no scope %s", strconv.Quote(text)), at, here
		case text == "response" && modifierSides[m.name]:
			return fmt.Sprintf("%q changes requests alone", m.name), at, here
		}
	}
	return "", at, ""
}
