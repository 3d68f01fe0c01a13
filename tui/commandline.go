package tui

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/command"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/list"
	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/ui"
)

// barCommand is a command of the command line. Names are tried in order; the
// first is the one that is proposed.
type barCommand struct {
	names       []string
	args, about string
	do          func(m *model, rest string) tea.Cmd
	// more proposes what the command can be followed by, nil for nothing.
	more func(m *model) []command.Offer
}

// barCommands are the commands of the command line that are not actions of the
// keymap, in the order of their list.
func barCommands() []barCommand {
	return []barCommand{
		{[]string{"w", "write", "save"}, "[FILE]", "save, the diff first; with a FILE write the draft to that one", (*model).barWrite, nil},
		{[]string{"w!"}, "", "save without showing the diff", func(m *model, _ string) tea.Cmd { return m.writeAtOnce(false) }, nil},
		{[]string{"wq", "x"}, "", "save without showing the diff, and quit", func(m *model, _ string) tea.Cmd { return m.writeAtOnce(true) }, nil},
		{[]string{"q", "quit"}, "", "quit; asks when something is not saved", func(m *model, _ string) tea.Cmd { return m.quit() }, nil},
		{[]string{"q!"}, "", "quit, and throw away what is not saved", func(m *model, _ string) tea.Cmd { return m.answer(quitLose{}) }, nil},
		{[]string{"e", "edit"}, "[FILE]", "read the file again, or open another FILE; asks when something is not saved", (*model).barRead, (*model).fileOffers},
		{[]string{"e!"}, "[FILE]", "read the file again, or open another FILE, and throw away what is not saved", (*model).barReadAnyway, (*model).fileOffers},
		{[]string{"goto", "g"}, "PLACE", "go to an endpoint by its number or path, to the service with 0, to a JSON pointer", (*model).barGoto, (*model).endpointOffers},
		{[]string{"set"}, "FIELD VALUE", "set a field of the endpoint or backend under the cursor, or of all marked endpoints or a group", (*model).barSet, (*model).fieldOffers},
		{[]string{"unset"}, "FIELD", "take a field out of the file", (*model).barUnset, (*model).fieldOffers},
		{[]string{"filter"}, "[TERMS]", "filter the endpoints; without TERMS show all", (*model).barFilter, nil},
		{[]string{"lint"}, "", "check the draft now, and go to the findings", (*model).barLint, nil},
		{[]string{"try"}, "", "send a request through the draft", (*model).barTry, nil},
		{[]string{"rule"}, "NAME", "the page of a rule", (*model).barRule, (*model).ruleOffers},
		{[]string{"migrate"}, "", "bring the draft to version 3 and the names of today, the diff first", func(m *model, _ string) tea.Cmd { m.showMigration(); return nil }, nil},
		{[]string{"diff"}, "", "what the draft changes in the file", func(m *model, _ string) tea.Cmd { m.showDiff(); return nil }, nil},
		{[]string{"patch"}, "[FILE]", "what the draft changes as a JSON patch (RFC 6902); with a FILE write it to that one", (*model).barPatch, nil},
	}
}

// openCommand opens the command line.
func (m *model) openCommand() {
	actions := m.actions() // the dialog has keys of its own
	m.open(command.New(m.theme, m.lines, func(line string) []command.Offer { return m.proposals(line, actions) }), small)
}

// proposals are the lines that one could become: of the commands and of the
// actions that work.
func (m *model) proposals(line string, actions []ui.Binding) []command.Offer {
	name, rest, more := strings.Cut(line, " ")
	var offers []command.Offer
	for _, c := range barCommands() {
		switch {
		case more && slices.Contains(c.names, name) && c.more != nil:
			offers = append(offers, following(name, strings.TrimSpace(rest), c.more(m))...)
		case !more && slices.ContainsFunc(c.names, func(n string) bool { return strings.HasPrefix(n, name) }):
			text := c.names[0]
			if c.args != "" {
				text += " "
			}
			offers = append(offers, command.Offer{Line: text, About: strings.TrimSpace(c.args + "  " + c.about)})
		}
	}
	if more {
		return offers
	}
	for _, b := range actions {
		if strings.Contains(b.Name, name) {
			offers = append(offers, command.Offer{Line: b.Name, About: b.Long})
		}
	}
	return offers
}

// following are the offers for what stands behind the name of a command: those
// that begin with it first, then those that have it elsewhere.
func following(name, rest string, all []command.Offer) []command.Offer {
	var first, then []command.Offer
	rest = strings.ToLower(rest)
	for _, o := range all {
		text := strings.ToLower(o.Line)
		o.Line = name + " " + o.Line
		switch {
		case strings.HasPrefix(text, rest):
			first = append(first, o)
		case strings.Contains(text, rest):
			then = append(then, o)
		}
	}
	return append(first, then...)
}

