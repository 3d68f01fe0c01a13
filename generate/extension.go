package generate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/suggest"
	"github.com/gatewright/gatewright/spec"
)

// RuleExtension is the id of findings about x-gatewright in a document.
const RuleExtension = "extension-invalid"

// extension is what a document says of an operation under x-gatewright, at its
// root, at the path and at the operation: what is nearer wins, lists and
// settings join.
type extension struct {
	skip           bool
	endpoint       *syntax.Node // the path that clients call
	timeout        string
	encoding       string
	output         string
	headers, query []string
	extra          map[string]*syntax.Node
	last           *syntax.Node // the nearest of the extensions
}

// reason is that of what the document says.
func (x *extension) reason() spec.Reason {
	r := spec.Reason{Text: "x-gatewright says so"}
	if x.last != nil {
		r.Span = x.last.Span
	}
	return r
}

// extensionKeys are the keys of x-gatewright and what they have to be.
var extensionKeys = map[string]syntax.Kind{
	"skip": syntax.Bool, "endpoint": syntax.String, "timeout": syntax.String, "encoding": syntax.String,
	"output_encoding": syntax.String, "headers": syntax.Array, "query": syntax.Array, "extra_config": syntax.Object,
}

// extensionOf reads the extensions of an operation; mistakes are errors with
// their place.
func (g *generator) extensionOf(e *Entry) *extension {
	x := &extension{}
	for _, n := range e.Op.Extensions {
		if n.Kind != syntax.Object {
			g.extensionError(e, n.Span, "x-gatewright is "+n.Kind.String()+", an object is expected", "")
			continue
		}
		x.last = n
		for _, m := range n.Members() {
			kind, known := extensionKeys[m.Name]
			switch {
			case !known:
				keys := slices.Sorted(maps.Keys(extensionKeys))
				hint := "it is one of " + strings.Join(keys, ", ")
				if near := suggest.Near(m.Name, keys); near != "" {
					hint = fmt.Sprintf("did you mean %q?", near)
				}
				g.extensionError(e, m.Key, fmt.Sprintf("x-gatewright has no key %q", m.Name), hint)
			case m.Value.Kind != kind:
				g.extensionError(e, m.Value.Span, fmt.Sprintf("%s is %s, %s is expected", m.Name, m.Value.Kind, kind), "")
			case m.Name == "endpoint" && e.Op.Service.Root != nil && n == e.Op.Service.Root.Get("x-gatewright"):
				g.extensionError(e, m.Key, "endpoint at the root would be the path of every operation", "write it at the path or at the operation")
			default:
				x.read(g, e, m)
			}
		}
	}
	return x
}

// read takes over one key of the right kind.
func (x *extension) read(g *generator, e *Entry, m syntax.Member) {
	n := m.Value
	switch m.Name {
	case "skip":
		x.skip = n.Text == "true"
	case "endpoint":
		x.endpoint = n
	case "timeout":
		if d, err := time.ParseDuration(n.Text); err != nil || d <= 0 {
			g.extensionError(e, n.Span, fmt.Sprintf("timeout %q is no duration", n.Text), "write a number and a unit, such as 3s")
			return
		}
		x.timeout = n.Text
	case "encoding":
		if _, known := fact.FindEncoding(n.Text); !known || n.Text == "" {
			g.extensionError(e, n.Span, fmt.Sprintf("there is no encoding %q", n.Text), "")
			return
		}
		x.encoding = n.Text
	case "output_encoding":
		if _, known := fact.FindOutput(n.Text); !known {
			g.extensionError(e, n.Span, fmt.Sprintf("there is no output encoding %q", n.Text), "")
			return
		}
		x.output = n.Text
	case "headers":
		x.headers = append(x.headers, g.extensionTexts(e, n)...)
	case "query":
		x.query = append(x.query, g.extensionTexts(e, n)...)
	case "extra_config":
		for _, s := range n.Members() {
			levels := fact.NamespaceLevels(s.Name)
			if !slices.Contains(levels, fact.Endpoint) && !slices.Contains(levels, fact.Backend) {
				g.extensionError(e, s.Key, fmt.Sprintf("neither endpoints nor backends have a namespace %q", s.Name), "")
				continue
			}
			if x.extra == nil {
				x.extra = map[string]*syntax.Node{}
			}
			x.extra[s.Name] = s.Value
		}
	}
}

