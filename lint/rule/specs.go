package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// call is what the specifications say of one call of a backend.
type call struct {
	// known says that a specification describes the host.
	known bool
	// op is what the call reaches; nil where there is no such operation, or
	// where it may be one of several.
	op *spec.Operation
	// why says what there is instead of one operation.
	why string
	// ambiguous says that several operations fit.
	ambiguous bool
}

// call looks a backend's call up in the specifications.
func (p *Pass) call(b *config.Backend) call {
	hosts := b.Hosts()
	if p.specs == nil || len(hosts) == 0 || b.Endpoint == nil {
		return call{}
	}
	c, ok := p.calls[b]
	if ok {
		return c
	}
	ops, why := p.specs.Match(hosts[0], b.HTTPMethod(), b.URLPattern.V)
	c = call{known: p.specs.Knows(hosts[0]), why: why}
	if len(ops) == 1 {
		c.op = ops[0]
	}
	c.ambiguous = len(ops) > 1
	p.calls[b] = c
	return c
}

// operation returns the operation that a backend's call reaches; nil where
// nothing is known.
func (p *Pass) operation(b *config.Backend) *spec.Operation { return p.call(b).op }

// successes returns how a backend's call ends when all goes well: the declared
// statuses of 2xx. What a "default" answer may be is no ground to judge by, and
// redirections are followed.
func (p *Pass) successes(b *config.Backend) []spec.Answer {
	op := p.operation(b)
	if op == nil {
		return nil
	}
	answers, ok := p.known[op]
	if !ok {
		for _, a := range op.Answers() {
			if strings.HasPrefix(a.Code, "2") && a.Err == nil && !a.Low {
				answers = append(answers, a)
			}
		}
		p.known[op] = answers
	}
	return answers
}

// answering returns the first success whose body reaches the decoder and is of
// the kind.
func (p *Pass) answering(b *config.Backend, body fact.Body) (a spec.Answer, ok bool) {
	for _, a := range p.successes(b) {
		if a.Body == body && !a.Mixed && (a.Status == 0 || fact.Decoded(a.Status)) {
			return a, true
		}
	}
	return spec.Answer{}, false
}

// answers reports whether a backend is known to answer a body of the kind.
func (p *Pass) answers(b *config.Backend, body fact.Body) bool {
	_, ok := p.answering(b, body)
	return ok
}

// answersKey reports whether a backend is known to answer an object that has a
// key at its root.
func (p *Pass) answersKey(b *config.Backend, key string) bool {
	a, ok := p.answering(b, fact.ObjectBody)
	if !ok {
		return false
	}
	schema := p.schema(b, a)
	return schema != nil && schema.Lookup(key).Presence == spec.Declared
}

// answersText is answersKey for a key that may well hold a text.
func (p *Pass) answersText(b *config.Backend, key string) bool {
	if !p.answersKey(b, key) {
		return false
	}
	a, _ := p.answering(b, fact.ObjectBody)
	kind := p.schema(b, a).Lookup(key).Schema.Node.Get("type")
	return kind == nil || kind.Kind != syntax.String || kind.Text == "string"
}

// gathers reports whether a backend's answer surely comes under "collection": by
// its settings, or because it is known to be a list that "safejson" reads.
func (p *Pass) gathers(b *config.Backend) bool {
	if collects(b) {
		return true
	}
	if encoding(b) != fact.SafeJSON {
		return false
	}
	answers := p.successes(b)
	return len(answers) > 0 && !slices.ContainsFunc(answers, func(a spec.Answer) bool { return a.Mixed || a.Body != fact.ArrayBody })
}

// lacksKey reports whether a backend surely answers nothing with a key at its
// root: a list or a single value, or an object that the specification closes.
func (p *Pass) lacksKey(b *config.Backend, key string) bool {
	answers := p.successes(b)
	for _, a := range answers {
		switch a.Body {
		case fact.ArrayBody, fact.ScalarBody, fact.TextBody, fact.EmptyBody:
		case fact.ObjectBody:
			schema := p.schema(b, a)
			if schema == nil || schema.Lookup(key).Presence != spec.Undeclared {
				return false
			}
		default:
			return false
		}
	}
	return len(answers) > 0
}

// schema returns the schema of an answer's body.
func (p *Pass) schema(b *config.Backend, a spec.Answer) *spec.Schema {
	for _, r := range p.operation(b).Responses {
		if r.Status != a.Code {
			continue
		}
		for _, m := range r.Media {
			if m.Type == a.Media {
				return m.Schema
			}
		}
	}
	return nil
}

