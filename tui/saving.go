package tui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/draft"
)

// saving is what the editor knows of the file on disk.
type saving struct {
	exists bool
	quit   bool   // leave when it is saved
	next   string // the file to open when it is saved
	backup bool   // what the file held is to be kept
	theirs bool   // another program has changed the file, and the draft is dirty
	// changed is when that was, seen when the file was last looked at.
	changed, seen time.Time
	stamp         stamp
	tally         *tally // of what is on disk, nil when it was not checked
}

// stamp tells cheaply whether a file may have changed.
type stamp struct {
	size int64
	time time.Time
}

// The questions that are answered with one of these.
type (
	saveNow    struct{}
	overwrite  struct{}
	elsewhere  struct{}
	quitSave   struct{}
	quitLose   struct{}
	takeTheirs struct{ text string }
	showTheirs struct{ text string }
	merge      struct{ theirs, both string }
	// chooseSides has a side picked in every place that both have changed.
	chooseSides struct{ theirs string }
	// picking is what a merge is of, once the sides are picked.
	picking struct {
		theirs string
		of     *draft.Merging
	}
)

// The results of commands.
type (
	saved struct {
		text  string
		stamp stamp
	}
	saveFailed struct{ err error }
	// clash says that the file holds something else than was read; missing
	// that it is gone.
	clash struct {
		text    string
		missing bool
		time    time.Time // when the file says that it was changed
	}
	looked struct {
		stamp   stamp
		changed bool
		text    string
		err     error
	}
	reloaded struct {
		text  string
		stamp stamp
		err   error
	}
)

// save shows what would change and asks. With quit the editor ends after it.
func (m *model) save(quit bool) tea.Cmd {
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return nil
	}
	if m.opts.refused != "" {
		m.warn(m.opts.refused + "; " + m.theme.KeyOf(keyCopyTo) + " writes the draft to another one")
		return nil
	}
	if !m.draft.Dirty() {
		m.say("nothing to save")
		return nil
	}
	m.saving.quit = quit
	if m.opts.SaveAtOnce && m.noWorse() {
		return m.write(false)
	}
	lines := diffview.Compare(m.draft.Disk(), m.draft.Doc().Source.Text)
	dialog := diffview.New(m.theme, "Save "+m.name(), "save", nil, lines, saveNow{})
	dialog.Saving(m.outcome())
	m.open(dialog, large)
	return nil
}

// saveWithout saves the draft with some of its changed places left out; those
// stay in the draft.
func (m *model) saveWithout(left []int) tea.Cmd {
	before, after := m.draft.Disk(), m.draft.Doc().Source.Text
	lines := diffview.Compare(before, after)
	if len(left) == 0 {
		return m.write(false)
	}
	m.saving.quit = false
	if len(left) >= diffview.Places(lines) {
		m.saving.backup = false
		m.say("every place is left out; nothing is saved")
		return nil
	}
	text := diffview.Choose(before, after, lines, func(place int) bool { return !slices.Contains(left, place) })
	if doc := config.Parse(m.opts.Path, []byte(text)); !draft.Readable(doc) && draft.Readable(m.draft.Doc()) {
		m.saving.backup = false
		m.warn("not saved, it needs a place left out: " + doc.Findings[0].Message)
		return nil
	}
	return m.writeText(text, false)
}

// write writes the draft, unless the file is no longer what was read.
func (m *model) write(force bool) tea.Cmd { return m.writeText(m.draft.Doc().Source.Text, force) }

func (m *model) writeText(text string, force bool) tea.Cmd {
	path, disk, exists, backup := m.opts.Path, m.draft.Disk(), m.saving.exists, m.saving.backup
	return m.ofThis(func() tea.Msg {
		now, err := os.ReadFile(path)
		switch {
		case force:
		case errors.Is(err, fs.ErrNotExist):
			if exists {
				return clash{missing: true}
			}
		case err != nil:
			return saveFailed{fmt.Errorf("reading %q: %w", path, cause(err))}
		case string(now) != disk:
			return clash{text: string(now), time: stampOf(path).time}
		}
		if backup {
			if err := backUp(path); err != nil {
				return saveFailed{fmt.Errorf("%w; the file is as it was", err)}
			}
		}
		if err := config.WriteFile(path, []byte(text)); err != nil {
			return saveFailed{err}
		}
		return saved{text, stampOf(path)}
	})
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}
	}
	return stamp{info.Size(), info.ModTime()}
}

