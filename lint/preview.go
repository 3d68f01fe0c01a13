package lint

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Preview is what a client of an endpoint gets when its backends answer as
// their documents say.
type Preview struct {
	Endpoint *config.Endpoint
	// Bindings are the backends with the operations that they reach.
	Bindings []Binding
	// Output is the encoding of the answer.
	Output string
	// Answer is the body; nil where the request fails.
	Answer *Value
	// Notes say what happens on the way: what fails, is lost or is not known.
	Notes []string
}

// Value is one value of an answer: what it is, and where it comes from.
type Value struct {
	Body fact.Body
	// Type is the word for it: object, list, nothing, any, the media type of what
	// is no JSON, or the type of a single value.
	Type string
	// Members are an object's, in the order in which the backend declares them.
	// Open says that there may be others.
	Members []Member
	Open    bool
	// Items is what a list holds; nil where it is not known.
	Items *Value
	// From is the place in the document of the backend; zero for what the
	// gateway itself makes.
	From syntax.Span
}

// Member is one field of an object. Optional says that the backend may leave it
// out.
type Member struct {
	Name     string
	Value    *Value
	Optional bool
}

// PreviewOf computes what a client of the endpoint gets. Services are the
// documents of the backends; what none of them describes becomes a value of
// which nothing is known.
func PreviewOf(e *config.Endpoint, services []*spec.Service) *Preview {
	index := spec.NewIndex(Located(e.Service.Doc, services))
	p := &Preview{Endpoint: e, Output: shape.Renderer(e)}
	root := &Value{Body: fact.ObjectBody, Type: "object"}
	failed, null, counted := 0, 0, 0
	for _, b := range e.Backends {
		if b == nil {
			continue
		}
		bound := bind(index, b)
		p.Bindings = append(p.Bindings, bound)
		if n := b.Extra.Get("proxy").Get("shadow"); n != nil && n.Text == "true" {
			p.note(b, "the answer is dropped: the backend is a shadow")
			continue
		}
		counted++
		answer := p.answer(b, bound)
		if p.Output == fact.NoOp {
			p.Answer = answer
			return p
		}
		if answer != nil {
			answer = p.decoded(b, answer)
		}
		if answer == nil {
			failed++
			continue
		}
		if answer = p.shaped(b, answer); answer.Body == fact.NullBody {
			null++
		}
		p.merge(b, root, answer)
	}
	p.uncertain(e)
	if counted == failed {
		p.Notes = append(p.Notes, "no backend's answer can be read: clients get a 500 without a body")
		return p
	}
	if null == counted && p.Output == fact.JSON {
		p.Answer = &Value{Body: fact.NullBody, Type: "null"}
		return p
	}
	p.Answer = p.rendered(root)
	return p
}

func (p *Preview) note(b *config.Backend, format string, args ...any) {
	p.Notes = append(p.Notes, b.ID()+": "+fmt.Sprintf(format, args...))
}

// uncertain notes what changes answers in ways that no document tells.
func (p *Preview) uncertain(e *config.Endpoint) {
	for _, name := range []string{"modifier/lua-proxy", "modifier/lua-endpoint", "plugin/req-resp-modifier"} {
		if e.Extra.Get(name) != nil {
			p.Notes = append(p.Notes, fmt.Sprintf("%q may change the answer", name))
		}
	}
	if proxy := e.Extra.Get("proxy"); proxy.Get("static") != nil {
		p.Notes = append(p.Notes, `static data of "proxy" may be added`)
	} else if proxy.Get("flatmap_filter") != nil && len(e.Backends) > 1 {
		p.Notes = append(p.Notes, `the flatmap_filter of the endpoint moves fields of the whole`)
	}
}

