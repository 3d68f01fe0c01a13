package tui

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/clip"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/intake"
)

// endpointOf returns the endpoint that takes the place of a method and a path.
func endpointOf(svc *config.Service, id diag.Endpoint) *config.Endpoint { return meetsIn(svc)(id) }

// parsed is JSON of the generator as a tree.
func parsed(json string) *syntax.Node { return config.Parse("generated.json", []byte(json)).Root }

// renamedParameters returns what a path calls the parameters of another, which
// backends need: by their names, or where it has other names one at a time.
func renamedParameters(from, to string) (func(string) string, error) {
	old, now := parameter.FindAllString(from, -1), parameter.FindAllString(to, -1)
	lacking := slices.IndexFunc(old, func(p string) bool { return !slices.Contains(now, p) })
	switch {
	case lacking < 0:
		return func(p string) string { return p }, nil
	case len(old) != len(now):
		return nil, fmt.Errorf("%s lacks the parameter %s, which the backend needs", to, old[lacking])
	}
	return func(p string) string {
		if i := slices.Index(old, p); i >= 0 {
			return now[i]
		}
		return p
	}, nil
}

// replaceBackends gives an endpoint the backends of another. What clients get is
// written anew only where it has to be: no-op is on both sides or on none.
func replaceBackends(d *draft.Draft, e *config.Endpoint, theirs *syntax.Node) error {
	id := e.ID()
	err := d.Set(e.Object, "backend", clip.JSON(theirs.Get("backend")))
	if err != nil && !errors.Is(err, draft.ErrNoChange) {
		return err
	}
	e = endpointOf(d.Doc().Service(), id)
	output := theirs.Get("output_encoding").Str()
	if (output == fact.NoOp) == (e.OutputEncoding.V == fact.NoOp) {
		return nil
	}
	if output == "" {
		return d.Unset(e.Object, "output_encoding")
	}
	return d.Set(e.Object, "output_encoding", config.Quote(output))
}

// mergeEndpoint gives an endpoint what another has and it lacks: fields, names in
// the lists of what is let through, and backends that it does not call. What it
// has stays.
func mergeEndpoint(d *draft.Draft, e *config.Endpoint, theirs *syntax.Node) error {
	w := welding{d: d, label: "merge " + e.ID().String()}
	w.object(e.Pointer, theirs)
	return w.err
}

// welding adds to values of a draft. After a mistake it does nothing more.
type welding struct {
	d     *draft.Draft
	label string
	err   error
}

func (w *welding) at(pointer string) *syntax.Node { return w.d.Doc().Root.At(pointer) }

func (w *welding) do(edits []syntax.Edit, err error) {
	if err == nil {
		err = w.d.Do(w.label, "", edits)
	}
	if w.err == nil && !errors.Is(err, draft.ErrNoChange) {
		w.err = err
	}
}

// object adds the members that an object lacks, to those that it has what they
// lack.
func (w *welding) object(pointer string, theirs *syntax.Node) {
	for _, m := range theirs.Members() {
		ours := w.at(pointer)
		if w.err != nil || ours == nil {
			return
		}
		name := spelling(ours, m.Name)
		place, old := syntax.Join(pointer, name), ours.Get(name)
		switch {
		case old == nil:
			w.do(w.d.Doc().InsertMember(pointer, len(ours.Members()), m.Name, clip.JSON(m.Value)))
		case m.Name == "backend" && old.Kind == syntax.Array:
			w.backends(place, m.Value)
		case m.Name == "input_headers" || m.Name == "input_query_strings":
			w.names(place, old, m.Value)
		case old.Kind == syntax.Object && m.Value.Kind == syntax.Object:
			w.object(place, m.Value)
		}
	}
}

// spelling is how an object writes a key, which the gateway reads in any case.
func spelling(o *syntax.Node, name string) string {
	for _, m := range o.Members() {
		if strings.EqualFold(m.Name, name) {
			return m.Name
		}
	}
	return name
}