func (m *model) isSaved(s saved) tea.Cmd {
	m.draft.Saved(s.text)
	m.saving.exists, m.saving.theirs, m.saving.stamp, m.saving.seen = true, false, s.stamp, m.now()
	m.tallied()
	kept := ""
	if m.saving.backup {
		kept = ", before it " + backupOf(m.name())
	}
	m.saving.backup = false
	if m.saving.quit && !m.draft.Dirty() {
		m.dropJournal()
		return tea.Quit
	}
	if next := m.saving.next; next != "" && !m.draft.Dirty() {
		m.dropJournal()
		m.saving.next = ""
		return m.readOther(next, false)
	}
	keep := m.keepJournal()
	m.saving.quit, m.saving.next = false, ""
	if m.draft.Dirty() {
		n := diffview.Places(diffview.Compare(s.text, m.draft.Doc().Source.Text))
		m.say(fmt.Sprintf("saved %s without %s, kept in the draft%s", m.name(), count(n, "place"), kept))
		return keep
	}
	m.say("saved " + m.name() + kept)
	return keep
}

// notSaving forgets what was to happen when the draft is saved.
func (m *model) notSaving() { m.saving.quit, m.saving.next, m.saving.backup = false, "", false }

// quit ends the editor, after a question when something would be lost.
func (m *model) quit() tea.Cmd {
	if !m.draft.Dirty() || m.draft.Locked() != "" {
		return tea.Quit
	}
	for _, o := range m.overlays {
		if q, ok := o.Component.(*ask.Model); ok && q.Title() == quitTitle {
			return nil
		}
	}
	m.open(ask.New(m.theme, quitTitle, m.unsaved(),
		ask.Answer{Key: "s", Label: "save and quit", Value: quitSave{}},
		ask.Answer{Key: "d", Label: "discard and quit", Value: quitLose{}}), small)
	return nil
}

const quitTitle = "Quit"

// unsaved says what would be lost.
func (m *model) unsaved() string {
	switch n := len(m.draft.Unsaved()); n {
	case 0:
		if m.saving.exists {
			return m.name() + " has changes that were saved and are taken back here."
		}
		return m.name() + " is not written yet."
	case 1:
		return m.name() + " has a change that is not saved."
	default:
		return fmt.Sprintf("%s has %d changes that are not saved.", m.name(), n)
	}
}

// reload reads the file again; changes that are not saved are asked for.
func (m *model) reload() tea.Cmd {
	if m.opts.Piped {
		m.warn(readOnce)
		return nil
	}
	path := m.opts.Path
	return m.ofThis(func() tea.Msg { return readAgain(path) })
}

func readAgain(path string) reloaded {
	data, err := os.ReadFile(path)
	return reloaded{string(data), stampOf(path), err}
}

func (m *model) isReloaded(r reloaded) tea.Cmd {
	switch {
	case r.err != nil:
		m.warn(fmt.Sprintf("reading %q: %v", m.opts.Path, cause(r.err)))
	case r.text == m.draft.Disk():
		m.say("the file is as it was read")
	case m.draft.Dirty():
		m.askClash(clash{text: r.text, time: r.stamp.time})
	default:
		return m.takeText(r.text, r.stamp)
	}
	return nil
}

// takeText makes the draft that of another text on disk.
func (m *model) takeText(text string, s stamp) tea.Cmd {
	m.draft.Reload(text)
	m.dropJournal()
	m.saving.theirs, m.saving.exists, m.saving.stamp, m.saving.seen = false, true, s, m.now()
	m.say("read " + m.name() + " again")
	return m.refresh()
}

// watch looks at the file after a while.
func (m *model) watch() tea.Cmd {
	if m.interval <= 0 || m.opts.Piped {
		return nil
	}
	path, last, disk := m.opts.Path, m.saving.stamp, m.draft.Disk()
	return m.after(m.interval, m.ofThis(func() tea.Msg {
		now := stampOf(path)
		if now == last || now == (stamp{}) {
			return looked{stamp: now}
		}
		data, err := os.ReadFile(path)
		return looked{stamp: now, changed: err == nil && string(data) != disk, text: string(data), err: err}
	}))
}

// isLooked takes over what a look at the file has shown: a clean draft follows
// the file, a dirty one is only marked.
func (m *model) isLooked(l looked) tea.Cmd {
	seen := m.saving.seen
	m.saving.seen = m.now()
	if l.err != nil || l.stamp == (stamp{}) {
		return m.watch()
	}
	if !l.changed || l.text == m.draft.Disk() {
		m.saving.stamp = l.stamp
		return m.watch()
	}
	if m.draft.Dirty() {
		m.saving.stamp, m.saving.theirs, m.saving.changed = l.stamp, true, between(l.stamp.time, seen, m.now())
		m.warn("another program has changed the file " + m.sinceChanged() + "; saving will ask")
		return m.watch()
	}
	if len(m.overlays) > 0 {
		// A dialog may be about what stands there now: look again later.
		return m.watch()
	}
	cmd := m.takeText(l.text, l.stamp)
	return tea.Batch(cmd, m.watch())
}

// name is the file as dialogs call it.
func (m *model) name() string { return filepath.Base(m.opts.Path) }

// cause strips the path from an error of the file system.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