// answer is the body that a backend answers with when all goes well, nil where
// its status keeps it from being read.
func (p *Preview) answer(b *config.Backend, bound Binding) *Value {
	if bound.Match != Bound {
		p.note(b, "nothing is known of the answer: %s", bound.Why)
		return unknown()
	}
	op := bound.Operations[0]
	answer, ok := success(op)
	if !ok {
		p.note(b, "the document does not say how %s %s answers", op.Method, op.Path)
		return unknown()
	}
	if p.Output != fact.NoOp && answer.Status != 0 && !fact.Decoded(answer.Status) {
		p.note(b, "the backend answers %s, which is never read", answer.Code)
		return nil
	}
	switch answer.Body {
	case fact.EmptyBody:
		return &Value{Body: fact.EmptyBody, Type: "nothing", From: answer.Span}
	case fact.TextBody, fact.XMLBody:
		return &Value{Body: answer.Body, Type: answer.Media, From: answer.Span}
	}
	for _, r := range op.Responses {
		for _, m := range r.Media {
			if r.Status == answer.Code && m.Type == answer.Media && m.Schema != nil {
				v := valueOf(m.Schema, 0)
				v.From = answer.Span
				return v
			}
		}
	}
	v := unknown()
	v.From = answer.Span
	return v
}

// success is the first answer of 2xx, one that is read before others.
func success(op *spec.Operation) (found spec.Answer, ok bool) {
	for _, a := range op.Answers() {
		if !strings.HasPrefix(a.Code, "2") {
			continue
		}
		if fact.Decoded(a.Status) {
			return a, true
		}
		if !ok {
			found, ok = a, true
		}
	}
	return found, ok
}

// decoded is the object that the encoding of a backend makes of a body, nil
// where it cannot be read.
func (p *Preview) decoded(b *config.Backend, v *Value) *Value {
	encoding := shape.Encoding(b)
	outcome := encoding.Decode(v.Body, b.IsCollection.V)
	if v.Body == fact.UnknownBody && outcome == fact.Fails {
		outcome = asExpected(b)
	}
	switch outcome {
	case fact.AsObject:
		if v.Body == fact.ObjectBody && encoding.Name != fact.RSS {
			return v
		}
		return opaque(v)
	case fact.AsCollection:
		return object(Member{Name: fact.CollectionKey, Value: v})
	case fact.AsContent:
		if encoding.Name == fact.String {
			v = &Value{Body: fact.TextBody, Type: "string", From: v.From}
		}
		return object(Member{Name: fact.ContentKey, Value: v})
	case fact.AsNull:
		return &Value{Body: fact.NullBody, Type: "null", From: v.From}
	case fact.Truncated:
		p.note(b, "only the first value of the answer is read")
		return opaque(v)
	case fact.Discarded:
		p.note(b, "%q hands nothing on to the endpoint's own encoding", encoding.Name)
		return object()
	}
	reads := encoding.Name
	if encoding.ReadsCollection && b.IsCollection.V {
		reads += " with is_collection"
	}
	p.note(b, "the backend answers %s, %s cannot read it", v.Body, reads)
	return nil
}

// asExpected is what a decoder makes of a body of which nothing is known, when
// it is as the configuration expects it.
func asExpected(b *config.Backend) fact.Outcome {
	sure, _ := shape.Collects(b)
	switch {
	case sure:
		return fact.AsCollection
	case shape.Encoding(b).Name == fact.String:
		return fact.AsContent
	}
	return fact.AsObject
}

// rendered is what the output encoding writes of the merged answer.
func (p *Preview) rendered(root *Value) *Value {
	switch p.Output {
	case fact.JSONCollection:
		if v := root.get(fact.CollectionKey); v != nil {
			return v
		}
		if root.Open {
			p.Notes = append(p.Notes, `what stands under "collection" is written, if anything does`)
			return unknown()
		}
		p.Notes = append(p.Notes, `nothing stands under "collection": clients get an empty list`)
		return &Value{Body: fact.ArrayBody, Type: "list"}
	case fact.String:
		if v := root.get(fact.ContentKey); v != nil && (v.Body == fact.TextBody || v.Type == "string") {
			return &Value{Body: fact.TextBody, Type: "text"}
		}
		if !root.Open {
			p.Notes = append(p.Notes, `no text stands under "content": clients get an empty text`)
		}
		return &Value{Body: fact.TextBody, Type: "text"}
	}
	return root
}

// merge adds what a backend brings to the answer.
func (p *Preview) merge(b *config.Backend, root, v *Value) {
	root.Open = root.Open || v.Open
	for _, m := range v.Members {
		if root.get(m.Name) != nil {
			p.note(b, "the field %s stands in another backend's answer too: one of them is lost", strconv.Quote(m.Name))
		}
		root.set(m)
	}
}
