package config

import (
	"slices"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// An edit leaves most endpoints of a document as they are. Those are not read
// again: what was read of them is copied, with every place in the new text.

// maxKept bounds, in bytes, the older texts that the strings of a view are parts
// of, and so keep in memory: when they are more, all of it is read again.
const maxKept = 64 << 20

// takeOver notes what of the document before an edit stands unchanged in d, when
// that was read itself.
func (d *Document) takeOver(before *Document, moved []syntax.Moved) {
	svc := before.service.Load()
	if svc == nil || before.kept > maxKept || len(moved) == 0 {
		return
	}
	d.kept = before.kept + len(before.Source.Text)
	d.before, d.found = unchanged(svc, moved), len(svc.Findings)
}

// unchanged gives the endpoints of a service that were moved with their nodes,
// by the new node of each.
func unchanged(svc *Service, moved []syntax.Moved) map[*syntax.Node]*Endpoint {
	old := make(map[*syntax.Node]*Endpoint, len(svc.Endpoints))
	for _, e := range svc.Endpoints {
		old[e.Node] = e
	}
	now := make(map[*syntax.Node]*Endpoint, len(svc.Endpoints))
	for _, m := range moved {
		if e := old[m.Old]; e != nil {
			now[m.New] = e
			continue
		}
		for i, item := range m.Old.Items { // of the whole list
			if e := old[item]; e != nil && item.Kind == syntax.Object {
				now[m.New.Items[i]] = e
			}
		}
	}
	return now
}

// moved returns the endpoint as it is in another service, where n is its node:
// one that has the same bytes as its own.
func (e *Endpoint) moved(s *Service, n *syntax.Node, pointer string, index int) *Endpoint {
	to := relocation{n.Source, n.Start - e.Node.Start, e.Pointer, pointer}
	c := *e
	c.Service, c.Index = s, index
	c.Object = e.Object.moved(to, n)
	in := n.Members
	c.Path.move(to, in)
	c.Method.move(to, in)
	c.OutputEncoding.move(to, in)
	c.Timeout.move(to, in)
	c.CacheTTL.move(to, in)
	c.ConcurrentCalls.move(to, in)
	c.InputHeaders.move(to, in)
	c.InputQueryStrings.move(to, in)
	c.Backend.move(to, in)
	c.Extra = e.Extra.moved(to, in)
	c.moveBackends(to, e.Backends)
	c.findingsFrom = len(s.Findings)
	for _, f := range e.Service.Findings[e.findingsFrom:e.findingsTo] {
		s.Findings = append(s.Findings, to.finding(f))
	}
	c.findingsTo = len(s.Findings)
	return &c
}

// moveBackends gives the endpoint the backends that it had elsewhere.
func (e *Endpoint) moveBackends(to relocation, old []*Backend) {
	if len(old) == 0 {
		return
	}
	e.Backends = make([]*Backend, len(old))
	all := make([]Backend, len(old))
	for i, b := range old {
		if b == nil {
			continue
		}
		at := e.Backend.Node
		if at.Kind == syntax.Array {
			at = at.Items[b.Index]
		}
		all[i] = *b
		all[i].move(to, e, at)
		e.Backends[i] = &all[i]
	}
}

func (b *Backend) move(to relocation, e *Endpoint, n *syntax.Node) {
	b.Endpoint, b.Service = e, e.Service
	b.Object = b.Object.moved(to, n)
	in := n.Members
	b.URLPattern.move(to, in)
	b.Host.move(to, in)
	b.DisableHostSanitize.move(to, in)
	b.Method.move(to, in)
	b.Encoding.move(to, in)
	b.IsCollection.move(to, in)
	b.Target.move(to, in)
	b.Allow.move(to, in)
	b.Deny.move(to, in)
	b.Mapping.move(to, in)
	b.Group.move(to, in)
	b.SD.move(to, in)
	b.SDScheme.move(to, in)
	b.InputHeaders.move(to, in)
	b.InputQueryStrings.move(to, in)
	b.Extra = b.Extra.moved(to, in)
}

// relocation is where an endpoint stands that stood elsewhere before.
type relocation struct {
	src      *syntax.Source
	shift    int
	was, now string // its pointers
}

// pointer returns the pointer to something in the endpoint.
func (to relocation) pointer(p string) string {
	if to.was == to.now {
		return p
	}
	return to.now + p[len(to.was):]
}

func (to relocation) span(s syntax.Span) syntax.Span {
	return syntax.Span{Source: to.src, Start: s.Start + to.shift, End: s.End + to.shift}
}

// member returns the one of members whose value stood where old does.
func (to relocation) member(old *syntax.Node, members []syntax.Member) *syntax.Member {
	for i := range members {
		if members[i].Value.Start == old.Start+to.shift {
			return &members[i]
		}
	}
	return nil
}

func (to relocation) finding(f diag.Finding) diag.Finding {
	f.Span, f.Pointer = to.span(f.Span), to.pointer(f.Pointer)
	f.Fixes = slices.Clone(f.Fixes)
	for i := range f.Fixes {
		fix := &f.Fixes[i]
		fix.Source, fix.Edits = to.src, slices.Clone(fix.Edits)
		for j := range fix.Edits {
			fix.Edits[j].Start += to.shift
			fix.Edits[j].End += to.shift
		}
	}
	return f
}

func (v *Value[T]) move(to relocation, members []syntax.Member) {
	if v.Node == nil {
		return
	}
	m := to.member(v.Node, members)
	v.Node, v.Key = m.Value, m.Key
}

func (o Object) moved(to relocation, n *syntax.Node) Object {
	o.Node, o.Pointer = n, to.pointer(o.Pointer)
	o.Unknown = slices.Clone(o.Unknown)
	for i := range o.Unknown {
		o.Unknown[i] = *to.member(o.Unknown[i].Value, n.Members)
	}
	return o
}

func (x Extra) moved(to relocation, members []syntax.Member) Extra {
	if x.Node == nil {
		return x
	}
	x.Object = x.Object.moved(to, to.member(x.Node, members).Value)
	x.Entries = slices.Clone(x.Entries)
	for i := range x.Entries {
		e := &x.Entries[i]
		m := to.member(e.Node, x.Node.Members)
		e.Node, e.Key, e.Pointer = m.Value, m.Key, to.pointer(e.Pointer)
	}
	return x
}
