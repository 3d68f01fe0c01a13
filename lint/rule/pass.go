package rule

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Pass is one run of the rules over a document: what hooks may ask, and where
// they report to.
type Pass struct {
	Doc *config.Document
	// ReadFile reads a file that the configuration names; nil leaves them alone.
	ReadFile func(name string) ([]byte, error)

	specs    *spec.Index
	services []*spec.Service
	calls    map[*config.Backend]call
	known    map[*spec.Operation][]spec.Answer
	// read is what the expressions of validation/cel read, by their text.
	read map[string]*reading
	// lua is what was read of scripts, by their text.
	lua map[string]*luaReading
	// files are those that were read, by their name.
	files map[string]readFile
	// loose says that a specification without a host stands in for all hosts,
	// and that there are several: a call that it does not know may well go
	// elsewhere.
	loose bool

	rule     *Rule
	endpoint *config.Endpoint
	backend  *config.Backend
	found    []*diag.Finding
}

// readFile is what reading a file gave.
type readFile struct {
	data []byte
	err  error
}

// NewPass returns a pass over a document with what its backends say of
// themselves, of which there may be nothing.
func NewPass(doc *config.Document, services []*spec.Service) *Pass {
	p := &Pass{Doc: doc, calls: map[*config.Backend]call{}, known: map[*spec.Operation][]spec.Answer{}, read: map[string]*reading{}, lua: map[string]*luaReading{}, files: map[string]readFile{}}
	if len(services) > 0 {
		p.specs, p.services = spec.NewIndex(services), services
		p.loose = severalHosts(doc.Service()) && slices.ContainsFunc(services, homeless)
	}
	return p
}

// homeless reports whether a service says nowhere where it is.
func homeless(s *spec.Service) bool {
	return len(s.Hosts) == 0 && !slices.ContainsFunc(s.Servers, func(s spec.Server) bool { return s.Origin != "" })
}

// severalHosts reports whether the backends of a configuration are at more than
// one host.
func severalHosts(s *config.Service) bool {
	host := ""
	for _, e := range s.Endpoints() {
		for _, b := range e.Backends {
			if b == nil || len(b.Hosts()) == 0 {
				continue
			}
			if host != "" && host != b.Hosts()[0] {
				return true
			}
			host = b.Hosts()[0]
		}
	}
	return false
}

// Run walks the document once and calls the hooks of the rules. It returns what
// they found, in no order; the error is that of the context.
func (p *Pass) Run(ctx context.Context, rules []*Rule) ([]diag.Finding, error) {
	hooks := collect(rules)
	svc := p.Doc.Service()
	for _, r := range hooks.service {
		p.rule = r
		r.Service(p, svc)
	}
	for _, e := range svc.Endpoints() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if e.Node.IsNull() {
			continue
		}
		p.endpoint = e
		for _, r := range hooks.endpoint {
			p.rule = r
			r.Endpoint(p, e)
		}
		p.backends(hooks.backend, e.Backends)
		clear(p.calls)
	}
	p.endpoint = nil
	for _, a := range svc.AsyncAgents {
		for _, r := range hooks.agent {
			p.rule = r
			r.Agent(p, a)
		}
		p.backends(hooks.backend, a.Backends)
	}
	list := make([]diag.Finding, len(p.found))
	for i, f := range p.found {
		list[i] = *f
	}
	return list, nil
}

func (p *Pass) backends(rules []*Rule, backends []*config.Backend) {
	for _, b := range backends {
		if b == nil {
			continue
		}
		p.backend = b
		for _, r := range rules {
			p.rule = r
			r.Backend(p, b)
		}
	}
	p.backend = nil
}

type hooks struct{ service, endpoint, backend, agent []*Rule }

func collect(rules []*Rule) (h hooks) {
	for _, r := range rules {
		if r.Service != nil {
			h.service = append(h.service, r)
		}
		if r.Endpoint != nil {
			h.endpoint = append(h.endpoint, r)
		}
		if r.Backend != nil {
			h.backend = append(h.backend, r)
		}
		if r.Agent != nil {
			h.agent = append(h.agent, r)
		}
	}
	return h
}

