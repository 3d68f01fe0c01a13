package list

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

// grouping is how the endpoints are put together.
type grouping uint8

const (
	fileOrder grouping = iota
	byPath
	byHost
	byTag
	groupings
)

// String names the grouping as the title does.
func (g grouping) String() string {
	return [groupings]string{"", "by path", "by host", "by tag"}[g]
}

// group is the endpoints that belong together, under a head of their own.
type group struct {
	name string
	rows []int // of the model's rows
}

var versionSegment = regexp.MustCompile(`^v\d+([._-]\w+)?$`)

// groupOf returns the name of the group of an endpoint: its path up to the first
// segment that is not a version, its first host, or its first tag.
func (m *Model) groupOf(r *row) string {
	switch m.by {
	case byHost:
		return r.target()
	case byTag:
		if !r.tagged {
			r.tag, r.tagged = cmp.Or(m.tagOf(r.index), "(no tag)"), true
		}
		return r.tag
	}
	path, rest, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/")
	if versionSegment.MatchString(path) && rest != "" {
		next, _, _ := strings.Cut(rest, "/")
		path += "/" + next
	}
	return "/" + path
}

// arrange makes the lines of what the filter lets through: the rows themselves,
// or the heads of their groups with the rows of those that are not folded. A
// head stands as the complement of its group's index.
func (m *Model) arrange() {
	m.shown, m.groups = m.shown[:0], m.groups[:0]
	if m.by == fileOrder {
		m.shown = append(m.shown, m.matched...)
		return
	}
	at := map[string]int{}
	for _, i := range m.matched {
		r := &m.rows[i]
		if r.index == Service {
			m.shown = append(m.shown, i)
			continue
		}
		name := m.groupOf(r)
		g, ok := at[name]
		if !ok {
			g = len(m.groups)
			at[name] = g
			m.groups = append(m.groups, group{name: name})
		}
		m.groups[g].rows = append(m.groups[g].rows, i)
	}
	for g := range m.groups {
		m.shown = append(m.shown, ^g)
		if !m.isFolded(g) {
			m.shown = append(m.shown, m.groups[g].rows...)
		}
	}
}

// isFolded reports whether the rows of a group are hidden. A filter shows all
// that it lets through.
func (m *Model) isFolded(g int) bool {
	return m.query.empty() && m.folded[m.groups[g].name]
}

// head returns the group whose head the cursor is on.
func (m *Model) head() (g int, ok bool) {
	if len(m.shown) == 0 || m.shown[m.scroll.Cursor] >= 0 {
		return 0, false
	}
	return ^m.shown[m.scroll.Cursor], true
}

// inGroup returns the group of the line under the cursor.
func (m *Model) inGroup() (g int, ok bool) {
	if m.by == fileOrder || len(m.shown) == 0 {
		return 0, false
	}
	for at := m.scroll.Cursor; at >= 0; at-- {
		if m.shown[at] < 0 {
			return ^m.shown[at], true
		}
	}
	return 0, false
}

// fold hides the rows of a group, or shows them, and puts the cursor on its head.
func (m *Model) fold(g int, hide bool) {
	if hide && !m.query.empty() {
		return
	}
	m.folded[m.groups[g].name] = hide
	m.narrow()
	for at, i := range m.shown {
		if i == ^g {
			m.scroll.To(at)
		}
	}
}

// foldAll folds all groups, or opens them when all are folded.
func (m *Model) foldAll() {
	here, ok := m.inGroup()
	all := true
	for _, g := range m.groups {
		all = all && m.folded[g.name]
	}
	for _, g := range m.groups {
		m.folded[g.name] = !all
	}
	m.narrow()
	if ok {
		m.fold(here, !all)
	}
}

// SetTags gives the tag of an endpoint, by which they can be grouped then: what
// the document of its backend says of it, "" where none says anything.
func (m *Model) SetTags(of func(index int) string) { m.tagOf = of }

// regroup puts the endpoints together in the next way there is.
func (m *Model) regroup() {
	index := m.Index()
	m.by = (m.by + 1) % groupings
	if m.by == byTag && m.tagOf == nil {
		m.by = fileOrder
	}
	clear(m.folded)
	m.narrow()
	m.point(index)
}

// indices are the endpoints of a group.
func (m *Model) indices(g int) []int {
	var list []int
	for _, i := range m.groups[g].rows {
		list = append(list, m.rows[i].index)
	}
	return list
}

// Chosen returns the endpoints that a change of several is for: the marked ones,
// else those of the group whose head the cursor is on, else none.
func (m *Model) Chosen() []int {
	if g, ok := m.head(); ok && len(m.marked) == 0 {
		return m.indices(g)
	}
	return m.Marked()
}

// headKey does what a key says on the head of a group; ok is false for one that
// means the same there as everywhere.
func (m *Model) headKey(g int, k ui.Key) (event any, ok bool) {
	switch {
	case keyFold.Has(k):
		m.fold(g, true)
	case keyOpen.Has(k):
		m.fold(g, k.Name == "enter" && !m.folded[m.groups[g].name] && m.query.empty())
	case keyMark.Has(k):
		m.markGroup(g)
		m.scroll.By(1)
	case len(m.marked) > 0:
		return nil, false
	case keyCopy.Has(k):
		return Copy{m.indices(g), false}, true
	case keyBulk.Has(k):
		return Bulk{m.indices(g)}, true
	case keyDelete.Has(k), keyCut.Has(k), keyDuplicate.Has(k), keyDown.Has(k), keyUp.Has(k):
		// Too much for one key; a marked group can be deleted.
	default:
		return nil, false
	}
	return nil, true
}

// markGroup marks the endpoints of a group, or none of them when all are.
func (m *Model) markGroup(g int) {
	all := true
	for _, i := range m.indices(g) {
		all = all && m.marked[i]
	}
	for _, i := range m.indices(g) {
		delete(m.marked, i)
		if !all {
			m.marked[i] = true
		}
	}
}

// headLine draws the head of a group, with the worst finding in it.
func (m *Model) headLine(g int, cursor bool) string {
	t := m.theme
	point, mark, fold, sign, style := " ", " ", "-", " ", ui.Style{}
	if cursor {
		point = ">"
	}
	if m.isFolded(g) {
		fold = "+"
	}
	worst, found, marks := diag.Info, false, 0
	for _, i := range m.groups[g].rows {
		index := m.rows[i].index
		if s, ok := m.severity[index]; ok && (!found || s > worst) {
			worst, found = s, true
		}
		if m.marked[index] {
			marks++
		}
	}
	if found {
		sign, style = ui.Sign(worst), t.Severity(worst)
	}
	if marks > 0 {
		mark = "*"
	}
	count := fmt.Sprintf(" (%d)", len(m.groups[g].rows))
	room := m.width - 4
	name := t.CutMiddle(ui.Clean(t.Private(m.groups[g].name)), max(room-ui.Width(count)-4, 4))
	return m.paint(t.Fit(point+mark+fold+" "+name+count, room), sign, style, cursor)
}
