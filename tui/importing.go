package tui

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/clip"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/intake"
	"github.com/gatewright/gatewright/tui/secret"
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
}

// The fields that the wizard asks for.
const (
	askDocument = "document"
	askHost     = "host of the service"
	askPrefix   = "prefix"
	askRename   = "another path"
)

// imported is one operation, or a setting of the service: what is shown of it
// and what would be put in.
type imported struct {
	intake.Item
	json string
	id   diag.Endpoint
	// setting is a field of the service, extension a namespace of its
	// extra_config; both are "" for an operation.
	setting, extension string
}

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
	case askHost:
		m.intake.host = text
		return m.generate("")
	case askPrefix:
		m.intake.prefix = text
		return m.generate("")
	}
	m.intake.document, m.intake.services, m.intake.host, m.intake.prefix = text, nil, "", m.opts.Generate.Prefix
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
	seq, load, services, opts := m.intake.seq, m.opts.Load, m.intake.services, m.opts.Generate
	opts.Host, opts.Prefix = m.intake.host, m.intake.prefix
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
		m.warn("import: " + strings.ReplaceAll(g.err.Error(), "\n", "; "))
		return
	}
	m.intake.entries = importedFrom(g.res, m.draft.Doc().Service(), m.opts.Generate.Timeout != "")
	items := make([]intake.Item, len(m.intake.entries))
	for i, e := range m.intake.entries {
		items[i] = e.Item
	}
	if len(m.overlays) > 0 {
		if _, again := m.top().Component.(*intake.Model); again {
			m.shut()
		}
	}
	m.open(intake.NewScreen(m.theme, "Import "+m.intake.document, items), full)
}

// importedFrom sets every operation of a result beside what the draft has, and
// so what holds for the service; its timeout only if that was asked for.
func importedFrom(res *generate.Result, svc *config.Service, timeout bool) []imported {
	made := config.Parse("generated.json", res.Config).Service()
	json := map[diag.Endpoint]string{}
	for _, e := range made.Endpoints() {
		if text, err := clip.Text([]*syntax.Node{e.Node}); err == nil {
			json[e.ID()] = text
		}
	}
	there := map[diag.Endpoint]*config.Endpoint{}
	for _, e := range svc.Endpoints() {
		there[e.ID()] = e
	}
	var list []imported
	for _, entry := range res.Report.Entries {
		i := imported{Item: intake.Item{Operation: entry.Op.Method + " " + entry.Op.Path, State: intake.Skipped, Reasons: reasons(entry)}}
		if e := entry.Endpoint; e != nil {
			i.id = diag.Endpoint{Method: e.Method, Path: e.Path}
			i.json = json[i.id]
			i.Endpoint, i.How, i.State = i.id.String(), how(e), intake.New
			if old := there[i.id]; old != nil {
				i.State = intake.Differs
				if sameJSON(old.Node.Span.Text(), i.json) {
					i.State = intake.Same
				}
			}
		}
		list = append(list, i)
	}
	return append(list, settingsFrom(made, svc, timeout)...)
}

// settingsFrom sets what a generated service has beside its endpoints, such as
// who may call it from a browser, beside what the draft has.
func settingsFrom(made, svc *config.Service, timeout bool) []imported {
	var list []imported
	add := func(i imported, name string, now *syntax.Node, n *syntax.Node) {
		text, err := clip.Text([]*syntax.Node{n})
		if err != nil {
			return
		}
		i.json = text
		i.Item = intake.Item{Whole: true, Operation: "service", Endpoint: name, How: strings.Join(strings.Fields(secret.Line(text)), " "), State: intake.New,
			Reasons: []string{"it holds for the whole gateway, and so for endpoints that are there already"}}
		if now != nil {
			i.State = intake.Differs
			if sameJSON(now.Span.Text(), text) {
				i.State = intake.Same
			}
		}
		list = append(list, i)
	}
	for _, m := range made.Node.Members() {
		switch {
		case slices.Contains([]string{"$schema", "version", "name", "port", "endpoints"}, m.Name), m.Name == "timeout" && !timeout:
			// These a configuration has of its own.
		case m.Name == field.ExtraConfig:
			for _, e := range made.Extra.Entries {
				add(imported{extension: e.Name}, e.Name, svc.Extra.Get(e.Name), e.Node)
			}
		default:
			var now *syntax.Node
			if old := svc.Member(m.Name); old != nil {
				now = old.Value
			}
			add(imported{setting: m.Name}, m.Name, now, m.Value)
		}
	}
	return list
}

// how says how the answer of an endpoint is read and written.
func how(e *generate.Endpoint) string {
	text := e.Encoding
	if e.IsCollection {
		text += ", collection"
	}
	if e.Output != "" && e.Output != e.Encoding {
		text += ", out " + e.Output
	}
	return text
}

// reasons are all sentences that the report has about an operation.
func reasons(e *generate.Entry) []string {
	list := append([]string(nil), e.Why...)
	for _, r := range e.Inference.Reasons {
		list = append(list, r.Text)
	}
	for _, r := range e.Inference.Notes {
		list = append(list, r.Text)
	}
	if e.Open {
		list = append(list, "the document protects it; the gateway forwards the credentials, and the backend has to check them")
	}
	return append(list, e.Notes...)
}

// sameJSON reports whether two JSON texts are the same but for their layout.
func sameJSON(a, b string) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, []byte(a)) == nil && json.Compact(&y, []byte(b)) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// offerImport shows what the picked operations would change in the draft.
func (m *model) offerImport(picked []intake.Choice) {
	before := m.draft.Doc().Source.Text
	trial := draft.New(m.draft.Doc())
	endpoints := 0
	for _, choice := range picked {
		if choice.Item >= len(m.intake.entries) {
			return // of a screen whose import is over
		}
		e := m.intake.entries[choice.Item]
		if e.setting == "" && e.extension == "" {
			endpoints++
		}
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