// fieldKind tells what stands at a dotted path of an answer: its kind, with
// EmptyBody for a field that is not there. known is false where the document
// does not tell.
func (p *Pass) fieldKind(b *config.Backend, a spec.Answer, path string) (kind fact.Body, known bool) {
	found := p.schema(b, a).Lookup(path)
	switch found.Presence {
	case spec.Undeclared:
		return fact.EmptyBody, true
	case spec.Declared:
		k := found.Schema.Kind()
		return k.Body, k.Body != fact.UnknownBody && k.Err == nil && !k.Mixed
	}
	return fact.UnknownBody, false
}

// unjudged reports whether a backend's answer is dropped or changed in ways
// that a specification does not tell.
func (p *Pass) unjudged(b *config.Backend) bool {
	return isShadow(b) || recoded(b) || notHTTP(b)
}

// handsOnStatus reports whether clients see the backend's own status where it
// is no 200: what has no body is then answered rightly.
func handsOnStatus(b *config.Backend) bool {
	http := b.Extra.Get("backend/http")
	return isTrue(http.Get("return_error_code")) && http.Get("return_error_details") == nil &&
		b.Endpoint != nil && len(b.Endpoint.Backends) == 1
}

// who names a backend in a message: its host without the scheme.
func (p *Pass) who(b *config.Backend) string {
	hosts := b.Hosts()
	if len(hosts) == 0 {
		return "the backend"
	}
	_, name, ok := strings.Cut(hosts[0], "://")
	if !ok {
		name = hosts[0]
	}
	return "backend " + name
}

// written is the encoding of a backend as a message names it.
func written(b *config.Backend) string {
	if b.Encoding.V == "" {
		return fact.JSON
	}
	return b.Encoding.V
}

// relate adds the place in the specification that a finding rests on.
func (p *Pass) relate(f *diag.Finding, b *config.Backend, a spec.Answer) {
	op := p.operation(b)
	f.Related = append(f.Related, diag.Related{
		Label: "spec", Message: op.Method + " " + op.Path + " -> " + a.Code, Span: a.Span,
	})
}

// isJSON reports whether an answer's media type is JSON, or none is given.
func isJSON(a spec.Answer) bool {
	c := spec.ClassOf(a.Media)
	return c == spec.JSONMedia || c == spec.AnyMedia
}

// isFile reports whether an answer is of a type that no encoding reads.
func isFile(a spec.Answer) bool {
	return a.Media != "" && spec.ClassOf(a.Media) == spec.BinaryMedia
}

// isStream reports whether an answer goes on for as long as the client listens.
func isStream(a spec.Answer) bool { return spec.ClassOf(a.Media) == spec.EventMedia }

// offerNoop offers to pass the answer through, where the endpoint has one
// backend. It is safe where nothing shapes the answer.
func (p *Pass) offerNoop(f *diag.Finding, b *config.Backend) {
	e := b.Endpoint
	if e == nil || len(e.Backends) != 1 {
		return
	}
	p.fix(f, !shaped(b), `set "encoding" and "output_encoding" to "no-op"`,
		set(b.Object, "encoding", quote(fact.NoOp)), set(e.Object, "output_encoding", quote(fact.NoOp)))
}

// offerEncoding offers the encoding that reads what a backend answers.
func (p *Pass) offerEncoding(f *diag.Finding, b *config.Backend, a spec.Answer) {
	e := b.Endpoint
	if e == nil {
		return
	}
	var encoding, output string
	switch a.Body {
	case fact.TextBody:
		encoding, output = fact.String, fact.String
	case fact.XMLBody:
		encoding = fact.XML
	case fact.ObjectBody, fact.ArrayBody:
		encoding = fact.JSON
	default:
		p.offerNoop(f, b)
		return
	}
	changes := []change{set(b.Object, "encoding", quote(encoding))}
	title := `set "encoding" to ` + quote(encoding)
	if a.Body == fact.ArrayBody {
		changes = append(changes, set(b.Object, "is_collection", "true"))
		title += ` and "is_collection" to true`
	}
	if output != "" && len(e.Backends) == 1 {
		changes = append(changes, set(e.Object, "output_encoding", quote(output)))
		title = `set "encoding" and "output_encoding" to ` + quote(output)
	}
	p.fix(f, !shaped(b), title, changes...)
}

// shaped reports whether something changes a backend's answer that passing it
// through would leave out.
func shaped(b *config.Backend) bool {
	e := b.Endpoint
	return b.Target.V != "" || len(b.Allow.V) > 0 || len(b.Deny.V) > 0 || len(b.Mapping.V) > 0 || b.Group.V != "" ||
		len(flatmap(b.Extra)) > 0 || e.Extra.Get("proxy").Get("static") != nil || e.ConcurrentCalls.V > 1 ||
		hasAny(e.Extra, "auth/signer", "modifier/lua-proxy", "validation/cel")
}
