package openapi

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// reader turns one document, with the files that it refers to, into a service.
type reader struct {
	ctx     context.Context
	started time.Time
	opts    Options
	version version
	main    *document
	svc     *spec.Service
	// overlayWarnings are found before there is a service to report them on.
	overlayWarnings []diag.Finding
	overlays        []*syntax.Source
	guard           guard

	mu     sync.Mutex // guards what follows, also after Load
	docs   map[*syntax.Source]*document
	files  map[string]external
	refs   map[refKey]resolved
	sealed bool // Load is over, no more files are read
}

func (r *reader) report(severity diag.Severity, rule string, span syntax.Span, pointer, message, hint string) {
	r.svc.Findings = append(r.svc.Findings, diag.Finding{
		Rule: rule, Severity: severity, Effect: diag.Untidy, Span: span, Pointer: pointer, Message: message, Hint: hint,
	})
}

func (r *reader) schema(n *syntax.Node) *spec.Schema {
	if n == nil {
		return nil
	}
	return &spec.Schema{Node: n, Resolve: r.resolve}
}

// service reads everything but what judge adds.
func (r *reader) service() {
	root := r.main.root
	r.svc.Title = root.Get("info").Get("title").Str()
	r.svc.Name = r.name()
	r.prefetch(root, 0)
	r.svc.Servers = r.rootServers(root)
	paths := root.Get("paths")
	if paths != nil && paths.Kind != syntax.Object {
		r.report(diag.Error, RuleInvalid, paths.Span, "/paths", `"paths" is no object`, "")
	}
	if hooks := root.Member("webhooks"); hooks != nil && len(hooks.Value.Members()) > 0 {
		r.report(diag.Info, RuleInvalid, hooks.Key, "/webhooks", "webhooks are calls that the service makes itself, the gateway has no part in them", "")
	}
	if paths != nil {
		for _, m := range paths.Members() {
			if !strings.HasPrefix(m.Name, "x-") {
				r.pathItem(m)
			}
		}
	}
	r.mu.Lock()
	r.sealed = true
	r.mu.Unlock()
}

// prefetch reads the other files that references name, so that nothing is read
// once Load is over.
func (r *reader) prefetch(n *syntax.Node, depth int) {
	if n == nil || depth > 200 {
		return
	}
	for _, m := range n.Members() {
		if m.Name != "$ref" || m.Value == nil || m.Value.Kind != syntax.String {
			r.prefetch(m.Value, depth+1)
			continue
		}
		if strings.HasPrefix(m.Value.Text, "#") {
			continue
		}
		if to, err := r.resolve(m.Value); err == nil && r.first(to) {
			r.prefetch(r.docs[to.Source].root, 0)
		}
	}
	for _, item := range n.Items() {
		r.prefetch(item, depth+1)
	}
}

// first reports whether the file of a node is met for the first time.
func (r *reader) first(n *syntax.Node) bool {
	doc := r.docs[n.Source]
	if doc == nil || doc.seen || doc == r.main {
		return false
	}
	doc.seen = true
	return true
}

// name is the user's, or made from the title or the file's name.
func (r *reader) name() string {
	if r.opts.Name != "" {
		return r.opts.Name
	}
	for _, s := range []string{r.svc.Title, r.main.baseName()} {
		if name := slug(s); name != "" {
			return name
		}
	}
	return "api"
}

// slug writes a title in small letters and digits with dashes between words.
func slug(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			b.WriteRune(unicode.ToLower(c))
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

var methods = map[string]bool{
	"get": true, "put": true, "post": true, "delete": true, "options": true, "head": true, "patch": true, "trace": true, "query": true,
}

func (r *reader) pathItem(m syntax.Member) {
	pointer := syntax.Join("/paths", m.Name)
	item, itemPointer, err := r.follow(m.Value, pointer)
	if err != nil || item == nil || item.Kind != syntax.Object {
		if err == nil {
			err = fmt.Errorf("the path is %s instead of an object", kindOf(item))
		}
		op := &spec.Operation{Service: r.svc, Method: "*", Path: m.Name, Span: m.Key, Pointer: pointer}
		r.fault(op, m.Key, pointer, err.Error())
		r.svc.Operations = append(r.svc.Operations, op)
		return
	}
	at := place{path: m.Name, item: item, pointer: itemPointer}
	for _, om := range item.Members() {
		switch {
		case methods[om.Name]:
			r.operation(at, strings.ToUpper(om.Name), om, syntax.Join(itemPointer, om.Name))
		case om.Name == "additionalOperations" && om.Value != nil:
			for _, extra := range om.Value.Members() {
				r.operation(at, strings.ToUpper(extra.Name), extra, syntax.Join(itemPointer, om.Name, extra.Name))
			}
		}
	}
	if item == m.Value {
		return
	}
	// What stands beside a reference counts where it says something else.
	for _, om := range m.Value.Members() {
		if methods[om.Name] && item.Get(om.Name) == nil {
			r.operation(place{path: m.Name, item: m.Value, pointer: pointer}, strings.ToUpper(om.Name), om, syntax.Join(pointer, om.Name))
		}
	}
}

// place is where an operation stands: its path and the object of that path.
type place struct {
	path    string
	item    *syntax.Node
	pointer string
}

// fault marks an operation as unusable; the first fault stays.
func (r *reader) fault(op *spec.Operation, span syntax.Span, pointer, message string) {
	if op.Fault != nil {
		return
	}
	op.Fault = &diag.Finding{
		Rule: RuleOperation, Severity: diag.Warning, Effect: diag.Untidy, Span: span, Pointer: pointer,
		Endpoint: diag.Endpoint{Method: op.Method, Path: op.Path}, Message: message,
	}
}

// follow returns the object behind the references that n starts with, and its
// pointer in its document.
func (r *reader) follow(n *syntax.Node, pointer string) (*syntax.Node, string, error) {
	for range 100 {
		ref := n.Get("$ref")
		if ref == nil || ref.Kind != syntax.String {
			return n, pointer, nil
		}
		to, err := r.resolve(ref)
		if err != nil {
			return nil, pointer, &spec.RefError{Ref: ref.Text, Span: ref.Span, Reason: err.Error()}
		}
		_, pointer, _ = strings.Cut(ref.Text, "#")
		n = to
	}
	ref := n.Get("$ref")
	return nil, pointer, &spec.RefError{Ref: ref.Text, Span: ref.Span, Reason: "leads back to itself"}
}

func kindOf(n *syntax.Node) string {
	switch {
	case n == nil || n.Kind == syntax.Invalid:
		return "nothing"
	case n.Kind == syntax.Null:
		return "null"
	case n.Kind == syntax.Array || n.Kind == syntax.Object:
		return "an " + n.Kind.String()
	}
	return "a " + n.Kind.String()
}

// texts returns the strings of a list.
func texts(n *syntax.Node) []string {
	if n == nil || n.Kind != syntax.Array {
		return nil
	}
	list := make([]string, 0, len(n.Items()))
	for _, item := range n.Items() {
		if item.Kind == syntax.String {
			list = append(list, item.Text)
		}
	}
	return list
}

func truth(n *syntax.Node) bool { return n != nil && n.Kind == syntax.Bool && n.Text == "true" }
