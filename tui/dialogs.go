package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/clip"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/help"
	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/routes"
	"github.com/gatewright/gatewright/tui/secret"
)

// help opens the list of the keys that work here.
func (m *model) help() {
	name := map[pane]string{paneList: "endpoints", paneDetail: "fields", paneFindings: "findings"}[m.focus]
	if m.broken {
		name = "repair"
	}
	title := "Keys here: " + name
	if m.opts.Version != "" {
		title += "  (gatewright " + m.opts.Version + ")"
	}
	m.open(help.New(m.theme, title, m.keysHere()), large)
}

// dialogHelp opens the list of the keys that work in the dialog on top.
func (m *model) dialogHelp() {
	m.open(help.New(m.theme, "Keys here", m.opts.Keys.shown(append(m.top().Keys(), keyReveal))), large)
}

// helping reports whether the dialog on top is a list of keys.
func (m *model) helping() bool {
	if len(m.overlays) == 0 {
		return false
	}
	_, is := m.top().Component.(*help.Model)
	return is
}

// log opens the list of the changes made so far.
func (m *model) log() {
	text := []page.Line{{Text: "no changes yet"}}
	for i, c := range m.draft.Past() {
		if i == 0 {
			text = nil
		}
		text = append(text, page.Line{Text: fmt.Sprintf("%4d  %s", i+1, c.Label)})
		if c.Op != "" {
			value := strings.Join(strings.Fields(c.Value), " ")
			_, masked, _ := strings.Cut(secret.Line(config.Quote(lastKey(c.Pointer))+": "+value), ": ")
			head := "      " + c.Op + " " + c.Pointer + "  "
			text = append(text, page.Line{
				Text:   strings.TrimRight(head+m.theme.Cut(value, 200), " "),
				Masked: strings.TrimRight(head+m.theme.Cut(masked, 200), " "), Style: m.theme.Dim,
			})
		}
		if c.Command != "" {
			text = append(text, page.Line{Text: "      $ " + c.Command, Style: m.theme.Key})
		}
	}
	m.open(page.New(m.theme, "Changes", text), large)
}

// showJSON shows the bytes of the backend or endpoint under the cursor, of the
// service without its endpoints.
func (m *model) showJSON() {
	at, ok := m.endpoint(m.list.Index())
	title := "The service, without its endpoints"
	if ok {
		title = at.Endpoint.ID().String()
		if i := draft.BackendOf(m.detail.Pointer()); m.focus == paneDetail && i >= 0 && i < len(at.Endpoint.Backends) && at.Endpoint.Backends[i] != nil {
			at.Backend = at.Endpoint.Backends[i]
			title = at.Backend.ID()
		}
	}
	text := bytesOf(at)
	p := page.New(m.theme, m.theme.Private(title), text)
	p.CopyAs(textOf(text))
	m.open(p, large)
}

// bytesOf are the lines of a backend or an endpoint as the file has them, of the
// service those of all its fields but the endpoints.
func bytesOf(at field.At) []page.Line {
	var text []page.Line
	add := func(n *syntax.Node) {
		for _, line := range strings.Split(clip.Outdented(n), "\n") {
			text = append(text, page.Line{Text: line, Masked: secret.Line(line)})
		}
	}
	o := at.Object()
	switch {
	case o.Node == nil:
	case at.Endpoint != nil:
		add(o.Node)
	default:
		for _, mm := range o.Node.Members() {
			if !strings.EqualFold(mm.Name, "endpoints") {
				add(&syntax.Node{Span: mm.Span()})
			}
		}
	}
	return text
}

// textOf is the text of a page, without its masks.
func textOf(page []page.Line) string {
	lines := make([]string, len(page))
	for i, l := range page {
		lines[i] = l.Text
	}
	return strings.Join(lines, "\n")
}

func lastKey(pointer string) string {
	return syntax.UnescapeToken(pointer[strings.LastIndexByte(pointer, '/')+1:])
}

// mending is the command line that applies a fix of a rule to a file, "" for all
// of them.
func mending(path, rule string, safe bool) string {
	command := "gatewright lint --fix"
	if !safe {
		command = "gatewright lint --fix-unsafe"
	}
	if rule != "" {
		command += " --only " + rule
	}
	return command + " " + shellWord(path)
}