// actions are the actions of the keymap that work here and have no command of
// their own.
func (m *model) actions() []ui.Binding {
	taken := map[string]bool{"": true, keyCommand.Name: true}
	for _, c := range barCommands() {
		for _, n := range c.names {
			taken[n] = true
		}
	}
	var list []ui.Binding
	for _, b := range m.actionsHere() {
		if !taken[b.Name] && !strings.HasPrefix(b.Name, "move.") {
			taken[b.Name] = true
			list = append(list, b)
		}
	}
	return list
}

// runLine does what a line of the command line says.
func (m *model) runLine(line string) tea.Cmd {
	m.lines = slices.DeleteFunc(m.lines, func(l string) bool { return l == line })
	m.lines = append(m.lines, line)
	name, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	for _, c := range barCommands() {
		if !slices.Contains(c.names, name) {
			continue
		}
		if c.args == "" && rest != "" {
			m.warn(fmt.Sprintf("%q takes nothing behind it", name))
			return nil
		}
		if c.args != "" && c.args[0] != '[' && rest == "" {
			m.warn(fmt.Sprintf("write %s %s", name, c.args))
			return nil
		}
		return c.do(m, rest)
	}
	if n, err := strconv.Atoi(line); err == nil {
		m.toLine(n)
		return nil
	}
	for _, b := range m.actions() {
		if b.Name == line {
			return m.key(press(b))
		}
	}
	m.warn(fmt.Sprintf("there is no command %q", line))
	return nil
}

func (m *model) barWrite(file string) tea.Cmd {
	if file == "" || same(file, m.opts.Path) {
		return m.save(false)
	}
	return m.writeOther(aCopy, file)
}

// writeAtOnce saves without a question, but for a file that has changed.
func (m *model) writeAtOnce(quit bool) tea.Cmd {
	reason := cmp.Or(m.draft.Locked(), m.opts.refused)
	switch {
	case !m.draft.Dirty() && quit:
		return m.quit()
	case reason != "":
		m.warn(reason)
		return nil
	case !m.draft.Dirty():
		m.say("nothing to save")
		return nil
	}
	m.saving.quit = quit
	return m.write(false)
}

func (m *model) barRead(file string) tea.Cmd {
	if file == "" || same(file, m.opts.Path) {
		return m.reload()
	}
	return m.openOther(file)
}

func (m *model) barReadAnyway(file string) tea.Cmd {
	if file != "" && !same(file, m.opts.Path) {
		return m.answer(openLost{file})
	}
	if m.opts.Piped {
		return m.reload()
	}
	path := m.opts.Path
	return m.ofThis(func() tea.Msg { return forced(readAgain(path)) })
}

// forced is a file read again whatever is not saved.
type forced reloaded

func (m *model) barGoto(place string) tea.Cmd {
	svc := m.draft.Doc().Service()
	if n, err := strconv.Atoi(place); err == nil {
		if n < 0 || n > svc.NumEndpoints() {
			m.warn(fmt.Sprintf("there is no endpoint %d, they go from 1 to %d", n, svc.NumEndpoints()))
			return nil
		}
		m.list.Select(n - 1)
		m.show()
		return nil
	}
	if strings.HasPrefix(place, "/endpoints/") && m.draft.Doc().Root.At(place) != nil {
		m.goTo(place)
		m.setFocus(paneDetail)
		return nil
	}
	found := -1
	for i, e := range svc.Endpoints() {
		switch {
		case e.ID().String() == place || e.Route() == place:
			m.list.Select(i)
			m.show()
			return nil
		case found < 0 && strings.Contains(strings.ToLower(e.ID().String()), strings.ToLower(place)):
			found = i
		}
	}
	if found < 0 {
		m.warn(fmt.Sprintf("no endpoint has %q in its method and path", place))
		return nil
	}
	m.list.Select(found)
	m.show()
	return nil
}

// toLine goes to what stands in a line of the file.
func (m *model) toLine(n int) {
	doc := m.draft.Doc()
	if n < 1 || n > doc.Source.Lines() || doc.Root == nil {
		m.warn(fmt.Sprintf("there is no line %d, they go from 1 to %d", n, doc.Source.Lines()))
		return
	}
	text, at := doc.Source.Line(n)
	pointer, _ := doc.Root.Path(at + len(strings.TrimRight(text, " \t,]}[{\r")) - 1)
	m.goTo(pointer)
	m.setFocus(paneDetail)
}

