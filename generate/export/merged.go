package export

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// merged is the answer of all backends together, nil where every call fails.
// always says that there is an answer also where calls fail.
func (m *maker) merged() (a *answer, always bool) {
	n := 0
	for _, c := range m.calls {
		if isShadow(c.b) {
			continue
		}
		n++
		next := m.reply(c)
		switch {
		case next == nil:
		case a == nil:
			a = next
		default:
			a = merge(a, next)
		}
	}
	if a != nil && n > 1 && !m.api.opts.Complete {
		a = a.optional()
	}
	proxy := m.e.Extra.Get("proxy")
	if scripted(m.e) || hasItems(proxy.Get("flatmap_filter")) {
		if a != nil {
			a = unknown()
		}
	}
	return m.static(a, proxy.Get("static"), n > 1)
}

// scripted reports whether a script or plugin may change the merged answer.
func scripted(e *config.Endpoint) bool {
	return e.Extra.Get("modifier/lua-proxy").Get("post") != nil || e.Extra.Get("auth/signer") != nil || e.Extra.Get("plugin/req-resp-modifier") != nil
}

func hasItems(n *syntax.Node) bool { return n != nil && len(n.Items()) > 0 }

// static puts fixed data over an answer, by its strategy.
func (m *maker) static(a *answer, static *syntax.Node, several bool) (*answer, bool) {
	data := static.Get("data")
	if data == nil || data.Kind != syntax.Object {
		return a, false
	}
	always, sure := false, false
	switch static.Get("strategy").Str() {
	case "success", "complete":
		sure = !several || m.api.opts.Complete
	case "errored", "incomplete":
		always = true
		if m.api.opts.Complete {
			return a, true
		}
	default:
		always, sure = true, true
	}
	switch {
	case a == nil && !always:
		return nil, false
	case a == nil:
		a = &answer{closed: true}
	case always:
		a = a.optionalUnless(m.api.opts.Complete)
	default:
		a = a.copy()
	}
	for _, member := range data.Members() {
		fixed := object()
		put(fixed, "const", member.Value)
		a.set(field{name: member.Name, value: value{ready: fixed}, required: sure})
	}
	return a, always
}

// optionalUnless is optional, or a copy where complete answers alone count.
func (a *answer) optionalUnless(complete bool) *answer {
	if complete {
		return a.copy()
	}
	return a.optional()
}

// reply is what one backend adds to the answer, nil where its call surely fails.
func (m *maker) reply(c call) *answer {
	a := m.read(c)
	if a != nil {
		a = reshape(c.b, a)
	}
	name := c.b.Extra.Get("backend/http").Get("return_error_details").Str()
	if name == "" || m.api.opts.Complete {
		return a
	}
	failed := &answer{closed: true, fields: []field{{name: "error_" + name, value: value{ready: failure()}, required: true}}}
	if a == nil {
		return failed
	}
	return either(a, failed)
}

// failure is the schema of what an answer tells of a backend's error.
func failure() *syntax.Node {
	n, props := ofType("object"), object()
	put(props, "http_status_code", ofType("integer"))
	put(props, "http_body", ofType("string"))
	put(props, "http_body_encoding", ofType("string"))
	put(n, "properties", props)
	put(n, "required", textList([]string{"http_status_code"}))
	return n
}

// changed reports whether something that no schema tells of changes an answer
// before it is decoded, or after.
func changed(b *config.Backend) bool {
	if b.Extra.Get("modifier/lua-backend").Get("post") != nil || b.Extra.Get("plugin/req-resp-modifier") != nil || b.Extra.Get("plugin/http-client") != nil {
		return true
	}
	martian := b.Extra.Get("modifier/martian")
	return martian != nil && strings.Contains(compact(martian), `"body.`)
}

// reshape takes an answer through the rules of its backend.
func reshape(b *config.Backend, a *answer) *answer {
	a = a.target(b.Target.V)
	switch {
	case hasItems(b.Extra.Get("proxy").Get("flatmap_filter")):
		a = unknown()
	default:
		switch {
		case len(b.Allow.V) > 0:
			a = newTree(b.Allow.V, true).allowed(a)
		case len(b.Deny.V) > 0:
			a = newTree(b.Deny.V, false).denied(a)
		}
		if len(b.Mapping.V) > 0 {
			a = a.rename(b.Mapping.V)
		}
	}
	if b.Group.V == "" {
		return a
	}
	return &answer{closed: true, fields: []field{{name: b.Group.V, value: value{shaped: a}, required: true}}}
}

// read is what the decoder makes of a backend's answers.
func (m *maker) read(c call) *answer {
	if c.op == nil || changed(c.b) {
		return unread(c.b)
	}
	answers := c.op.Answers()
	if len(answers) == 0 {
		return unread(c.b)
	}
	var result *answer
	for _, a := range answers {
		if a.Status != 0 && !fact.Decoded(a.Status) {
			continue
		}
		next := decode(c, a)
		switch {
		case next == nil:
		case result == nil:
			result = next
		default:
			result = either(result, next)
		}
	}
	return result
}

// unread is what is sure of an answer of which nothing is known.
func unread(b *config.Backend) *answer {
	if sure, _ := shape.Collects(b); sure {
		return under(fact.CollectionKey, value{ready: ofType("array")})
	}
	switch shape.Encoding(b).Name {
	case fact.String:
		return under(fact.ContentKey, value{ready: ofType("string")})
	case fact.NoOp:
		return &answer{closed: true}
	}
	return unknown()
}

func under(key string, v value) *answer {
	return &answer{closed: true, fields: []field{{name: key, value: v, required: true}}}
}

// decode is what the decoder makes of one answer, nil where it fails.
func decode(c call, a spec.Answer) *answer {
	encoding, schema := shape.Encoding(c.b), schemaOf(c.op, a)
	if a.Body == fact.UnknownBody && encoding.Name != fact.String && encoding.Name != fact.NoOp {
		return unread(c.b)
	}
	switch encoding.Decode(a.Body, c.b.IsCollection.V) {
	case fact.AsObject:
		if a.Body == fact.ObjectBody {
			return objectOf(schema)
		}
		return unknown()
	case fact.AsCollection:
		if a.Body == fact.ArrayBody {
			return under(fact.CollectionKey, value{schema: schema})
		}
		return under(fact.CollectionKey, value{})
	case fact.AsContent:
		if encoding.Name == fact.String || schema == nil {
			return under(fact.ContentKey, value{ready: ofType("string")})
		}
		return under(fact.ContentKey, value{schema: schema})
	case fact.AsNull:
		return &answer{null: true, closed: true}
	case fact.Discarded:
		return &answer{closed: true}
	case fact.Truncated, fact.Passed:
		return unread(c.b)
	}
	return nil
}

// schemaOf is the schema that an answer was judged by, nil for none.
func schemaOf(op *spec.Operation, a spec.Answer) *spec.Schema {
	for _, r := range op.Responses {
		if r.Status != a.Code {
			continue
		}
		if i := slices.IndexFunc(r.Media, func(m spec.Media) bool { return m.Type == a.Media }); i >= 0 {
			return r.Media[i].Schema
		}
	}
	return nil
}