// report adds a finding at a field of an object, or at the object where the
// field is missing. The answer may be refined.
func (p *Pass) report(o config.Object, field, format string, args ...any) *diag.Finding {
	pointer := o.Pointer
	if m := o.Member(field); m != nil && m.Value != nil {
		pointer = o.Field(m.Name)
	}
	return p.reportAt(o.Place(field), pointer, format, args...)
}

// reportItem adds a finding at an element of a list of strings, or at the list
// where it is written as a single string.
func (p *Pass) reportItem(o config.Object, field string, index int, format string, args ...any) *diag.Finding {
	f := p.report(o, field, format, args...)
	if m := o.Member(field); m != nil && m.Value != nil && m.Value.Kind == syntax.Array && index < len(m.Value.Items()) {
		f.Span = m.Value.Items()[index].Span
		f.Pointer = syntax.Index(o.Field(m.Name), index)
	}
	return f
}

func (p *Pass) reportAt(at syntax.Span, pointer, format string, args ...any) *diag.Finding {
	f := &diag.Finding{
		Rule: p.rule.ID, Severity: p.rule.Severity, Effect: p.rule.Effect,
		Span: at, Pointer: pointer, Message: fmt.Sprintf(format, args...), Hint: p.rule.Fix,
	}
	if p.endpoint != nil {
		f.Endpoint = p.endpoint.ID()
	}
	if p.backend != nil {
		f.Backend = p.backend.ID()
	}
	p.found = append(p.found, f)
	return f
}

// at names the endpoint or backend of a finding that a hook of the service or
// of an endpoint reports about something further down.
func at(f *diag.Finding, e *config.Endpoint, b *config.Backend) *diag.Finding {
	if e != nil {
		f.Endpoint = e.ID()
	}
	if b != nil {
		f.Backend = b.ID()
	}
	return f
}

// fix adds a fix. Edits that the document does not take, as those that would
// grow a YAML file, leave the finding without one.
func (p *Pass) fix(f *diag.Finding, safe bool, title string, edits ...change) {
	fix := diag.Fix{Title: title, Safe: safe, Source: p.Doc.Source}
	for _, edit := range edits {
		list, err := edit(p.Doc)
		if err != nil {
			return
		}
		fix.Edits = append(fix.Edits, list...)
	}
	f.Fixes = append(f.Fixes, fix)
}

// change is one change of a document.
type change func(*config.Document) ([]syntax.Edit, error)

// set gives a field of an object a value, as JSON text.
func set(o config.Object, field, json string) change {
	if m := o.Member(field); m != nil {
		field = m.Name
	}
	return func(d *config.Document) ([]syntax.Edit, error) { return d.Set(o.Field(field), json) }
}

// remove takes a field out of an object.
func remove(o config.Object, field string) change {
	if m := o.Member(field); m != nil {
		field = m.Name
	}
	return func(d *config.Document) ([]syntax.Edit, error) { return d.Remove(o.Field(field)) }
}

// removeAt takes away what a pointer points to.
func removeAt(pointer string) change {
	return func(d *config.Document) ([]syntax.Edit, error) { return d.Remove(pointer) }
}

// setAt gives what a pointer points to another text.
func setAt(pointer, json string) change {
	return func(d *config.Document) ([]syntax.Edit, error) { return d.Set(pointer, json) }
}

// rename gives the key at a pointer another name.
func rename(pointer, key string) change {
	return func(d *config.Document) ([]syntax.Edit, error) {
		parent := d.Root.At(pointer[:strings.LastIndexByte(pointer, '/')])
		if parent.Get(key) != nil {
			return nil, fmt.Errorf("there is a %q already", key)
		}
		return d.Rename(pointer, key)
	}
}

// add puts a string at the end of a list.
func add(o config.Object, field, value string) change {
	return func(d *config.Document) ([]syntax.Edit, error) {
		m := o.Member(field)
		if m == nil || m.Value == nil || m.Value.Kind != syntax.Array {
			return d.Set(o.Field(field), "["+quote(value)+"]")
		}
		return d.Insert(o.Field(m.Name), len(m.Value.Items()), quote(value))
	}
}

func quote(s string) string { return config.Quote(s) }

// oneOf lists words as a message shows them.
func oneOf(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = strconv.Quote(w)
	}
	return strings.Join(quoted, ", ")
}
