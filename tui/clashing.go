package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/tui/ask"
	sides "github.com/gatewright/gatewright/tui/clash"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
)

// askClash asks what to do about a file that another program has changed.
func (m *model) askClash(c clash) {
	quit, next := m.saving.quit, m.saving.next
	if c.missing {
		m.open(ask.New(m.theme, "The file is gone", fmt.Sprintf("%s was deleted or renamed since it was read.", m.name()),
			ask.Answer{Key: "w", Label: "write it again", Value: overwrite{}},
			ask.Answer{Key: "a", Label: "write the draft to another file", Value: elsewhere{}}), small)
	} else {
		since := "since it was read"
		if !m.saving.theirs && !c.time.IsZero() {
			m.saving.changed = between(c.time, m.saving.seen, m.now())
		}
		if m.saving.theirs || !c.time.IsZero() {
			since = m.sinceChanged()
		}
		text := fmt.Sprintf("another program has changed %s %s, in %s; you have made %s.", m.name(), since,
			count(diffview.Places(diffview.Compare(m.draft.Disk(), c.text)), "place"), count(len(m.draft.Unsaved()), "edit"))
		answers := []ask.Answer{
			{Key: "d", Label: "show what theirs would change in the draft", Value: showTheirs{c.text}},
			{Key: "t", Label: "take theirs, drop the draft", Value: takeTheirs{c.text}},
			{Key: "w", Label: "overwrite theirs with the draft", Value: overwrite{}},
		}
		merged, clash := m.merges(c.text)
		answers = append(merged, answers...)
		if clash {
			text += " Both have changed the same in it."
		}
		m.open(ask.New(m.theme, "The file has changed", text, answers...), small)
	}
	m.saving.quit, m.saving.next = quit, next
}

// merges are the answers that put the draft and another state of the file
// together; clash says that both have changed the same, each in another way.
func (m *model) merges(theirs string) (answers []ask.Answer, clash bool) {
	of := draft.Compare(m.opts.Path, m.draft.Disk(), m.draft.Doc().Source.Text, theirs)
	both := func(prefer draft.Side, key, label string) bool {
		text, ok := of.Text(func(int) draft.Pick { return draft.Pick{Side: prefer} })
		if ok {
			answers = append(answers, ask.Answer{Key: key, Label: label, Value: merge{theirs, text}})
		}
		return ok
	}
	if both(draft.Neither, "m", "merge: keep both changes, they do not clash") {
		return answers, false
	}
	answers = append(answers, ask.Answer{Key: "c", Label: "merge: keep both changes, and choose where they clash", Value: chooseSides{theirs}})
	both(draft.Mine, "m", "merge: keep both changes, yours where they clash")
	both(draft.Theirs, "n", "merge: keep both changes, theirs where they clash")
	return answers, true
}

// askSides has a side picked for every place that both have changed.
func (m *model) askSides(theirs string) {
	of := draft.Compare(m.opts.Path, m.draft.Disk(), m.draft.Doc().Source.Text, theirs)
	m.open(sides.New(m.theme, m.name(), of.Clashes, picking{theirs, of}), large)
}

// askOther asks for a value that shall count in a place instead of either side's.
func (m *model) askOther(c draft.Clash) {
	mine := config.Parse(m.opts.Path, []byte("{"+c.Mine+"}"))
	m.otherSide = true
	where := "the service"
	if c.Place != c.Key {
		where = strings.TrimSuffix(c.Place, ", "+c.Key)
	}
	m.open(form.New(m.theme, field.At{Service: mine.Service()}, field.Field{
		Name: c.Key, Kind: field.Raw, Level: fact.Service, About: "the value that shall count instead of yours and theirs, as JSON",
	}, where), small)
}

// takeOther hands the value that was typed to the dialog that asks for a side.
func (m *model) takeOther(json string) {
	m.otherSide = false
	if dialog, ok := m.top().Component.(*sides.Model); ok {
		dialog.SetText(json)
	}
}

// mergeSides merges with the sides that were picked.
func (m *model) mergeSides(p picking, picked []draft.Pick) tea.Cmd {
	text, ok := p.of.Text(func(clash int) draft.Pick { return picked[clash] })
	if !ok {
		m.warn("not merged: what is picked gives no configuration together; pick others")
		return nil
	}
	m.shut()
	return m.answer(merge{p.theirs, text})
}