// names adds to a list of names, unless that lets everything through.
func (w *welding) names(pointer string, ours, theirs *syntax.Node) {
	if ours.Kind != syntax.Array {
		return
	}
	has := map[string]bool{}
	for _, n := range ours.Items() {
		has[n.Str()] = true
	}
	for _, n := range theirs.Items() {
		if w.err != nil || has["*"] || has[n.Str()] {
			continue
		}
		w.do(w.d.Doc().Insert(pointer, len(w.at(pointer).Items()), clip.JSON(n)))
	}
}

// backends adds the backends that a list does not call yet, and to those that it
// calls what they lack.
func (w *welding) backends(pointer string, theirs *syntax.Node) {
	for _, b := range theirs.Items() {
		list := w.at(pointer).Items()
		same := slices.IndexFunc(list, func(o *syntax.Node) bool { return sameCall(o, b) })
		switch {
		case w.err != nil:
			return
		case same >= 0:
			// One without a host calls that of the service, and goes on to.
			w.object(syntax.Index(pointer, same), without(b, "host"))
		default:
			w.do(w.d.Doc().Insert(pointer, len(list), clip.JSON(b)))
		}
	}
}

// without returns an object without a member.
func without(n *syntax.Node, name string) *syntax.Node {
	return syntax.NewObject(slices.DeleteFunc(slices.Clone(n.Members()), func(m syntax.Member) bool { return m.Name == name })...)
}

// sameCall reports whether two backends of one endpoint call the same: one that
// names no host has it from the service.
func sameCall(a, b *syntax.Node) bool {
	text := func(n *syntax.Node, name string) string { return n.Get(spelling(n, name)).Str() }
	if a.Kind != syntax.Object || strings.Trim(text(a, "url_pattern"), "/") != strings.Trim(text(b, "url_pattern"), "/") {
		return false
	}
	if x, y := text(a, "method"), text(b, "method"); x != "" && y != "" && !strings.EqualFold(x, y) {
		return false
	}
	x, y := a.Get(spelling(a, "host")).Items(), b.Get(spelling(b, "host")).Items()
	return len(x) == 0 || len(y) == 0 || slices.ContainsFunc(x, func(n *syntax.Node) bool {
		return slices.ContainsFunc(y, func(o *syntax.Node) bool {
			return strings.TrimSuffix(n.Str(), "/") == strings.TrimSuffix(o.Str(), "/")
		})
	})
}

// askPath asks for another path for an operation, starting from that of the
// endpoint that it meets.
func (m *model) askPath(item int) {
	if item >= len(m.intake.entries) {
		return // of a screen whose import is over
	}
	m.intake.asking, m.intake.renaming = askRename, item
	svc := m.draft.Doc().Service()
	at := field.At{Service: svc, Endpoint: endpointOf(svc, m.intake.entries[item].id)}
	m.open(form.New(m.theme, at, field.Find(fact.Endpoint, "endpoint"), m.intake.entries[item].Operation), small)
}

// renamed takes another path for an operation, unless it is taken.
func (m *model) renamed(path string) {
	i := m.intake.renaming
	if len(m.overlays) == 0 || i >= len(m.intake.entries) {
		return
	}
	screen, ok := m.top().Component.(*intake.Model)
	if !ok {
		return
	}
	if why := taken(m.draft.Doc().Service(), m.intake.entries, i, path); why != "" {
		m.warn(why)
		return
	}
	screen.SetPath(i, path)
}

// taken says why an operation cannot get a path, "" where it can.
func taken(svc *config.Service, entries []imported, item int, path string) string {
	if _, err := renamedParameters(entries[item].id.Path, path); err != nil {
		return err.Error()
	}
	route := routeOf(diag.Endpoint{Method: entries[item].id.Method, Path: path})
	for i, e := range entries {
		if i != item && e.id.Path != "" && routeOf(e.id) == route {
			return fmt.Sprintf("another operation of the document has %s", e.id)
		}
	}
	for _, e := range svc.Endpoints() {
		if routeOf(e.ID()) == route {
			return fmt.Sprintf("the draft has %s already", e.ID())
		}
	}
	return ""
}

var parameter = regexp.MustCompile(`\{[^{}/]*\}`)

// routeOf is a method and a path without the names of its parameters: two
// endpoints with the same cannot both be served.
func routeOf(id diag.Endpoint) string {
	return id.Method + " /" + parameter.ReplaceAllString(strings.TrimPrefix(id.Path, "/"), "{}")
}
