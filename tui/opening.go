package tui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/command"
	"github.com/gatewright/gatewright/tui/repair"
)

// action is what stands in a template and in no JSON.
var action = regexp.MustCompile(`\{\{-?\s*[\w.$"(/]`)

// templated returns why a document is not edited here, when it is a template of
// a configuration: what it is made from only shows when it is rendered.
func templated(doc *config.Document) string {
	if !repair.Needed(doc) || !action.MatchString(doc.Source.Text) {
		return ""
	}
	return "What it makes shows only when it is rendered with its partials and settings, so it can be looked at here, not edited. " +
		"gatewright lint reads it as the gateway does, and names the places in the files that it is made of."
}

// starter is what a new file holds.
const starter = `{
  "version": 3,
  "endpoints": []
}
`

type (
	// about is what a command has brought for one of the files that are edited
	// here one after another: for one that is no longer open it is of no use.
	about struct {
		file int
		msg  tea.Msg
	}
	// opened is another file, read to be edited.
	opened struct {
		opts Options
		lost bool // what is not saved here is thrown away
		err  error
	}
)

// The answers to the question what becomes of unsaved changes.
type (
	openSaved struct{ path string }
	openLost  struct{ path string }
)

// Why a draft that came through a pipe is not changed, and not read again.
const (
	onlyPiped = "what came through a pipe is only looked at; write it to a file, and open that"
	readOnce  = "what came through a pipe can be read only once"
)

// ofThis ties what a command brings to the file that is open now.
func (m *model) ofThis(cmd func() tea.Msg) tea.Cmd {
	file := m.file
	return func() tea.Msg { return about{file, cmd()} }
}

// openOther opens another file in place of this one; what is not saved is asked
// for.
func (m *model) openOther(path string) tea.Cmd {
	if !m.draft.Dirty() || m.draft.Locked() != "" {
		return m.readOther(path, false)
	}
	m.open(ask.New(m.theme, "Open "+path, m.unsaved(),
		ask.Answer{Key: "s", Label: "save, and open the other", Value: openSaved{path}},
		ask.Answer{Key: "d", Label: "discard, and open the other", Value: openLost{path}}), small)
	return nil
}

// readOther reads another file to edit it.
func (m *model) readOther(path string, lost bool) tea.Cmd {
	ctx, open := m.ctx, m.opts.Open
	if open == nil {
		open = m.opts.with
	}
	return m.ofThis(func() tea.Msg {
		o, err := open(ctx, path)
		return opened{o, lost, err}
	})
}

// with returns the options for another file, with all that these say of no
// particular one.
func (o Options) with(_ context.Context, path string) (Options, error) {
	if info, err := os.Stat(path); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return o, fmt.Errorf("reading %q: it is no regular file", path)
	}
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return o, fmt.Errorf("reading %q: %w", path, cause(err))
	}
	if _, no := os.Stat(filepath.Dir(path)); no != nil {
		return o, fmt.Errorf("reading %q: %w", path, cause(no))
	}
	o.Path, o.Data, o.Committed, o.Piped = path, data, nil, false
	return o, nil
}

// isOpened goes on with the file that was opened.
func (m *model) isOpened(r opened) tea.Cmd {
	if r.err != nil {
		m.warn(r.err.Error())
		return nil
	}
	if r.lost {
		m.lost = true
		m.dropJournal()
	}
	m.stop()
	m.stopCheck()
	m.unlock()
	o := r.opts
	o.Input, o.Output = m.opts.Input, m.opts.Output
	held, unlock := claim(o)
	o.held, o.refused = held, refused(o.Path)
	fresh := newModel(m.ctx, o)
	fresh.unlock, fresh.file = unlock, m.file+1
	fresh.width, fresh.height, fresh.mouse, fresh.theme.Reveal = m.width, m.height, m.mouse, m.theme.Reveal
	fresh.wait, fresh.interval, fresh.export, fresh.now = m.wait, m.interval, m.export, m.now
	fresh.clip, fresh.lines = m.clip, m.lines
	fresh.check.seq, fresh.check.done, fresh.trial.seq, fresh.intake.seq, fresh.sample.seq = m.check.seq, m.check.seq, m.trial.seq, m.intake.seq, m.sample.seq+1
	*m = *fresh
	m.layout()
	if m.note.text == "" {
		m.say("opened " + m.opts.Path)
	}
	return tea.Batch(m.startCheck(), m.watch())
}

// fileOffers are the files beside this one that may be configurations.
func (m *model) fileOffers() []command.Offer {
	var offers []command.Offer
	for _, ending := range []string{"json", "yaml", "yml", "toml"} {
		// The pattern has no fault but what the folder's name may have.
		files, _ := filepath.Glob(filepath.Join(filepath.Dir(m.opts.Path), "*."+ending))
		for _, f := range files {
			if !same(f, m.opts.Path) {
				offers = append(offers, command.Offer{Line: f, About: "beside " + m.name()})
			}
		}
	}
	return offers
}
