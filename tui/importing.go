package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/intake"
)

// importing is an import on its way: the document is asked for, then where its
// service listens when it does not say so, then every decision is shown, then
// the diff. Only the answer to the last question counts.
type importing struct {
	seq    int
	cancel context.CancelFunc
	// asking is the name of the field that the open form asks for, "" for none.
	asking   string
	document string
	host     string // where the service listens, "" for what the document says
	prefix   string // before the path of every endpoint
	services []*spec.Service
	renaming int // of entries, the one that the open form asks a path for
	entries  []imported
	// joining is the endpoint of several operations that a path is asked for, nil
	// for none; joins are those that were asked for before, parts the entries that
	// joining is of.
	joining *generate.Aggregate
	parts   []int
	joins   []generate.Aggregate
}

// The fields that the wizard asks for.
const (
	askDocument = "document"
	askHost     = "host of the service"
	askPrefix   = "prefix"
	askRename   = "another path"
	askJoin     = "endpoint"
)

// generated is what came of loading a document and generating from it.
type generated struct {
	seq      int
	services []*spec.Service
	res      *generate.Result
	err      error
}

// startImport asks for a document.
func (m *model) startImport() tea.Cmd {
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return nil
	}
	m.ask(askDocument, "the OpenAPI document of a backend, a file or URL; HOST=FILE says where the backend listens")
	return nil
}

func (m *model) ask(name, about string) {
	m.intake.asking = name
	at := field.At{Service: m.draft.Doc().Service()}
	m.open(form.New(m.theme, at, field.Field{Name: name, Kind: field.Text, About: about}, "what to import"), small)
}

// answerImport goes on with what the form has asked for.
func (m *model) answerImport(text string) tea.Cmd {
	asked := m.intake.asking
	m.intake.asking = ""
	text = strings.TrimSpace(text)
	switch asked {
	case askRename:
		m.renamed(text)
		return nil
	case askJoin:
		return m.join(text)
	case askHost:
		m.intake.host = text
		return m.generate("")
	case askPrefix:
		m.intake.prefix = text
		return m.generate("")
	}
	m.intake.document, m.intake.services, m.intake.host, m.intake.prefix = text, nil, "", m.opts.Generate.Prefix
	m.intake.joining, m.intake.joins = nil, nil
	if m.intake.document == "-" {
		m.warn("standard input is the terminal here; name a file or a URL")
		return nil
	}
	return m.generate(m.intake.document)
}

// generate loads a document, unless it is loaded already, and generates from it
// beside the editing.
func (m *model) generate(document string) tea.Cmd {
	m.stopImport()
	ctx, cancel := context.WithCancel(m.ctx)
	m.intake.cancel = cancel
	seq, load, services, opts := m.intake.seq, m.opts.Load, m.intake.services, m.importOptions()
	m.say("reading " + m.intake.document)
	return func() (msg tea.Msg) {
		// What a document makes a reader do must not end the editor.
		defer func() {
			if p := recover(); p != nil {
				msg = generated{seq: seq, err: fmt.Errorf("reading the document failed: %v", p)}
			}
		}()
		g := generated{seq: seq, services: services}
		if document != "" {
			if g.services, g.err = load(ctx, document); g.err != nil {
				return g
			}
		}
		g.res, g.err = generate.Run(ctx, g.services, opts)
		return g
	}
}

// importOptions are those of what is generated for an import: for what is put
// into the draft, beside what it has.
func (m *model) importOptions() generate.Options {
	opts := m.opts.Generate
	opts.Host, opts.Prefix = m.intake.host, m.intake.prefix
	opts.Beside, opts.BesideWhole = m.draft.Doc(), true
	opts.Aggregates = slices.Concat(opts.Aggregates, m.intake.joins)
	if m.intake.joining != nil {
		opts.Aggregates = append(opts.Aggregates, *m.intake.joining)
	}
	return opts
}

// stopImport calls off an import that is on its way.
func (m *model) stopImport() {
	m.intake.seq++
	if m.intake.cancel != nil {
		m.intake.cancel()
		m.intake.cancel = nil
	}
}

// isGenerated shows what was decided, or asks for what is missing.
func (m *model) isGenerated(g generated) {
	if g.seq != m.intake.seq {
		return
	}
	m.stopImport() // its context is of no more use
	m.intake.services = g.services
	var usage *generate.UsageError
	switch {
	case errors.As(g.err, &usage) && len(g.services) == 1 && strings.Contains(usage.Hint, "--host"):
		m.ask(askHost, usage.Message+": write it as http://name:port")
		return
	case g.err != nil:
		m.intake.joining = nil
		m.warn("import: " + strings.ReplaceAll(g.err.Error(), "\n", "; "))
		return
	}
	if !m.isJoined(g.res) {
		return
	}
	m.intake.entries = importedFrom(g.res, m.draft.Doc().Service(), m.intake.joins, m.opts.Generate)
	items := make([]intake.Item, len(m.intake.entries))
	for i, e := range m.intake.entries {
		items[i] = e.Item
	}
	screen := intake.NewScreen(m.theme, "Import "+m.intake.document, items)
	if m.reviewing() {
		screen.Resume(m.top().Component.(*intake.Model))
		m.shut()
	}
	m.open(screen, full)
	m.showJoined(screen)
}

// offerImport shows what the picked operations would change in the draft.
func (m *model) offerImport(picked []intake.Choice) {
	before := m.draft.Doc().Source.Text
	trial := draft.New(m.draft.Doc())
	endpoints, joint := 0, false
	for _, choice := range picked {
		if choice.Item >= len(m.intake.entries) {
			return // of a screen whose import is over
		}
		e := m.intake.entries[choice.Item]
		if e.setting == "" && e.extension == "" {
			endpoints++
		}
		joint = joint || e.Joint
		if err := putImported(trial, e, choice); err != nil {
			m.warn(err.Error())
			return
		}
	}
	after := trial.Doc().Source.Text
	label := "import " + count(endpoints, "endpoint") + " from " + m.intake.document
	if n := len(picked) - endpoints; n > 0 {
		label = "import " + count(endpoints, "endpoint") + " and " + count(n, "setting") + " from " + m.intake.document
	}
	command := "gatewright generate " + shellWord(m.intake.document) + " -o " + shellWord(m.opts.Path) + " --into"
	if joint {
		command = "" // that joins what the project file says alone
	}
	lines := diffview.Compare(before, after)
	m.open(diffview.New(m.theme, label, "put in", nil, lines, replaceText{label, after, command}), large)
}

// putImported puts an operation or a setting into a draft.
func putImported(d *draft.Draft, i imported, choice intake.Choice) error {
	svc := d.Doc().Service()
	var err error
	switch {
	case i.extension != "":
		err = putExtension(d, field.At{Service: svc}, i.extension, i.json)
	case i.setting != "":
		err = d.Set(svc.Object, i.setting, i.json)
	default:
		err = putEndpoint(d, i, choice)
	}
	if errors.Is(err, draft.ErrNoChange) {
		return nil
	}
	return err
}
