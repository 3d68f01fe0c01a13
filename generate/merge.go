package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Ids of the rules under which Merge reports.
const (
	RuleMergeConflict = "merge-conflict"
	RuleMergeKept     = "merge-kept"
)

// MergeOptions are the choices of a merge.
type MergeOptions struct {
	// Prune removes also the endpoints of services that are not among those of
	// this run.
	Prune bool
}

// Merged is a configuration that was brought up to date.
type Merged struct {
	// Config is the text; where nothing had to change it is that of the file.
	Config []byte
	// Base is what the next merge starts from.
	Base Base
	// Changes say what became of each endpoint that is not simply as it was.
	Changes []Change
	// Findings are conflicts, which are errors, and what else was decided
	// otherwise than the documents have it.
	Findings []diag.Finding
}

// Merge brings a file up to date with what was generated now: base is what was
// generated last, and what differs from it in the file a hand has changed.
//
// What a hand has changed, added or deleted stays; everything else follows the
// documents. Where both changed one value and not alike, the hand's stays and
// the conflict is an error among the findings. Endpoints are found by their
// note, then by method and path; those without a note are never touched. Every
// byte that does not have to change stays.
//
// Without a base nothing is known to be a hand's work: fields are added, and
// every difference is a conflict. The error is about a file that cannot be
// merged into at all.
func Merge(disk *config.Document, base Base, res *Result, opts MergeOptions) (*Merged, error) {
	m := &merge{disk: disk, base: base, res: res, opts: opts, edits: map[*piece]string{}, steps: map[*piece][]step{}}
	if err := m.mergeable(); err != nil {
		return nil, err
	}
	for _, e := range res.Report.Entries {
		if e.Op.Fault != nil {
			m.faults = append(m.faults, e)
		}
	}
	m.match()
	for _, p := range m.pairs {
		m.pair(p)
	}
	for _, o := range m.ours {
		if m.partner[o] == nil {
			m.orphan(o)
		}
	}
	text, err := m.text()
	if err != nil {
		return nil, err
	}
	m.starts(text)
	return &Merged{Config: []byte(text), Base: m.nextBase(), Changes: m.changes, Findings: diag.Sort(m.findings)}, nil
}

// merge is one run of Merge. Ours are the endpoints of the file, theirs those
// generated now.
type merge struct {
	disk *config.Document
	base Base
	res  *Result
	opts MergeOptions

	ours, theirs, bases []*piece
	pairs               []pair
	partner             map[*piece]*piece // of ours, in theirs
	baseOf              map[*piece]*piece // of ours, theirs
	keptBase            []*piece          // of bases, what this run says nothing about
	current             map[string]bool   // the keys of theirs
	handRoutes          map[string]*piece // of ours, whose path a hand has changed

	faults  []*Entry          // of operations that cannot be read
	edits   map[*piece]string // the new text of some of ours, in JSON
	steps   map[*piece][]step // the changes of some of ours, in YAML
	removed []*piece
	added   []*piece

	changes  []Change
	findings []diag.Finding
}

// pair is an endpoint generated now with its counterparts, either may be nil.
type pair struct{ base, ours, theirs *piece }

// mergeable refuses files that cannot be edited.
func (m *merge) mergeable() error {
	name := m.disk.Source.Name
	if m.disk.Format == syntax.TOML {
		return &UsageError{Message: fmt.Sprintf("%q is %s, only JSON and YAML can be merged into", name, m.disk.Format), Hint: "convert it to one of them, or write to another file"}
	}
	if m.disk.Broken() {
		var why []string
		for _, f := range m.disk.Findings {
			why = append(why, f.String())
		}
		return fmt.Errorf("%q cannot be merged into, it is no %s:\n%s", name, m.disk.Format, strings.Join(why, "\n"))
	}
	s := m.disk.Service()
	if s.Node == nil || s.Node.Kind != syntax.Object {
		return fmt.Errorf("%q cannot be merged into: it holds no object", name)
	}
	if list := s.Member("endpoints"); list != nil && list.Value.Kind != syntax.Array {
		return fmt.Errorf("%s: %q cannot be merged into: \"endpoints\" is no list", list.Value.Span, name)
	}
	return nil
}

// pair decides about one endpoint that was generated now.
func (m *merge) pair(p pair) {
	switch {
	case p.ours != nil && !p.ours.noted():
		m.change(Change{Kind: Kept, Endpoint: p.theirs.id, Why: "it is written by hand at " + p.ours.node.Span.String()})
	case p.ours != nil:
		m.update(p)
	case p.base != nil:
		m.change(Change{Kind: Kept, Endpoint: p.theirs.id, Why: "a hand has deleted it, it stays deleted"})
	case m.handRoutes[p.theirs.route()] != nil:
		o := m.handRoutes[p.theirs.route()]
		m.change(Change{Kind: Kept, Endpoint: p.theirs.id, Why: "a hand has given its path to the endpoint at " + o.node.Span.String()})
	default:
		m.added = append(m.added, p.theirs)
		m.change(Change{Kind: Added, Endpoint: p.theirs.id})
	}
}