// shellWord writes a word as a shell reads it.
func shellWord(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// openRoute goes to an endpoint that was chosen on the map.
func (m *model) openRoute(r routes.Open) {
	at, ok := m.endpoint(r.Endpoint)
	if !ok {
		return
	}
	m.list.Select(r.Endpoint)
	m.show()
	m.setFocus(paneDetail)
	if r.Backend >= 0 {
		m.detail.Select(syntax.Index(backends(at.Endpoint), r.Backend))
	}
}

// jump goes to the field that a finding is about.
func (m *model) jump(f diag.Finding) {
	m.list.Select(draft.EndpointOf(f.Pointer))
	m.show()
	m.setFocus(paneDetail)
	m.detail.Select(f.Pointer)
}

// toWorst goes to the gravest finding of an endpoint, of the service below 0.
func (m *model) toWorst(index int) {
	worst := -1
	for i, f := range m.found {
		if draft.EndpointOf(f.Pointer) == index && (worst < 0 || f.Severity > m.found[worst].Severity) {
			worst = i
		}
	}
	if worst >= 0 {
		m.findings.Point(m.found[worst])
		m.setFocus(paneFindings)
	}
}

// stepFinding goes to the next or previous finding of a severity, in the file's
// order.
func (m *model) stepFinding(by int, severity diag.Severity) {
	f, ok := m.findings.Step(by, severity)
	switch {
	case len(m.found) == 0:
		m.say("nothing to report")
		return
	case !ok:
		m.say("there is no " + severity.String())
		return
	}
	m.list.Select(draft.EndpointOf(f.Pointer))
	m.show()
	m.detail.Select(f.Pointer)
	m.findings.Point(f)
	m.say(f.Severity.String() + ": " + f.Message)
}

// worst is the gravest severity that was found.
func (m *model) worst() diag.Severity {
	worst, _ := diag.Worst(m.found)
	return worst
}

// findingHere returns the finding of the field under the cursor, else the one
// under the cursor of the findings.
func (m *model) findingHere() (diag.Finding, bool) {
	if m.focus == paneDetail {
		pointer := m.detail.Pointer()
		for _, f := range m.found {
			if pointer != "" && (f.Pointer == pointer || strings.HasPrefix(f.Pointer, pointer+"/")) {
				return f, true
			}
		}
	}
	return m.findings.Current()
}

func (m *model) fixHere() tea.Cmd {
	f, ok := m.findingHere()
	switch {
	case !ok:
		m.say("there is no finding here")
		return nil
	case len(f.Fixes) == 0:
		m.mend(f)
		return nil
	}
	return m.fix(f, f.Fixes[0])
}

// fix applies a fix. Its edits are of the text that was checked, so they fit
// only while that is the draft.
func (m *model) fix(f diag.Finding, fix diag.Fix) tea.Cmd {
	if m.of != m.draft.Doc() || fix.Source != m.draft.Doc().Source {
		m.warn("the draft is being checked; try again in a moment")
		return nil
	}
	err := m.draft.Do("fix "+f.Rule+": "+fix.Title, f.Pointer, fix.Edits)
	if err == nil {
		m.draft.Annotate(mending(m.opts.Path, f.Rule, fix.Safe))
	}
	return m.changed(err)
}

// replaceText is the answer that takes over a text as a whole.
type replaceText struct{ label, text, command string }

// offerFixes shows what all safe fixes together would change. One that
// overlaps another waits for the next time.
func (m *model) offerFixes() {
	m.offerFixesOf(safelyFixed(m.found), "there is no safe fix to apply", mending(m.opts.Path, "", true))
}

// offerMarked shows what the fixes of marked findings would change, also those
// that are not safe: whoever has marked them has chosen them.
func (m *model) offerMarked(list []diag.Finding) {
	m.offerFixesOf(list, "none of the marked findings has a fix to apply", "")
}

func (m *model) offerFixesOf(list []diag.Finding, none, command string) {
	if m.of != m.draft.Doc() {
		m.warn("the draft is being checked; try again in a moment")
		return
	}
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return
	}
	text := m.draft.Doc().Source.Text
	edits, notes := fixesOf(m.draft.Doc(), list)
	if len(notes) == 0 {
		m.say(none)
		return
	}
	after, err := syntax.Apply(text, edits)
	if err != nil {
		m.warn(err.Error())
		return
	}
	label := fmt.Sprintf("apply %d fixes", len(notes))
	if len(notes) == 1 {
		label = "apply 1 fix"
	}
	if len(notes) > 4 {
		notes = append(notes[:3:3], fmt.Sprintf("and %d more", len(notes)-3))
	}
	m.open(diffview.New(m.theme, label, "apply", notes, diffview.Compare(text, after), replaceText{label, after, command}), large)
}

// safelyFixed are the findings whose first fix is safe.
func safelyFixed(found []diag.Finding) []diag.Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f diag.Finding) bool { return len(f.Fixes) == 0 || !f.Fixes[0].Safe })
}

// fixesOf returns the edits of the first fix of each finding, of those that do not
// touch each other, and a note on each fix.
func fixesOf(doc *config.Document, list []diag.Finding) (edits []syntax.Edit, notes []string) {
	var taken claims
	for _, f := range list {
		if len(f.Fixes) == 0 || f.Fixes[0].Source != doc.Source || !taken.claim(f.Fixes[0].Edits) {
			continue
		}
		edits = append(edits, f.Fixes[0].Edits...)
		note := f.Rule + ": " + f.Fixes[0].Title
		if !f.Fixes[0].Safe {
			note += " (it may change what the gateway does)"
		}
		notes = append(notes, note)
	}
	return edits, notes
}

// claims are parts of a text, by their start, that no two fixes may both touch:
// each fix was made without the others in mind.
type claims []syntax.Edit

// claim takes the places of edits, or none of them when one is taken.
func (c *claims) claim(edits []syntax.Edit) bool {
	for _, e := range edits {
		at := c.find(e)
		if at < len(*c) && (*c)[at].Start <= e.End || at > 0 && (*c)[at-1].End >= e.Start {
			return false
		}
	}
	for _, e := range edits {
		*c = slices.Insert(*c, c.find(e), e)
	}
	return true
}

func (c *claims) find(e syntax.Edit) int {
	at, _ := slices.BinarySearchFunc(*c, e, func(a, b syntax.Edit) int { return a.Start - b.Start })
	return at
}
