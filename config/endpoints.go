package config

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// endpoints are those of a service. Each is read when it is first asked for: an
// editor shows few of them after a change, and reads no more.
type endpoints struct {
	pointer string // to the list
	list    []unread
	// before is how many of the service's own findings stand before those of the
	// endpoints.
	before int

	all atomic.Pointer[[]*Endpoint]

	findOnce sync.Once
	found    []diag.Finding
}

// unread is an endpoint that need not have been read yet.
type unread struct {
	node *syntax.Node
	at   int // where it is listed
	read atomic.Pointer[Endpoint]
}

// NumEndpoints returns how many endpoints the service has.
func (s *Service) NumEndpoints() int { return len(s.endpoints.list) }

// Endpoint returns one endpoint, counted from 0, without reading the others.
func (s *Service) Endpoint(i int) *Endpoint {
	u := &s.endpoints.list[i]
	if e := u.read.Load(); e != nil {
		return e
	}
	e := s.EndpointAt(i).Endpoint()
	if !u.read.CompareAndSwap(nil, e) {
		if first := u.read.Load(); first != nil {
			return first
		}
	}
	return e
}

// EndpointAt returns what finds one endpoint, counted from 0.
func (s *Service) EndpointAt(i int) EndpointRef { return EndpointRef{s, i} }

// EndpointRef finds an endpoint again, for those that seldom need it: it holds
// nothing of what is read of the endpoint.
type EndpointRef struct {
	svc *Service
	at  int
}

// Endpoint returns the endpoint, and reads it anew where nothing else has kept it.
func (r EndpointRef) Endpoint() *Endpoint {
	u := &r.svc.endpoints.list[r.at]
	if e := u.read.Load(); e != nil {
		return e
	}
	return readEndpoint(r.svc, u.node, listed{r.svc.endpoints.pointer, u.at}, r.at)
}

// EndpointNode returns the node of one endpoint, counted from 0.
func (s *Service) EndpointNode(i int) *syntax.Node { return s.endpoints.list[i].node }

// Endpoints returns all endpoints in the file's order. The list belongs to the
// service.
func (s *Service) Endpoints() []*Endpoint {
	if all := s.endpoints.all.Load(); all != nil {
		return *all
	}
	all := make([]*Endpoint, len(s.endpoints.list))
	for i := range all {
		all[i] = s.Endpoint(i)
	}
	s.endpoints.all.Store(&all)
	return all
}

// Each yields all endpoints in the file's order. What has to be read for that is
// not kept: it is for walks over configurations that may be large.
func (s *Service) Each() iter.Seq[*Endpoint] {
	return func(yield func(*Endpoint) bool) {
		for i := range s.endpoints.list {
			if !yield(s.EndpointAt(i).Endpoint()) {
				return
			}
		}
	}
}

// WithExtra is Each for the endpoints that have an extra_config, or a backend
// with one.
func (s *Service) WithExtra() iter.Seq[*Endpoint] {
	return func(yield func(*Endpoint) bool) {
		for i := range s.endpoints.list {
			if hasExtra(s.EndpointNode(i)) && !yield(s.EndpointAt(i).Endpoint()) {
				return
			}
		}
	}
}

// hasExtra reports whether there is an extra_config in a node, or in one below it.
func hasExtra(n *syntax.Node) bool {
	return slices.ContainsFunc(n.Items(), hasExtra) || slices.ContainsFunc(n.Members(), func(m syntax.Member) bool {
		return strings.EqualFold(m.Name, "extra_config") || m.Value != nil && hasExtra(m.Value)
	})
}

// Close lets go of what has been read of an endpoint, its nodes included: whoever
// asks for it again gets others. It is for a document that nobody else works on.
func (s *Service) Close(i int) {
	u := &s.endpoints.list[i]
	s.endpoints.all.Store(nil)
	u.read.Store(nil)
	if s.Doc.Format == syntax.JSON && s.Doc.parsed && !s.Doc.mapped && len(s.Doc.Findings) == 0 {
		u.node.Close()
	}
}

// OwnFindings are the Findings but for those of the endpoints.
func (s *Service) OwnFindings() []diag.Finding { return s.findings }

// Findings returns what reading the service bent or could not read: wrong types,
// durations. The list belongs to the service.
func (s *Service) Findings() []diag.Finding {
	s.endpoints.findOnce.Do(func() {
		all := append(s.endpoints.found, s.findings[:s.endpoints.before]...)
		for _, e := range s.Endpoints() {
			all = append(all, e.findings...)
		}
		s.endpoints.found = append(all, s.findings[s.endpoints.before:]...)
	})
	return s.endpoints.found
}

// setEndpoints makes a list of the file the endpoints of the service. Where the
// key stands twice the last list counts, and what is wrong in the others is
// still told.
func (r *reader) setEndpoints(m *syntax.Member, at place) {
	s := r.svc
	for i := range s.endpoints.list {
		s.findings = append(s.findings, s.Endpoint(i).findings...)
	}
	s.endpoints.pointer = at.String()
	s.endpoints.list = make([]unread, 0, max(1, len(m.Value.Items())))
	r.objects(m, at, func(n *syntax.Node, el listed) {
		s.endpoints.list = s.endpoints.list[:len(s.endpoints.list)+1]
		u := &s.endpoints.list[len(s.endpoints.list)-1]
		u.node, u.at = n, el.at
	})
	s.endpoints.before = len(s.findings)
}
