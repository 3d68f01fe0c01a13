package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// settingKind is what clients see of a namespace that comes, goes or changes.
type settingKind struct {
	added, changed, removed Rule
	// judge says more about a change, where it can.
	judge func(before, after *syntax.Node) Rule
}

var (
	authentication = settingKind{added: authAdded, changed: authChanged, removed: authRemoved}
	check          = settingKind{added: checkAdded, changed: checkChanged, removed: checkRemoved}
	limit          = settingKind{added: limitLowered, changed: limitLowered, removed: limitRaised, judge: judgeLimit}
	cors           = settingKind{added: corsWidened, changed: corsWidened, removed: corsNarrowed, judge: judgeCORS}
)

var settingKinds = map[string]settingKind{
	"auth/validator":         authentication,
	"auth/api-keys":          authentication,
	"auth/basic":             authentication,
	"validation/json-schema": check,
	"validation/cel":         check,
	"security/bot-detector":  check,
	"security/policies":      check,
	"qos/ratelimit/router":   limit,
	"qos/ratelimit/service":  limit,
	"qos/ratelimit/tiered":   limit,
	"security/cors":          cors,
}

func (c *comparer) extra(a, b config.Extra) {
	for _, name := range namespaces(a, b) {
		x, y := a.Entry(name), b.Entry(name)
		other := settingChanged
		if c.endpoint.Path == "" {
			other = gatewayChanged
		}
		kind, ok := settingKinds[name]
		if !ok {
			kind = settingKind{added: other, changed: other, removed: other}
		}
		switch {
		case x == nil:
			c.report(kind.added, syntax.Span{}, y.Key, fmt.Sprintf("%q is set", name))
		case y == nil:
			c.report(kind.removed, x.Key, syntax.Span{}, fmt.Sprintf("%q is no longer set", name))
		case !same(x.Node, y.Node):
			r := kind.changed
			if kind.judge != nil {
				r = kind.judge(x.Node, y.Node)
			}
			c.report(r, x.Key, y.Key, fmt.Sprintf("%q differs: %s", name, differences(x.Node, y.Node)))
		}
	}
}

func namespaces(a, b config.Extra) []string {
	names := map[string]bool{}
	for _, e := range slices.Concat(a.Entries, b.Entries) {
		if a.Get(e.Name) != nil || b.Get(e.Name) != nil {
			names[e.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// judgeLimit tells a limit that lets fewer requests through.
func judgeLimit(before, after *syntax.Node) Rule {
	for _, field := range []string{"max_rate", "client_max_rate", "capacity", "client_capacity"} {
		x, y := numberAt(before, field), numberAt(after, field)
		if y > 0 && (x == 0 || y < x) {
			return limitLowered
		}
	}
	if !same(before.Get("every"), after.Get("every")) || !same(before.Get("strategy"), after.Get("strategy")) || !same(before.Get("key"), after.Get("key")) {
		return limitLowered
	}
	return limitRaised
}

func numberAt(n *syntax.Node, field string) float64 {
	var f float64
	if v := n.Get(field); v != nil && v.Kind == syntax.Number {
		if _, err := fmt.Sscan(v.Text, &f); err != nil {
			return 0
		}
	}
	return f
}

// judgeCORS tells settings that let fewer browsers in.
func judgeCORS(before, after *syntax.Node) Rule {
	for _, field := range []string{"allow_origins", "allow_methods", "allow_headers", "expose_headers"} {
		x, y := wordsAt(before, field), wordsAt(after, field)
		if len(without(x, y)) > 0 && !slices.Contains(y, "*") {
			return corsNarrowed
		}
	}
	if x := before.Get("allow_credentials"); x != nil && x.Text == "true" && !same(x, after.Get("allow_credentials")) {
		return corsNarrowed
	}
	return corsWidened
}

func wordsAt(n *syntax.Node, field string) []string {
	var list []string
	if v := n.Get(field); v != nil {
		for _, item := range v.Items() {
			list = append(list, item.Str())
		}
	}
	return list
}

// maxNamed bounds how many fields a message names.
const maxNamed = 4

// differences names the fields in which two objects differ.
func differences(a, b *syntax.Node) string {
	var fields []string
	for _, n := range []*syntax.Node{a, b} {
		for _, m := range n.Members() {
			if !config.IsComment(m.Name) && !slices.Contains(fields, m.Name) && !same(a.Get(m.Name), b.Get(m.Name)) {
				fields = append(fields, m.Name)
			}
		}
	}
	slices.Sort(fields)
	switch {
	case len(fields) == 0:
		return "its value"
	case len(fields) > maxNamed:
		return fmt.Sprintf("%s and %d more", strings.Join(fields[:maxNamed], ", "), len(fields)-maxNamed)
	}
	return strings.Join(fields, ", ")
}

// same reports whether two values mean the same, whatever the order of their
// keys; comment keys do not count. An absent value is nil.
func same(a, b *syntax.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Items()) != len(b.Items()) {
		return false
	}
	for _, pair := range [][2]*syntax.Node{{a, b}, {b, a}} {
		for _, m := range pair[0].Members() {
			if !config.IsComment(m.Name) && !same(pair[0].Get(m.Name), pair[1].Get(m.Name)) {
				return false
			}
		}
	}
	for i := range a.Items() {
		if !same(a.Items()[i], b.Items()[i]) {
			return false
		}
	}
	return true
}
