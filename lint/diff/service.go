package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// seenElsewhere are the fields of the service that show in its endpoints, or
// that are compared on their own.
var seenElsewhere = map[string]bool{
	"endpoints": true, "async_agent": true, "extra_config": true,
	"host": true, "timeout": true, "cache_ttl": true, "output_encoding": true,
}

// serviceRules are the fields of the service that clients see.
var serviceRules = map[string]Rule{
	"port": addressChanged, "listen_ip": addressChanged, "tls": tlsChanged, "use_h2c": addressChanged,
}

func (c *comparer) service(a, b *config.Service) {
	for _, name := range fields(a.Object, b.Object) {
		x, y := a.Member(name), b.Member(name)
		before, after := valueOf(x), valueOf(y)
		if seenElsewhere[name] || config.IsComment(name) || same(before, after) || equalDefault(name, before, after) {
			continue
		}
		r, ok := serviceRules[name]
		if !ok {
			r = gatewayChanged
		}
		c.report(r, spanOf(before), spanOf(after), fmt.Sprintf("%s is %s instead of %s", name, shown(name, after), shown(name, before)))
	}
	c.extra(a.Extra, b.Extra)
	c.agents(a, b)
}

// fields are the names of the members of both, in small letters as the gateway
// compares them.
func fields(a, b config.Object) []string {
	names := map[string]bool{}
	for _, o := range []config.Object{a, b} {
		if o.Node == nil {
			continue
		}
		for _, m := range o.Node.Members() {
			names[strings.ToLower(m.Name)] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// defaults of fields that clients see.
var defaults = map[string]string{"port": "8080"}

func equalDefault(name string, a, b *syntax.Node) bool {
	text := func(n *syntax.Node) string {
		if n.IsNull() {
			return defaults[name]
		}
		return n.Text
	}
	return defaults[name] != "" && text(a) == text(b)
}

func valueOf(m *syntax.Member) *syntax.Node {
	if m == nil || m.Value.IsNull() {
		return nil
	}
	return m.Value
}

func spanOf(n *syntax.Node) syntax.Span {
	if n == nil {
		return syntax.Span{}
	}
	return n.Span
}

// shown is the value of a field as a message has it: short ones whole.
func shown(name string, n *syntax.Node) string {
	switch {
	case n.IsNull() && defaults[name] != "":
		return defaults[name]
	case n.IsNull():
		return "absent"
	case n.Kind >= syntax.Array:
		return "another " + n.Kind.String()
	case n.Kind == syntax.String:
		return fmt.Sprintf("%q", n.Text)
	}
	return n.Text
}

func (c *comparer) agents(a, b *config.Service) {
	before := map[string]*config.AsyncAgent{}
	for _, x := range a.AsyncAgents {
		before[x.Name.V] = x
	}
	for _, y := range b.AsyncAgents {
		x := before[y.Name.V]
		delete(before, y.Name.V)
		switch {
		case x == nil:
			c.report(agentChanged, syntax.Span{}, y.Node.Span, fmt.Sprintf("the async agent %q is new", y.Name.V))
		case !same(x.Node, y.Node):
			c.report(agentChanged, x.Node.Span, y.Node.Span, fmt.Sprintf("the async agent %q differs: %s", y.Name.V, differences(x.Node, y.Node)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		c.report(agentChanged, before[name].Node.Span, syntax.Span{}, fmt.Sprintf("the async agent %q is gone", name))
	}
}