func (g *generator) extensionTexts(e *Entry, n *syntax.Node) []string {
	var list []string
	for _, item := range n.Items() {
		if item.Kind != syntax.String || item.Text == "" {
			g.extensionError(e, item.Span, "a name is expected", "")
			continue
		}
		list = append(list, item.Text)
	}
	return list
}

func (g *generator) extensionError(e *Entry, at syntax.Span, message, hint string) {
	f := g.find(e, diag.Error, RuleExtension, message, hint)
	f.Span, f.Pointer = at, ""
}

// reroute gives a template the path that the document wants clients to call.
// It has to name every parameter of the operation's path.
func (g *generator) reroute(e *Entry, t *template, at *syntax.Node) {
	other, p := parsePath(at.Text)
	if p != nil {
		g.extensionError(e, at.Span, fmt.Sprintf("endpoint %q can be no endpoint: %s", at.Text, p.message), p.hint)
		return
	}
	index := make([]int, len(other.names))
	for i, name := range other.names {
		if index[i] = slices.Index(t.names, name); index[i] < 0 {
			g.extensionError(e, at.Span, fmt.Sprintf("endpoint %q has a parameter {%s} that the path %s lacks", at.Text, name, e.Op.Path), "")
			return
		}
	}
	for _, name := range t.names {
		if !slices.Contains(other.names, name) {
			g.extensionError(e, at.Span, fmt.Sprintf("endpoint %q lacks the parameter {%s} of the path %s", at.Text, name, e.Op.Path), "")
			return
		}
	}
	t.endpoint, t.slash, t.reshaped = nil, other.slash, false
	for _, p := range other.endpoint {
		if p.param >= 0 {
			p.param = index[p.param]
		}
		t.endpoint = append(t.endpoint, p)
	}
	t.notes = append(t.notes, "clients call it as "+at.Text+", as x-gatewright says")
}

// apply puts what the document says over what was inferred.
func (x *extension) apply(ep *Endpoint, op *spec.Operation) {
	if x.timeout != "" {
		ep.Timeout = x.timeout
	}
	x.encode(ep, op)
	for _, name := range x.headers {
		if !slices.ContainsFunc(ep.Headers, func(h string) bool { return strings.EqualFold(h, name) }) {
			ep.Headers = append(ep.Headers, name)
		}
	}
	if len(ep.Headers) > 0 && mayHaveBody(op) && !slices.ContainsFunc(ep.Headers, func(h string) bool { return h == "*" || strings.EqualFold(h, "Content-Type") }) {
		ep.Headers = append(ep.Headers, "Content-Type")
	}
	slices.SortFunc(ep.Headers, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	ep.QueryStrings = sortedSet(append(ep.QueryStrings, x.query...))
	for namespace, n := range x.extra {
		if slices.Contains(fact.NamespaceLevels(namespace), fact.Endpoint) {
			ep.setting(namespace, config.Compact(n))
			continue
		}
		ep.Backend.Extra = joinSettings(ep.Backend.Extra, Settings{namespace: config.Compact(n)})
	}
}

// encode sets encodings that the document names. Where it names one of them the
// other follows; whether json is of a list follows from the answers.
func (x *extension) encode(ep *Endpoint, op *spec.Operation) {
	encoding, output := x.encoding, x.output
	switch {
	case encoding == "" && output == "":
		return
	case encoding == fact.NoOp || output == fact.NoOp:
		ep.Encoding, ep.Output, ep.IsCollection, ep.ReturnErrorCode = fact.NoOp, fact.NoOp, false, false
		return
	}
	list := false
	for _, a := range op.Answers() {
		list = list || a.Body == fact.ArrayBody
	}
	if encoding == "" {
		if encoding = ep.Encoding; encoding == fact.NoOp {
			encoding = fact.JSON
		}
	}
	if output == "" {
		switch _, known := fact.FindOutput(encoding); {
		case encoding == fact.JSON && list:
			output = fact.JSONCollection
		case known:
			output = encoding
		default:
			output = fact.JSON
		}
	}
	ep.Encoding, ep.Output = encoding, output
	ep.IsCollection = encoding == fact.JSON && list
}
