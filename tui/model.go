package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/detail"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/excerpt"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/findings"
	"github.com/gatewright/gatewright/tui/journal"
	"github.com/gatewright/gatewright/tui/list"
	"github.com/gatewright/gatewright/tui/offer"
	"github.com/gatewright/gatewright/tui/repair"
	"github.com/gatewright/gatewright/tui/ui"
)

// pane is one of the three parts of the screen.
type pane uint8

const (
	paneList pane = iota
	paneDetail
	paneFindings
	panes
)

// model is the editor.
type model struct {
	opts  Options
	ctx   context.Context
	theme *ui.Theme
	draft *draft.Draft
	book  *offer.Book

	list     *list.Model
	detail   *detail.Model
	findings *findings.Model
	repair   *repair.Model
	broken   bool // the draft can only be repaired
	overlays []overlay
	// excerpt is the text of what is chosen, below the findings where there is
	// room and nobody has turned it off.
	excerpt    *excerpt.Model
	excerptOff bool

	width, height int
	focus         pane
	right         pane // of detail and findings, the one shown beside the list when only one fits
	zoom          bool
	bias          [panes]int // steps by which panes were made bigger
	mouse         bool
	areas         [panes]area
	under         area // the excerpt
	note          note
	chord         chord

	found  []diag.Finding
	of     *config.Document // that found is about
	check  checking
	trial  trial
	sample sample
	file   int    // how many files were edited before this one
	unlock func() // gives the file free for other editors
	lost   bool   // the user has thrown the changes away
	offer  bool   // an old journal is there, and what to do with it is not decided
	// keeper writes what is not saved, nil for nowhere.
	keeper *journal.Keeper
	bulk   *bulk
	// ignoring are the findings that the open form asks a reason for.
	ignoring []diag.Finding
	// otherSide says that the open form asks for a value that neither side has.
	otherSide bool
	// explained is the finding whose page is open.
	explained *diag.Finding
	// adding is the index of the endpoint behind which the open form adds one.
	adding *int
	// extending is the place that the open choice adds an extension to.
	extending *field.At
	// writing is what the open form asks a file for.
	writing other
	// export writes such a file.
	export func(path string, data []byte) error
	clip   clipboard
	intake importing
	saving saving
	jumps  jumping
	clicks clicking
	lines  []string // run in the command line, the last one last

	// wait is how long the draft must rest before it is checked, interval how
	// often the file on disk is looked at, 0 for never.
	wait, interval time.Duration
	now            func() time.Time
}

// note is what the editor says in its last line until the next key.
type note struct {
	text  string
	style ui.Style
}

func newModel(ctx context.Context, o Options) *model {
	if o.Lint == nil {
		o.Lint = refusals
	}
	theme := ui.NewTheme(!o.NoColor, o.ASCII)
	theme.Keys = o.Keys
	m := &model{
		unlock: func() {}, now: time.Now,
		opts: o, ctx: ctx, theme: theme, book: offer.New(o.Services), mouse: !o.NoMouse, right: paneDetail, wait: 150 * time.Millisecond, export: config.WriteFile,
		list: list.New(theme), detail: detail.New(theme, o.Describe), repair: repair.New(theme), excerpt: excerpt.New(theme),
	}
	m.findings = findings.New(theme, m.aboutRule, func(f diag.Finding, term string) bool {
		return m.list.Matches(draft.EndpointOf(f.Pointer), term)
	})
	if len(o.Services) > 0 {
		m.list.SetTags(m.tagOf)
	}
	data := o.Data
	if len(data) == 0 {
		data = []byte(starter)
	}
	m.draft = draft.New(config.Parse(o.Path, data))
	if len(o.Data) == 0 {
		m.draft.Saved("")
	}
	m.saving.exists, m.saving.seen = len(o.Data) > 0, m.now()
	if o.ReadOnly {
		m.draft.Lock("the editor is read only")
	}
	if o.Piped {
		m.draft.Lock(onlyPiped)
	}
	if o.held != "" {
		m.draft.Lock(o.held)
		m.warn(o.held)
	} else if o.refused != "" {
		m.warn(o.refused)
	}
	if reason := templated(m.draft.Doc()); reason != "" {
		m.draft.Lock("a template is not edited here")
		m.repair.Explain(reason)
	}
	m.showDraft()
	m.list.Select(0)
	m.show()
	m.setFocus(paneList)
	m.offerMigration()
	m.offerJournal()
	return m
}

// Init starts the first check and the watch over the file.
func (m *model) Init() tea.Cmd {
	return tea.Batch(m.startCheck(), m.watch())
}

// Update takes a message of the terminal or of a command.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.layout()
		return m, nil
	case tea.KeyMsg:
		var cmds []tea.Cmd
		for _, k := range keysOf(msg) {
			cmds = append(cmds, m.key(k))
		}
		return m, tea.Batch(cmds...)
	case tea.MouseMsg:
		return m, m.mouseEvent(msg)
	}
	return m, m.result(msg)
}

// current returns the pane with the focus.
func (m *model) current() ui.Component {
	if m.broken {
		return m.repair
	}
	return m.pane(m.focus)
}

func (m *model) pane(p pane) ui.Component {
	switch p {
	case paneDetail:
		return m.detail
	case paneFindings:
		return m.findings
	}
	return m.list
}

func (m *model) setFocus(p pane) {
	m.focus = p
	if p != paneList {
		m.right = p
	}
	m.list.SetFocus(p == paneList)
	m.detail.SetFocus(p == paneDetail)
	m.findings.SetFocus(p == paneFindings)
	m.layout()
}

// say puts a message into the last line.
func (m *model) say(text string) { m.note = note{text, m.theme.Good} }

// warn puts what went wrong into the last line.
func (m *model) warn(text string) { m.note = note{text, m.theme.Error} }

// refresh shows the draft as it is now and has it checked.
func (m *model) refresh() tea.Cmd {
	m.showDraft()
	m.show()
	m.findings.SetStale()
	m.layout()
	return m.checkSoon()
}

// showDraft hands the draft to the panes.
func (m *model) showDraft() {
	doc := m.draft.Doc()
	m.list.SetService(doc.Service())
	if m.broken = repair.Needed(doc); m.broken {
		m.repair.SetDocument(doc)
	}
}

// show shows in the detail what the list is on.
func (m *model) show() {
	svc, index := m.draft.Doc().Service(), m.list.Index()
	m.detail.Show(svc, index, m.found)
	if index >= 0 && index < svc.NumEndpoints() {
		m.findings.Select(svc.Endpoint(index).Pointer)
	} else {
		m.findings.Select("")
	}
}

func (m *model) toggleMouse() tea.Cmd {
	m.mouse = !m.mouse
	if m.mouse {
		m.say("the mouse works in the editor")
		return tea.EnableMouseCellMotion
	}
	m.say("the mouse is left to the terminal")
	return tea.DisableMouse
}

func (m *model) toggleSecrets() {
	m.theme.Reveal = !m.theme.Reveal
	m.layout() // what was wrapped is wrapped anew
	if m.theme.Reveal {
		m.say("secrets are shown; " + m.theme.KeyOf(keyReveal) + " hides them")
		return
	}
	m.say("secrets are hidden")
}
