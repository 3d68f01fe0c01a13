package spec

import (
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// Kind is what JSON a schema describes.
type Kind struct {
	// Body is ObjectBody, ArrayBody, ScalarBody or NullBody, and UnknownBody
	// where the schema does not tell.
	Body fact.Body
	// Mixed says that the schema allows different kinds.
	Mixed bool
	// Nullable says that null is allowed besides.
	Nullable bool
	// Binary says that the schema stands for a file and not for JSON.
	Binary bool
	// Guessed says that no "type" says so, only other keywords.
	Guessed bool
	// Err is the reference that hinders the judgement.
	Err *RefError

	cycle bool
}

// Kind returns what JSON the schema describes. References are followed; parts
// of allOf have to agree, parts of oneOf and anyOf too, null aside; where there
// is no type, values of enum and const tell, and keywords such as properties
// and items. Schemas that contain themselves are fine; one that is nothing but
// a reference to itself is an error.
func (s *Schema) Kind() Kind {
	if s == nil || s.Node == nil {
		return Kind{}
	}
	k := &kinder{schema: s, left: maxSchemaNodes}
	kind := k.node(s.Node, 0)
	if kind.cycle && kind.Err == nil {
		ref := s.Node.Get("$ref")
		span := s.Node.Span
		if ref != nil {
			span = ref.Span
		}
		kind.Err = &RefError{Ref: ref.Str(), Span: span, Reason: "leads back to itself"}
	}
	return kind
}

// kinder judges one schema; path are the nodes that it is inside of.
type kinder struct {
	schema *Schema
	path   []*syntax.Node
	left   int
}

func (k *kinder) node(n *syntax.Node, depth int) Kind {
	if k.left--; k.left < 0 || depth > maxSchemaDepth || n == nil || n.Kind != syntax.Object {
		return Kind{}
	}
	for _, open := range k.path {
		if open == n {
			return Kind{cycle: true}
		}
	}
	k.path = append(k.path, n)
	defer func() { k.path = k.path[:len(k.path)-1] }()

	to, ref, err := k.schema.target(n)
	if err != nil {
		return Kind{Err: err}
	}
	if ref != nil {
		return k.node(to, depth+1)
	}
	kind := k.direct(n)
	if kind.Body == fact.UnknownBody && !kind.Mixed {
		kind = k.composed(n, depth)
	}
	if isTrue(n.Get("nullable")) || isTrue(n.Get("x-nullable")) {
		kind.Nullable = true
	}
	return kind
}

// direct judges by what the schema says itself, without its parts.
func (k *kinder) direct(n *syntax.Node) Kind {
	switch t := n.Get("type"); {
	case t != nil && t.Kind == syntax.String:
		kind := Kind{Body: bodyOfType(t.Text)}
		kind.Binary = t.Text == "file" || t.Text == "string" && n.Get("format").Str() == "binary"
		if kind.Body != fact.UnknownBody {
			return kind
		}
	case t != nil && t.Kind == syntax.Array && len(t.Items()) > 0:
		var u union
		for _, item := range t.Items() {
			u.add(Kind{Body: bodyOfType(item.Str())})
		}
		return u.kind()
	}
	if v := n.Get("const"); v != nil {
		return Kind{Body: bodyOfValue(v), Guessed: true}
	}
	if v := n.Get("enum"); v != nil && len(v.Items()) > 0 {
		u := union{}
		for _, item := range v.Items() {
			u.add(Kind{Body: bodyOfValue(item)})
		}
		kind := u.kind()
		kind.Guessed = true
		return kind
	}
	for _, key := range []string{"properties", "additionalProperties", "patternProperties", "required", "minProperties", "maxProperties"} {
		if n.Get(key) != nil {
			return Kind{Body: fact.ObjectBody, Guessed: true}
		}
	}
	for _, key := range []string{"items", "prefixItems", "minItems", "maxItems"} {
		if n.Get(key) != nil {
			return Kind{Body: fact.ArrayBody, Guessed: true}
		}
	}
	return Kind{}
}

// composed judges by allOf, oneOf and anyOf, which all have to hold.
func (k *kinder) composed(n *syntax.Node, depth int) Kind {
	var groups []Kind
	if parts := n.Get("allOf"); parts != nil {
		for _, part := range parts.Items() {
			groups = append(groups, k.node(part, depth+1))
		}
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		parts := n.Get(key)
		if parts == nil || len(parts.Items()) == 0 {
			continue
		}
		var u union
		for _, part := range parts.Items() {
			u.add(k.node(part, depth+1))
		}
		groups = append(groups, u.kind())
	}
	return conjunction(groups)
}

// conjunction joins kinds that hold together: the one that is known, unless
// they contradict each other.
func conjunction(kinds []Kind) Kind {
	var result Kind
	cycles := 0
	for _, kind := range kinds {
		if kind.Err != nil {
			return kind
		}
		switch {
		case kind.cycle:
			cycles++
		case kind.Mixed:
			result.Mixed = true
		case kind.Body == fact.UnknownBody:
		case result.Body == fact.UnknownBody:
			nullable := result.Nullable
			result = Kind{Body: kind.Body, Mixed: result.Mixed, Nullable: nullable || kind.Nullable, Binary: kind.Binary, Guessed: kind.Guessed}
		case result.Body != kind.Body:
			result.Mixed = true
		default:
			result.Guessed = result.Guessed && kind.Guessed
		}
	}
	if result.Mixed {
		result.Body = fact.UnknownBody
	}
	result.cycle = cycles > 0 && cycles == len(kinds)
	return result
}

// union collects kinds of which one holds.
type union struct {
	known          []Kind
	unknown, null  bool
	cycles, others int
	err            *RefError
}

func (u *union) add(k Kind) {
	switch {
	case k.Err != nil:
		u.err = k.Err
	case k.cycle:
		u.cycles++
		return
	case k.Body == fact.NullBody:
		u.null = true
	case k.Body == fact.UnknownBody:
		u.unknown = true
		u.known = append(u.known, k)
	default:
		u.known = append(u.known, k)
	}
	u.others++
	u.null = u.null || k.Nullable
}

func (u *union) kind() Kind {
	switch {
	case u.err != nil:
		return Kind{Err: u.err}
	case u.others == 0:
		return Kind{cycle: u.cycles > 0}
	case len(u.known) == 0:
		return Kind{Body: fact.NullBody}
	}
	result := u.known[0]
	for _, k := range u.known[1:] {
		if k.Body != result.Body {
			result.Mixed = true
		}
		result.Mixed = result.Mixed || k.Mixed
		result.Binary = result.Binary && k.Binary
		result.Guessed = result.Guessed && k.Guessed
	}
	if result.Mixed {
		result.Body = fact.UnknownBody
	}
	result.Nullable = u.null
	return result
}

func bodyOfType(name string) fact.Body {
	switch name {
	case "object":
		return fact.ObjectBody
	case "array":
		return fact.ArrayBody
	case "string", "number", "integer", "boolean", "file":
		return fact.ScalarBody
	case "null":
		return fact.NullBody
	}
	return fact.UnknownBody
}

func bodyOfValue(n *syntax.Node) fact.Body {
	switch n.Kind {
	case syntax.Object:
		return fact.ObjectBody
	case syntax.Array:
		return fact.ArrayBody
	case syntax.String, syntax.Number, syntax.Bool:
		return fact.ScalarBody
	case syntax.Null:
		return fact.NullBody
	}
	return fact.UnknownBody
}

func isTrue(n *syntax.Node) bool { return n != nil && n.Kind == syntax.Bool && n.Text == "true" }
