package generate

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/spec"
)

// Propose returns the aggregate that joins operations which somebody has picked:
// under a path with the parameters of all, each answer that shares a key with
// another, or does not say what keys it has, under a key of its own. Of a part
// only the service and the operation count. The error says why they cannot be
// joined; Run makes the endpoint.
func Propose(services []*spec.Service, opts Options, parts []Part) (Aggregate, error) {
	g := &generator{opts: opts, services: services, routes: routes{}, report: &Report{}}
	if err := errors.Join(g.prepare(), g.compilePolicies()); err != nil {
		return Aggregate{}, err
	}
	picked, err := g.pickedFor(parts)
	if err != nil {
		return Aggregate{}, err
	}
	a := Aggregate{Method: http.MethodGet}
	path := g.jointPath(picked)
	for a.Endpoint = path; g.has(http.MethodGet, a.Endpoint); {
		a.Endpoint += "-all"
	}
	groupClashing(picked)
	for _, p := range picked {
		a.Parts = append(a.Parts, p.Part)
	}
	if g.join(a) == nil {
		var why []error
		for _, f := range g.findings {
			why = append(why, errors.New(f.Message))
		}
		return Aggregate{}, errors.Join(append(why, g.usage...)...)
	}
	return a, nil
}

// pickedFor finds the operations of parts, the one with the shortest path first,
// each with the path that it would have as an endpoint of its own.
func (g *generator) pickedFor(parts []Part) ([]*joinedPart, error) {
	if len(parts) < 2 {
		return nil, errors.New("one endpoint of several takes at least two operations")
	}
	var picked []*joinedPart
	for _, part := range parts {
		found := g.operationsNamed(part)
		if len(found) != 1 {
			return nil, fmt.Errorf("%d operations are called %s", len(found), part.Operation)
		}
		p := found[0]
		if p.op.Method != http.MethodGet {
			return nil, fmt.Errorf("%s %s may change something: only what is read, with GET, is joined", p.op.Method, p.op.Path)
		}
		t, problem := parsePath(p.op.Route())
		if problem != nil {
			return nil, fmt.Errorf("%s %s can be no backend: %s", p.op.Method, p.op.Path, problem.message)
		}
		if h := g.hostOf(p.unit, p.op); h != nil && p.unit.choices.KeepBasePath {
			if base, err := parsePrefix(h.base); err == nil {
				t.addPrefix(base)
			}
		}
		t.addPrefix(p.unit.prefix)
		p.template, p.inference = t, spec.Infer(p.op, p.unit.infer)
		p.Part = Part{Service: p.unit.name, Operation: p.op.Method + " " + p.op.Path}
		picked = append(picked, p)
	}
	slices.SortStableFunc(picked, func(a, b *joinedPart) int {
		return cmp.Compare(len(a.template.endpoint), len(b.template.endpoint))
	})
	return picked, nil
}

// jointPath is the path of the first operation up to its last parameter, then the
// parameters of the others that it lacks, then a word for the whole. Parameters
// are the same where they stand at one place or have one name; a part notes what
// the path calls those of its own that have another.
func (g *generator) jointPath(parts []*joinedPart) string {
	lead := parts[0].template
	base := lead.endpoint
	if len(lead.names) > 0 {
		base = base[:1+lastParam(base)]
	}
	names := slices.Clone(lead.names) // of the whole path
	for _, p := range parts[1:] {
		called := map[string]string{} // from the operation's name to the path's
		same := true
		for i, piece := range p.template.endpoint {
			same = same && i < len(base) && (piece.param >= 0) == (base[i].param >= 0) && (piece.param >= 0 || piece.text == base[i].text)
			if same && piece.param >= 0 {
				called[p.template.names[piece.param]] = lead.names[base[i].param]
			}
		}
		used := map[string]bool{}
		for _, name := range called {
			used[foldName(name)] = true
		}
		for _, own := range p.template.names {
			if called[own] != "" {
				continue
			}
			name := freeName(own, used)
			used[foldName(name)], called[own] = true, name
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		for own, name := range called {
			if own != name {
				if p.Params == nil {
					p.Params = map[string]string{}
				}
				p.Params[own] = name
			}
		}
	}
	whole := &template{endpoint: slices.Clone(base), names: names}
	for i := len(lead.names); i < len(names); i++ {
		whole.endpoint = append(whole.endpoint, part{param: i})
	}
	words := lastWords(parts)
	if root := strings.Trim(parts[0].op.Route(), "/") == ""; root || len(names) > 0 || len(words) < 2 || len(words) > 3 {
		return strings.TrimSuffix(whole.render(names), "/") + "/overview"
	}
	whole.endpoint[len(whole.endpoint)-1] = literal(strings.Join(words, "-"))
	return whole.render(names)
}

func lastParam(path []part) int {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i].param >= 0 {
			return i
		}
	}
	return -1
}

// lastWords are the last literal segments of the paths, each once.
func lastWords(parts []*joinedPart) []string {
	var words []string
	for _, p := range parts {
		if word := p.lastWord(); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

func (p *joinedPart) lastWord() string {
	for _, piece := range slices.Backward(p.template.endpoint) {
		if piece.param < 0 {
			return piece.text
		}
	}
	return ""
}

// has reports whether an operation of the documents, or an endpoint that is
// there already, would have a path, whatever its parameters are called.
func (g *generator) has(method, path string) bool {
	id := piece{}
	id.id.Method, id.id.Path = method, path
	route := id.route()
	for i := range g.units {
		for _, op := range g.units[i].operations {
			t, problem := parsePath(op.Route())
			if problem != nil || op.Method != method {
				continue
			}
			t.addPrefix(g.units[i].prefix)
			id.id.Path = t.render(t.names)
			if id.route() == route {
				return true
			}
		}
	}
	if g.opts.Beside == nil {
		return false
	}
	return slices.ContainsFunc(piecesOf(g.opts.Beside.Service()), func(p *piece) bool { return p.route() == route })
}

// groupClashing gives a group to each part with a key that another has, too, and
// to those whose keys are not declared. The first may keep its own at the top:
// the others are about it.
func groupClashing(parts []*joinedPart) {
	owners := map[string]int{}
	for _, p := range parts {
		for _, key := range p.keys() {
			owners[key]++
		}
	}
	var grouped []*joinedPart
	taken := map[string]bool{}
	for i, p := range parts {
		keys := p.keys()
		clash := slices.ContainsFunc(keys, func(key string) bool { return owners[key] > 1 })
		if len(keys) == 0 || clash && (i > 0 || p.inference.IsCollection) {
			grouped = append(grouped, p)
			continue
		}
		for _, key := range keys {
			taken[key] = true
		}
	}
	for _, p := range grouped {
		p.Group = p.freeGroup(taken)
		taken[p.Group] = true
	}
}

// freeGroup names the group of a part by what its path ends with.
func (p *joinedPart) freeGroup(taken map[string]bool) string {
	name := cmp.Or(p.lastWord(), p.unit.name)
	if taken[name] {
		name = p.unit.name + "-" + name
	}
	free := name
	for i := 2; taken[free]; i++ {
		free = fmt.Sprintf("%s-%d", name, i)
	}
	return free
}
