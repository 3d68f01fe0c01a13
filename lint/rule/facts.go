package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

// encoding is the name of the encoding that a backend really has.
func encoding(b *config.Backend) string { return shape.Encoding(b).Name }

// passesThrough reports whether a backend's answer is handed on untouched.
func passesThrough(b *config.Backend) bool {
	return b.Endpoint != nil && shape.PassesThrough(b.Endpoint)
}

// renders reports whether an endpoint's answer is written in the encoding.
func renders(e *config.Endpoint, output string) bool { return shape.Renderer(e) == output }

// collects reports whether a backend's answer surely comes under "collection".
func collects(b *config.Backend) bool {
	sure, _ := shape.Collects(b)
	return sure
}

// isShadow reports whether a backend's answer is dropped by design.
func isShadow(b *config.Backend) bool {
	return isTrue(b.Extra.Get("proxy").Get("shadow"))
}

// answering returns the backends of an endpoint whose answers count.
func answering(e *config.Endpoint) []*config.Backend {
	var list []*config.Backend
	for _, b := range e.Backends {
		if b != nil && !isShadow(b) {
			list = append(list, b)
		}
	}
	return list
}

// rewritten reports whether code may change an endpoint's answer in ways that
// a configuration does not tell.
func rewritten(e *config.Endpoint) bool {
	return hasAny(e.Extra, "modifier/lua-proxy", "plugin/req-resp-modifier")
}

// recoded is rewritten for one backend.
func recoded(b *config.Backend) bool {
	return hasAny(b.Extra, "modifier/lua-backend", "plugin/req-resp-modifier", "plugin/http-client", "modifier/martian")
}

// notHTTP reports whether a backend is called by other means than its host.
func notHTTP(b *config.Backend) bool {
	return hasAny(b.Extra, "backend/lambda", "backend/amqp/consumer", "backend/amqp/producer",
		"backend/pubsub/publisher", "backend/pubsub/subscriber", "plugin/http-client")
}

func hasAny(x config.Extra, namespaces ...string) bool {
	for _, n := range namespaces {
		if x.Get(n) != nil {
			return true
		}
	}
	return false
}

// operation is one step of a flatmap_filter.
type operation struct {
	kind string
	args []string
	node *syntax.Node
	// pointer leads to the step.
	pointer string
}

// flatmap returns the steps of the flatmap_filter in an extra_config.
func flatmap(x config.Extra) []operation {
	entry := x.Entry("proxy")
	if entry == nil {
		return nil
	}
	list := entry.Node.Get("flatmap_filter")
	if list == nil || list.Kind != syntax.Array {
		return nil
	}
	var ops []operation
	for i, item := range list.Items() {
		op := operation{kind: item.Get("type").Str(), node: item, pointer: syntax.Index(syntax.Join(entry.Pointer, "flatmap_filter"), i)}
		if args := item.Get("args"); args != nil {
			for _, a := range args.Items() {
				op.args = append(op.args, a.Str())
			}
		}
		ops = append(ops, op)
	}
	return ops
}

// filters reports whether allow, deny and mapping of a backend are looked at: a
// flatmap_filter switches them off.
func filters(b *config.Backend) bool { return len(flatmap(b.Extra)) == 0 }

// puts reports whether a backend's settings bring a key to the root of its
// answer, or whether its static data does.
func puts(e *config.Endpoint, b *config.Backend, key string) bool {
	if b.Group.V != "" {
		return b.Group.V == key
	}
	for _, to := range b.Mapping.V {
		if root(to) == key {
			return true
		}
	}
	for _, name := range b.Allow.V {
		if root(name) == key && b.Target.V != "" || name == key && !collects(b) {
			return true
		}
	}
	for _, op := range flatmap(b.Extra) {
		if op.kind != "del" && len(op.args) > 1 && root(op.args[1]) == key {
			return true
		}
	}
	if e.Extra.Get("proxy").Get("static").Get("data").Get(key) != nil {
		return true
	}
	if len(e.Backends) > 1 {
		for _, op := range flatmap(e.Extra) {
			if op.kind != "del" && len(op.args) > 1 && root(op.args[1]) == key {
				return true
			}
		}
	}
	return false
}

// root is the first part of a dotted path.
func root(path string) string {
	first, _, _ := strings.Cut(path, ".")
	return first
}

// isTrue and the like read a node of extra_config, where nothing is coerced.
func isTrue(n *syntax.Node) bool { return n != nil && n.Kind == syntax.Bool && n.Text == "true" }

// has reports whether a list of header names holds one, whatever its letter
// case.
func has(list []string, name string) bool {
	for _, s := range list {
		if strings.EqualFold(s, name) {
			return true
		}
	}
	return false
}

// star reports whether a list lets everything through.
func star(list []string) bool {
	for _, s := range list {
		if s == "*" {
			return true
		}
	}
	return false
}

// outputNames and encodingNames are what Community Edition takes.
func outputNames() []string {
	var names []string
	for _, o := range fact.Outputs() {
		if o.Edition == fact.Community {
			names = append(names, o.Name)
		}
	}
	return names
}

func encodingNames() []string {
	var names []string
	for _, e := range fact.Encodings() {
		if e.Edition == fact.Community {
			names = append(names, e.Name)
		}
	}
	return names
}
