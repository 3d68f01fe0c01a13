package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
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
	document string // as it was typed, several with blanks between
	chosen   choices
	fine     choices // what the operations that are shown were made with
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

// choices are what holds for all operations of an import.
type choices struct {
	host   string // where the service listens, "" for what the document says
	prefix string // before the path of every endpoint
	policy spec.Policy
}

// The fields that the wizard asks for.
const (
	askDocument = "document"
	askHost     = "host"
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
	m.ask(askDocument, "the OpenAPI document of a backend, a file or URL, or several with blanks between; HOST=FILE says where the backend listens")
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
		m.intake.chosen.host = text
		return m.generate(false)
	case askPrefix:
		m.intake.chosen.prefix = text
		return m.generate(false)
	}
	m.intake.document, m.intake.services = text, nil
	m.intake.chosen = choices{prefix: m.opts.Generate.Prefix, policy: m.opts.Generate.Infer.Policy}
	m.intake.fine = m.intake.chosen
	m.intake.joining, m.intake.joins = nil, nil
	if m.intake.document == "-" {
		m.warn("standard input is the terminal here; name a file or a URL")
		return nil
	}
	return m.generate(true)
}

// generate generates from documents beside the editing, and loads them before if
// they are not.
func (m *model) generate(unread bool) tea.Cmd {
	m.stopImport()
	ctx, cancel := context.WithCancel(m.ctx)
	m.intake.cancel = cancel
	seq, load, services, opts := m.intake.seq, m.opts.Load, m.intake.services, m.importOptions()
	documents := documentsIn(m.intake.document)
	m.say("reading " + m.intake.document)
	return func() (msg tea.Msg) {
		// What a document makes a reader do must not end the editor.
		defer func() {
			if p := recover(); p != nil {
				msg = generated{seq: seq, err: fmt.Errorf("reading the document failed: %v", p)}
			}
		}()
		g := generated{seq: seq, services: services}
		if unread {
			if g.services, g.err = loadAll(ctx, load, documents); g.err != nil {
				return g
			}
		}
		g.res, g.err = generate.Run(ctx, g.services, opts)
		return g
	}
}

// documentsIn are the documents that a text names: the file that is called so,
// else what stands between its blanks.
func documentsIn(text string) []string {
	if _, err := os.Stat(text); err == nil {
		return []string{text}
	}
	return strings.Fields(text)
}

// loadAll reads documents one after the other.
func loadAll(ctx context.Context, load func(context.Context, string) ([]*spec.Service, error), documents []string) ([]*spec.Service, error) {
	var all []*spec.Service
	for _, document := range documents {
		services, err := load(ctx, document)
		if err != nil {
			return nil, err
		}
		all = append(all, services...)
	}
	return all, nil
}

// importOptions are those of what is generated for an import: for what is put
// into the draft, beside what it has.
func (m *model) importOptions() generate.Options {
	opts := m.opts.Generate
	opts.Host, opts.Prefix, opts.Infer.Policy = m.intake.chosen.host, m.intake.chosen.prefix, m.intake.chosen.policy
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
		m.intake.joining, m.intake.chosen = nil, m.intake.fine
		m.warn("import: " + importFault(g.err))
		return
	}
	if !m.isJoined(g.res) {
		return
	}
	m.intake.fine = m.intake.chosen
	m.intake.entries = importedFrom(g.res, m.draft.Doc().Service(), m.intake.joins, m.opts.Generate)
	items := make([]intake.Item, len(m.intake.entries))
	for i, e := range m.intake.entries {
		items[i] = e.Item
	}
	screen := intake.NewScreen(m.theme, "Import "+m.intake.document, items)
	screen.Set(intake.Settings{Host: hostsOf(g.res), Prefix: m.intake.fine.prefix, Encoding: m.intake.fine.policy.String()})
	if m.reviewing() {
		screen.Resume(m.top().Component.(*intake.Model))
		m.shut()
	}
	m.open(screen, full)
	m.showJoined(screen)
}

// hostOption is how an error says where a host goes on the command line.
var hostOption = regexp.MustCompile(`--host (\S+=)?http://HOST:PORT`)

// importFault says in a line why nothing can be imported: here the host of a service
// goes before its document.
func importFault(err error) string {
	text := strings.ReplaceAll(err.Error(), "\n", "; ")
	return hostOption.ReplaceAllString(text, "http://HOST:PORT=FILE")
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
	}
	if err := putPicked(trial, m.intake.entries, picked); err != nil {
		m.warn(err.Error())
		return
	}
	after := trial.Doc().Source.Text
	label := "import " + count(endpoints, "endpoint") + " from " + m.intake.document
	if n := len(picked) - endpoints; n > 0 {
		label = "import " + count(endpoints, "endpoint") + " and " + count(n, "setting") + " from " + m.intake.document
	}
	command := m.importCommand()
	if joint {
		command = "" // that joins what the project file says alone
	}
	lines := diffview.Compare(before, after)
	m.open(diffview.New(m.theme, label, "put in", nil, lines, replaceText{label, after, command}), large)
}

// importCommand is the command line that imports the same.
func (m *model) importCommand() string {
	command := "gatewright generate"
	for _, document := range documentsIn(m.intake.document) {
		command += " " + shellWord(document)
	}
	c := m.intake.fine
	for _, flag := range []struct{ name, value, usual string }{
		{"host", c.host, ""}, {"prefix", c.prefix, m.opts.Generate.Prefix}, {"encoding", c.policy.String(), m.opts.Generate.Infer.Policy.String()},
	} {
		if flag.value != flag.usual {
			command += " --" + flag.name + " " + shellWord(flag.value)
		}
	}
	return command + " -o " + shellWord(m.opts.Path) + " --into"
}

// hostsOf are the hosts that generated endpoints call.
func hostsOf(res *generate.Result) string {
	var hosts []string
	for _, e := range res.Endpoints {
		if !slices.Contains(hosts, e.Host) {
			hosts = append(hosts, e.Host)
		}
	}
	return strings.Join(hosts, ", ")
}

// nextEncoding generates anew with the next way to read answers.
func (m *model) nextEncoding() tea.Cmd {
	m.intake.chosen.policy = (m.intake.chosen.policy + 1) % (spec.Decode + 1)
	return m.generate(false)
}
