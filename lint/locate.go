package lint

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

// place is what a pointer leads into: an endpoint or an agent, one of its
// backends, and what is left of the pointer below the innermost of them.
type place struct {
	endpoint *config.Endpoint
	agent    *config.AsyncAgent
	backend  *config.Backend
	rest     string
}

func placeOf(svc *config.Service, pointer string) place {
	p := place{rest: pointer}
	var backends []*config.Backend
	if i, rest, ok := indexed(pointer, "endpoints"); ok && i < svc.NumEndpoints() {
		p.endpoint, p.rest = svc.Endpoint(i), rest
		backends = p.endpoint.Backends
	} else if i, rest, ok := indexed(pointer, "async_agent"); ok && i < len(svc.AsyncAgents) {
		p.agent, p.rest = svc.AsyncAgents[i], rest
		backends = p.agent.Backends
	}
	if i, rest, ok := indexed(p.rest, "backend"); ok && i < len(backends) && backends[i] != nil {
		p.backend, p.rest = backends[i], rest
	}
	return p
}

// indexed splits /key/N/rest. Keys are compared as the gateway does, without
// letter case.
func indexed(pointer, key string) (index int, rest string, ok bool) {
	parts := strings.SplitN(pointer, "/", 4)
	if len(parts) < 3 || !strings.EqualFold(parts[1], key) {
		return 0, pointer, false
	}
	index, err := strconv.Atoi(parts[2])
	if err != nil || index < 0 {
		return 0, pointer, false
	}
	if len(parts) == 4 {
		rest = "/" + parts[3]
	}
	return index, rest, true
}

// locate names the endpoint and backend of findings that know only their
// place.
func locate(doc *config.Document, found []diag.Finding) {
	for i := range found {
		f := &found[i]
		if f.Pointer == "" || f.Endpoint != (diag.Endpoint{}) && f.Backend != "" {
			continue
		}
		p := placeOf(doc.Service(), f.Pointer)
		if p.endpoint != nil && f.Endpoint == (diag.Endpoint{}) && !p.endpoint.Node.IsNull() {
			f.Endpoint = p.endpoint.ID()
		}
		if p.backend != nil && f.Backend == "" {
			f.Backend = p.backend.ID()
		}
	}
}

// Fingerprints returns a name for every finding of the result, made of what it
// means and not of where it stands: other endpoints may come and go, and lines
// may move, without changing it. It is the same for the same mistake in a file
// of another name, and does not change when other findings are ignored.
func (r *Result) Fingerprints() []string {
	prints, _ := r.fingerprints()
	return prints
}

// IgnoredFingerprints is Fingerprints for the findings that are ignored.
func (r *Result) IgnoredFingerprints() []string {
	_, ignored := r.fingerprints()
	return ignored
}

// fingerprints counts findings that mean the same through, the ignored ones
// too: each keeps its number whatever happens to the others.
func (r *Result) fingerprints() (findings, ignored []string) {
	prints := make([]string, len(r.Findings)+len(r.Ignored))
	order := make([]int, len(prints))
	at := func(i int) *diag.Finding {
		if i < len(r.Findings) {
			return &r.Findings[i]
		}
		return &r.Ignored[i-len(r.Findings)].Finding
	}
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return diag.Compare(*at(a), *at(b)) })
	seen := map[string]int{}
	for _, i := range order {
		key := r.meaning(at(i))
		sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(seen[key])))
		seen[key]++
		prints[i] = hex.EncodeToString(sum[:])
	}
	return prints[:len(r.Findings)], prints[len(r.Findings):]
}

func (r *Result) meaning(f *diag.Finding) string {
	p, file := placeOf(r.Document.Service(), f.Pointer), ""
	if f.Span.Source != nil && f.Span.Source != r.Document.Source {
		// A finding of another file, such as a specification.
		p, file = place{rest: f.Pointer}, f.File()
	}
	agent := ""
	if p.agent != nil {
		agent = p.agent.Name.V
	}
	return strings.Join([]string{"v1", file, f.Rule, f.Endpoint.Method, f.Endpoint.Path, agent, f.Backend, p.rest}, "\x00")
}
