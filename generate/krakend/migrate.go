package krakend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// Change is one thing that a migration changed, or that a person has to decide.
type Change struct {
	// Place is where it stood before.
	Span    syntax.Span
	Pointer string
	// Message says what was done, or what is to be decided.
	Message string
	// Decision says that nothing was done.
	Decision bool
}

// Migration is a configuration of an earlier version brought to version 3.
type Migration struct {
	Document *config.Document
	Changes  []Change
}

// Decisions counts what a person has to decide.
func (m *Migration) Decisions() int {
	n := 0
	for _, c := range m.Changes {
		if c.Decision {
			n++
		}
	}
	return n
}

// Migrate brings a configuration of version 1 or 2, or an outdated one of
// version 3, to today's names and types. Every byte that need not change stays.
// The error is about files that are no configuration.
func Migrate(doc *config.Document) (*Migration, error) {
	for _, f := range doc.Findings {
		if f.Rule == diag.SyntaxError {
			return nil, fmt.Errorf("%s: %s", f.Span, f.Message)
		}
	}
	if doc.Root == nil || doc.Root.Kind != syntax.Object {
		return nil, fmt.Errorf("%q holds no configuration: it is no object", doc.Source.Name)
	}
	m := &migrator{doc: doc, original: doc, revisions: map[*syntax.Source]int{}}
	for _, pass := range []func(){m.spelling, m.namespaces, m.fields, m.settings, m.types, m.structure, m.version} {
		pass()
		if err := m.apply(); err != nil {
			return nil, err
		}
	}
	m.decisions()
	slices.SortStableFunc(m.changes, func(a, b Change) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return &Migration{Document: m.doc, Changes: m.changes}, nil
}

type migrator struct {
	original *config.Document
	doc      *config.Document
	edits    []syntax.Edit
	changes  []Change
	// done are the edits of the passes before, each in order, and revisions how
	// many of them a text is the result of.
	done      [][]syntax.Edit
	revisions map[*syntax.Source]int
}

// apply makes the edits of a pass.
func (m *migrator) apply() error {
	if len(m.edits) == 0 {
		return nil
	}
	doc, err := m.doc.Apply(m.edits...)
	if err != nil {
		return err
	}
	slices.SortStableFunc(m.edits, func(a, b syntax.Edit) int { return cmp.Compare(a.Start, b.Start) })
	m.done = append(m.done, m.edits)
	m.doc, m.edits = doc, nil
	m.revisions[doc.Source] = len(m.done)
	return nil
}

// before is the place in the original of a place in a later text.
func (m *migrator) before(at syntax.Span) syntax.Span {
	passes := m.done[:m.revisions[at.Source]]
	return syntax.Span{Source: m.original.Source, Start: offsetBefore(at.Start, passes), End: offsetBefore(at.End, passes)}
}

func offsetBefore(now int, passes [][]syntax.Edit) int {
	for _, edits := range slices.Backward(passes) {
		shift := 0
		for _, e := range edits {
			if now < e.Start+shift {
				break
			}
			if end := e.Start + shift + len(e.Text); now < end {
				now = e.Start + shift
				break
			}
			shift += len(e.Text) - (e.End - e.Start)
		}
		now -= shift
	}
	return now
}

// now makes edits at once, for changes of structure, which move what follows.
func (m *migrator) now(edits []syntax.Edit, err error) bool {
	if err != nil {
		return false
	}
	m.edits = append(m.edits, edits...)
	return m.apply() == nil
}

func (m *migrator) changed(at syntax.Span, pointer, format string, args ...any) {
	m.changes = append(m.changes, Change{Span: m.before(at), Pointer: pointer, Message: fmt.Sprintf(format, args...)})
}

func (m *migrator) decide(at syntax.Span, pointer, format string, args ...any) {
	m.changes = append(m.changes, Change{Span: m.before(at), Pointer: pointer, Message: fmt.Sprintf(format, args...), Decision: true})
}

// rename gives a key another name, or takes the member away where the object
// has the new name already: the gateway reads that one.
func (m *migrator) rename(o *syntax.Node, pointer string, member *syntax.Member, name string) {
	at := syntax.Join(pointer, member.Name)
	if o.Get(name) != nil && member.Name != name {
		edits, err := m.doc.Remove(at)
		if err != nil {
			m.decide(member.Key, at, "%q is the former name of %q, which is there too: delete it", member.Name, name)
			return
		}
		if m.overlaps(edits) {
			m.decide(member.Key, at, "%q is the former name of %q, which is there too: delete one", member.Name, name)
			return
		}
		m.edits = append(m.edits, edits...)
		m.changed(member.Key, at, "%q is deleted: %q is there too, and is the one that was read", member.Name, name)
		return
	}
	edits, err := m.doc.Rename(at, name)
	if err != nil || m.overlaps(edits) {
		m.decide(member.Key, at, "%q is called %q today: rename it", member.Name, name)
		return
	}
	m.edits = append(m.edits, edits...)
	m.changed(member.Key, at, "%q is now %q", member.Name, name)
}

func (m *migrator) overlaps(edits []syntax.Edit) bool {
	for _, a := range edits {
		for _, b := range m.edits {
			if a.Start < b.End && b.Start < a.End {
				return true
			}
		}
	}
	return false
}

// extras calls visit for every extra_config with the level that it stands at.
func (m *migrator) extras(visit func(n *syntax.Node, pointer string, level fact.Level)) {
	m.objects(func(n *syntax.Node, pointer string, level fact.Level) {
		for i := range n.Members() {
			if x := &n.Members()[i]; strings.EqualFold(x.Name, "extra_config") && x.Value != nil && x.Value.Kind == syntax.Object {
				visit(x.Value, syntax.Join(pointer, x.Name), level)
			}
		}
	})
}

// objects calls visit for the service, its endpoints, agents and backends.
func (m *migrator) objects(visit func(n *syntax.Node, pointer string, level fact.Level)) {
	var walk func(n *syntax.Node, pointer string, level fact.Level)
	walk = func(n *syntax.Node, pointer string, level fact.Level) {
		if n == nil || n.Kind != syntax.Object {
			return
		}
		visit(n, pointer, level)
		for _, member := range n.Members() {
			below, ok := map[string]fact.Level{"endpoints": fact.Endpoint, "async_agent": fact.AsyncAgent, "backend": fact.Backend}[strings.ToLower(member.Name)]
			if !ok || member.Value == nil || (below == fact.Backend) != (level == fact.Endpoint || level == fact.AsyncAgent) {
				continue
			}
			p := syntax.Join(pointer, member.Name)
			walk(member.Value, p, below)
			for i, item := range member.Value.Items() {
				walk(item, syntax.Index(p, i), below)
			}
		}
	}
	walk(m.doc.Root, "", fact.Service)
}

// namespaces renames the keys of extra_config.
func (m *migrator) namespaces() {
	m.extras(func(n *syntax.Node, pointer string, level fact.Level) {
		taken := map[string]bool{}
		for i := range n.Members() {
			member := &n.Members()[i]
			to, dead, ok := successor(member.Name)
			switch {
			case !ok:
				continue
			case to == "":
				m.decide(member.Key, syntax.Join(pointer, member.Name), "%q was removed and has no successor: delete it", member.Name)
				continue
			case taken[to]:
				m.decide(member.Key, syntax.Join(pointer, member.Name), "%q is %q today, like another key of the object: keep one", member.Name, to)
				continue
			}
			taken[to] = true
			m.rename(n, pointer, member, to)
			if dead {
				m.changes[len(m.changes)-1].Message += "; the former name was not read any more, so it takes effect only now"
			}
		}
	})
}

// successor is today's name of a namespace, in whatever spelling it stands; ""
// where it was removed. dead says that the gateway does not read the former
// name any more.
func successor(name string) (to string, dead, ok bool) {
	rest, found := strings.CutPrefix(name, "github_com/")
	if !found {
		if rest, found = strings.CutPrefix(name, "github.com/"); !found {
			return "", false, false
		}
	}
	if f, known := fact.Former(name); known {
		return f.Name, !f.Honoured, true
	}
	_, rest, _ = strings.Cut(rest, "/")
	if strings.HasSuffix(rest, "/middleware/cors") {
		return "security/cors", true, true
	}
	// The project moved from one organisation to another; the rest of the name
	// stayed, and people mixed them.
	tail := rest
	if t, moved := strings.CutPrefix(rest, "lura/"); moved {
		tail = "krakend/" + t
	}
	for _, guess := range []string{"devopsfaith/" + tail, "luraproject/" + rest, "devopsfaith/" + rest, "letgoapp/" + rest} {
		if f, known := fact.Former("github.com/" + guess); known {
			return f.Name, true, true
		}
	}
	return "", true, true
}

// fields renames the fields of endpoints and backends.
func (m *migrator) fields() {
	former := map[fact.Level][]string{
		fact.Endpoint: {"headers_to_pass", "querystring_params"},
		fact.Backend:  {"whitelist", "blacklist", "headers_to_pass", "querystring_params"},
	}
	m.objects(func(n *syntax.Node, pointer string, level fact.Level) {
		for i := range n.Members() {
			name := strings.ToLower(n.Members()[i].Name)
			if !slices.Contains(former[level], name) {
				continue
			}
			if to, ok := fact.FormerField(name); ok {
				m.rename(n, pointer, &n.Members()[i], to)
			}
		}
	})
}

// spelling mends what no JSON is and the gateway does not start with: byte order
// marks and commas too many. Comments say something, so they are for a person.
func (m *migrator) spelling() {
	for _, f := range m.doc.Findings {
		switch f.Rule {
		case diag.JSONByteOrderMark, diag.JSONTrailingComma:
			if len(f.Fixes) > 0 && !m.overlaps(f.Fixes[0].Edits) {
				m.edits = append(m.edits, f.Fixes[0].Edits...)
				m.changed(f.Span, f.Pointer, "%s: deleted", f.Message)
			}
		case diag.JSONComment:
			m.decide(f.Span, f.Pointer, "%s: delete it, or write it as a member \"@comment\"", f.Message)
		}
	}
}

// version writes the version, last: a line that it adds would shift all others.
func (m *migrator) version() {
	root := m.doc.Root
	n := root.Get("version")
	if n != nil && n.Kind == syntax.Number && n.Text == "3" {
		return
	}
	if n != nil {
		at, was := n.Span, n.Span.Text()
		edits, err := m.doc.Set("/version", "3")
		if err != nil {
			m.decide(at, "/version", "version is %s: write 3", was)
			return
		}
		m.edits = append(m.edits, edits...)
		m.changed(at, "/version", "version is 3, it was %s", was)
		return
	}
	at := m.original.Root.Span
	at.End = min(at.End, at.Start+1)
	if edits, ok := m.first(`"version": 3`); ok {
		m.edits = append(m.edits, edits)
		m.changed(at, "", "version is 3, there was none")
		return
	}
	m.decide(at, "", "there is no version: add version: 3")
}

// first puts a member before all others of the document.
func (m *migrator) first(member string) (syntax.Edit, bool) {
	root := m.doc.Root
	if m.doc.Format != syntax.JSON {
		if len(root.Members()) == 0 {
			return syntax.Edit{}, false
		}
		line := strings.NewReplacer(`"version": 3`, "version: 3").Replace(member)
		if m.doc.Format == syntax.TOML {
			line = "version = 3"
		}
		at := root.Members()[0].Key.Start
		return syntax.Edit{Start: at, End: at, Text: line + "\n"}, true
	}
	if len(root.Members()) == 0 {
		return syntax.Edit{Start: root.Start + 1, End: root.Start + 1, Text: member}, true
	}
	at := root.Members()[0].Key.Start
	gap := m.doc.Source.Text[root.Start+1 : at]
	return syntax.Edit{Start: at, End: at, Text: member + "," + cmp.Or(gap, " ")}, true
}