// update merges the fields of one endpoint.
func (m *merge) update(p pair) {
	var base *syntax.Node
	if p.base != nil {
		base = p.base.node
	}
	if base != nil && same(base, p.theirs.node) {
		return
	}
	// What no hand has touched comes out as a fresh configuration has it.
	if base != nil && m.disk.Format == syntax.JSON && p.ours.node.Span.Text() == config.LayoutValue(base, "", endpointDepth) {
		m.edits[p.ours] = config.LayoutValue(p.theirs.node, "", endpointDepth)
		m.change(Change{Kind: Updated, Endpoint: p.ours.id, Fields: changed(base, p.theirs.node)})
		return
	}
	f := &fields{}
	f.object("", base, p.ours.node, p.theirs.node, endpointDepth)
	m.conflicts(p, f.conflicts)
	if len(f.steps) == 0 {
		return
	}
	if m.disk.Format == syntax.YAML {
		m.steps[p.ours] = f.steps
	} else {
		m.edits[p.ours] = f.apply(m.disk, p.ours.node)
	}
	m.change(Change{Kind: Updated, Endpoint: p.ours.id, Fields: f.names()})
}

// endpointDepth is how deep endpoints are indented.
const endpointDepth = 2

// orphan decides about an endpoint of the file that was not generated now.
func (m *merge) orphan(o *piece) {
	if !o.noted() || m.current[o.key()] {
		return // written by hand, or a copy that a hand made
	}
	base := m.baseOf[o]
	switch why := m.stays(o); {
	case why != "":
		m.change(Change{Kind: Kept, Endpoint: o.id, Why: why})
		m.keepBase(base)
	case base == nil:
		m.kept(o, "it is generated no more, and nobody knows whether a hand has edited it; delete it if it is not wanted")
	case same(base.node, o.node):
		m.removed = append(m.removed, o)
		m.change(Change{Kind: Removed, Endpoint: o.id, Why: "it is generated no more"})
	default:
		m.find(diag.Error, RuleMergeConflict, o, o.node.Span, "", "it is generated no more, but a hand has edited it: "+strings.Join(changed(base.node, o.node), ", "),
			"delete it, or keep it by deleting its \""+noteKey+"\"")
		m.change(Change{Kind: Kept, Endpoint: o.id, Why: "a hand has edited it, though it is generated no more"})
	}
}

// stays says why this run has nothing to say about an endpoint: the document of
// its service is not there, or its operation cannot be read at the moment.
func (m *merge) stays(o *piece) string {
	if o.from.Format == formatOpenAPI && !slices.Contains(m.res.services, o.from.Service) && !m.opts.Prune {
		return fmt.Sprintf("the document of service %q is not among those given, see --prune", o.from.Service)
	}
	if o.from.Format == formatAggregate && !m.res.aggregated {
		return "this run makes no aggregates"
	}
	for _, e := range m.faults {
		if e.Service == o.from.Service && (e.Op.Pointer == o.from.Pointer || strings.HasPrefix(o.from.Pointer, e.Op.Pointer+"/")) {
			return "its operation cannot be read: " + e.Op.Fault.Message
		}
	}
	return ""
}

func (m *merge) keepBase(p *piece) {
	if p != nil && !slices.Contains(m.keptBase, p) {
		m.keptBase = append(m.keptBase, p)
	}
}

// nextBase is what was generated now, and of before what this run says nothing
// about.
func (m *merge) nextBase() Base {
	next := Base{Service: m.serviceNow(), Endpoints: slices.Clone(m.res.Base.Endpoints)}
	for _, p := range m.bases {
		if !slices.Contains(m.keptBase, p) && m.baseOf[p] == nil && m.stays(p) != "" {
			m.keptBase = append(m.keptBase, p) // deleted by hand, and the document is away
		}
	}
	slices.SortFunc(m.keptBase, func(a, b *piece) int { return a.index - b.index })
	for _, p := range m.keptBase {
		next.Endpoints = append(next.Endpoints, m.base.Endpoints[p.index])
	}
	return next
}

func (m *merge) kept(o *piece, why string) {
	m.find(diag.Warning, RuleMergeKept, o, o.node.Span, "", why, "")
	m.change(Change{Kind: Kept, Endpoint: o.id, Why: why})
}

// conflicts reports the fields that both sides changed.
func (m *merge) conflicts(p pair, list []conflict) {
	for _, c := range list {
		f := m.find(diag.Error, RuleMergeConflict, p.ours, c.place, c.pointer, c.String(), "the file keeps its value; change it there if the other is right")
		if op := m.operation(p.theirs); op != nil {
			f.Related = []diag.Related{{Label: "spec", Message: c.name() + " is " + describe(c.theirs), Span: op.Span}}
		}
	}
}

// operation returns the operation that an endpoint was generated from.
func (m *merge) operation(theirs *piece) *spec.Operation {
	for _, e := range m.res.Endpoints {
		if e.From == theirs.from {
			return e.Operation
		}
	}
	return nil
}

func (m *merge) find(severity diag.Severity, rule string, o *piece, at syntax.Span, pointer, message, hint string) *diag.Finding {
	f := diag.Finding{Rule: rule, Severity: severity, Effect: diag.Untidy, Message: message, Hint: hint, Span: at, Pointer: pointer}
	if o != nil {
		f.Endpoint = o.id
		f.Pointer = syntax.Index("/endpoints", o.index) + pointer
	}
	f.Span.End = min(f.Span.End, f.Span.Start+len(firstLine(at.Text())))
	m.findings = append(m.findings, f)
	return &m.findings[len(m.findings)-1]
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r")
}

// starts reports for what the gateway would refuse the result though it did not
// refuse the file: a generated endpoint may clash with one written by hand.
func (m *merge) starts(text string) {
	if text == m.disk.Source.Text {
		return
	}
	known := map[string]bool{}
	for _, f := range start.Refusals(m.disk.Service()) {
		known[f.Rule+f.Message] = true
	}
	for _, f := range start.Refusals(config.Parse(m.disk.Source.Name, []byte(text)).Service()) {
		if !known[f.Rule+f.Message] {
			f.Fixes = nil
			m.findings = append(m.findings, f)
		}
	}
}
