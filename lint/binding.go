package lint

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
)

// Match is how well the specifications know the call of a backend.
type Match string

// What a match may be. Bound: one operation. Ambiguous: several answer equally
// well. Missing: the host is described, and has no such operation. Undescribed:
// no document is about the host.
const (
	Bound       Match = "bound"
	Ambiguous   Match = "ambiguous"
	Missing     Match = "missing"
	Undescribed Match = "undescribed"
)

// Binding is one backend with the operation that its call reaches.
type Binding struct {
	Endpoint *config.Endpoint
	Backend  *config.Backend
	Match    Match
	// Operations are what the call may reach: one where it is bound, several
	// where it is ambiguous.
	Operations []*spec.Operation
	// Why says what there is instead of one operation.
	Why string
}

// Bindings returns the bindings of all backends of endpoints, in the order of
// the document.
func Bindings(doc *config.Document, services []*spec.Service) []Binding {
	index := spec.NewIndex(Located(doc, services))
	var list []Binding
	for _, e := range doc.Service().Endpoints() {
		for _, b := range e.Backends {
			if b != nil {
				list = append(list, bind(index, b))
			}
		}
	}
	return list
}

func bind(index *spec.Index, b *config.Backend) Binding {
	out := Binding{Endpoint: b.Endpoint, Backend: b, Match: Undescribed, Why: "the backend has no host"}
	hosts := b.Hosts()
	if len(hosts) == 0 {
		return out
	}
	out.Operations, out.Why = index.Match(hosts[0], b.HTTPMethod(), b.URLPattern.V)
	switch {
	case len(out.Operations) == 1:
		out.Match, out.Why = Bound, ""
	case len(out.Operations) > 1:
		out.Match = Ambiguous
	case index.Knows(hosts[0]):
		out.Match = Missing
	case out.Why == "":
		out.Why = "no document describes " + hosts[0]
	}
	return out
}