func (m *model) endpointOffers() []command.Offer {
	var offers []command.Offer
	for _, e := range m.draft.Doc().Service().Endpoints() {
		offers = append(offers, command.Offer{Line: e.ID().String(), About: strconv.Itoa(e.Index + 1)})
	}
	return offers
}

// here is what set and unset work on: the backend under the cursor of the
// fields, else the endpoint, else the service.
func (m *model) here() field.At {
	at, ok := m.endpoint(m.list.Index())
	if shown := m.detail.At(); ok && m.focus == paneDetail && shown.Backend != nil {
		at.Backend = shown.Backend
	}
	return at
}

func (m *model) fieldOffers() []command.Offer {
	at := m.here()
	var offers []command.Offer
	for _, f := range field.Of(at.Level()) {
		about := f.About
		switch v := f.Read(at.Object()); {
		case v.Shown != "":
			about = "now " + v.Shown
		case v.Set:
			about = "now " + m.theme.Private(v.Text)
		}
		offers = append(offers, command.Offer{Line: f.Name + " ", About: about})
	}
	return offers
}

// barSet sets a field, in all marked endpoints when there are some.
func (m *model) barSet(rest string) tea.Cmd {
	name, value, ok := strings.Cut(rest, " ")
	if key, text, is := strings.Cut(rest, "="); is && !strings.Contains(key, " ") {
		name, value, ok = key, text, true
	}
	if value = strings.TrimSpace(value); !ok || value == "" {
		m.warn("write set FIELD VALUE; unset takes a field out of the file")
		return nil
	}
	return m.putHere(name, value)
}

func (m *model) barUnset(name string) tea.Cmd { return m.putHere(name, "") }

// putHere gives a field at the cursor a value, or the same of all marked
// endpoints; "" takes it out.
func (m *model) putHere(name, value string) tea.Cmd {
	at := m.here()
	f, err := known(at, name)
	if err != nil {
		m.warn(err.Error())
		return nil
	}
	marked := m.list.Chosen()
	if m.focus != paneList {
		marked = m.list.Marked()
	}
	if len(marked) == 0 || at.Endpoint == nil || at.Backend != nil {
		if m.askTwice(at.Object().Node, f.Name) {
			return nil
		}
		return m.changed(put(m.draft, at, f, value))
	}
	label := fmt.Sprintf("set %s in %s", f.Name, count(len(marked), "endpoint"))
	if value == "" {
		label = fmt.Sprintf("remove %s from %s", f.Name, count(len(marked), "endpoint"))
	}
	objects := (&bulk{marked}).objects(at.Service, f.Level)
	return m.changed(putAll(m.draft, label, objects, f, value))
}

// known returns a field that a level has, or that the file has there.
func known(at field.At, name string) (field.Field, error) {
	f := field.Find(at.Level(), name)
	is := func(f field.Field) bool { return strings.EqualFold(f.Name, name) }
	if !slices.ContainsFunc(field.Of(at.Level()), is) && at.Object().Member(name) == nil {
		return f, fmt.Errorf("%s has no field %q", at.Level(), name)
	}
	return f, nil
}

func (m *model) barFilter(terms string) tea.Cmd {
	m.list.SetFilter(terms)
	m.setFocus(paneList)
	return m.event(list.Selected{Index: m.list.Index()})
}

func (m *model) barLint(string) tea.Cmd {
	m.setFocus(paneFindings)
	m.findings.SetStale()
	return m.startCheck()
}

// barTry opens the screen for trying wherever the cursor is: among the findings the
// key of that action proves one.
func (m *model) barTry(string) tea.Cmd {
	if m.opts.Send == nil {
		m.warn("nothing can be tried here")
		return nil
	}
	return m.try()
}

// barRule opens the page of a rule.
func (m *model) barRule(name string) tea.Cmd {
	if m.opts.Explain == nil {
		m.warn("there are no pages of rules here")
		return nil
	}
	p, ok := m.opts.Explain(name)
	if !ok {
		m.warn(fmt.Sprintf("there is no rule %q", name))
		return nil
	}
	m.open(page.New(m.theme, name, m.pageOf(p, "")), large)
	return nil
}

// ruleOffers are the rules that find something in the draft.
func (m *model) ruleOffers() []command.Offer {
	found := map[string]int{}
	for _, f := range m.found {
		found[f.Rule]++
	}
	var offers []command.Offer
	for _, name := range slices.Sorted(maps.Keys(found)) {
		offers = append(offers, command.Offer{Line: name, About: count(found[name], "finding")})
	}
	return offers
}
