package diff

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

// defaultTimeout holds for endpoints where neither they nor the service say.
const defaultTimeout = 2 * time.Second

func (c *comparer) compareEndpoint(a, b *config.Endpoint) {
	if x, y := shape.Renderer(a), shape.Renderer(b); x != y {
		c.report(outputChanged, a.Place("output_encoding"), b.Place("output_encoding"), fmt.Sprintf("the answer is %s instead of %s", y, x))
	}
	c.timeout(a, b)
	c.lists(a.InputHeaders, b.InputHeaders, strings.ToLower, headerDropped, headerAdded, "header")
	c.lists(a.InputQueryStrings, b.InputQueryStrings, func(s string) string { return s }, queryDropped, queryAdded, "query string")
	if x, y := cacheTTL(a), cacheTTL(b); x != y {
		c.report(cacheChanged, a.Place("cache_ttl"), b.Place("cache_ttl"), fmt.Sprintf("answers may be kept for %s instead of %s", y, x))
	}
	if x, y := max(a.ConcurrentCalls.V, 1), max(b.ConcurrentCalls.V, 1); x != y {
		c.report(callsChanged, a.Place("concurrent_calls"), b.Place("concurrent_calls"), fmt.Sprintf("%d concurrent calls instead of %d", y, x))
	}
	c.extra(a.Extra, b.Extra)
	c.backends(a, b)
}

func timeoutOf(e *config.Endpoint) time.Duration {
	switch {
	case e.Timeout.V > 0:
		return e.Timeout.V
	case e.Service.Timeout.V > 0:
		return e.Service.Timeout.V
	}
	return defaultTimeout
}

func cacheTTL(e *config.Endpoint) time.Duration {
	if e.CacheTTL.V > 0 {
		return e.CacheTTL.V
	}
	return e.Service.CacheTTL.V
}

func (c *comparer) timeout(a, b *config.Endpoint) {
	x, y := timeoutOf(a), timeoutOf(b)
	if x == y {
		return
	}
	r := timeoutRaised
	if y < x {
		r = timeoutLowered
	}
	c.report(r, a.Place("timeout"), b.Place("timeout"), fmt.Sprintf("the timeout is %s instead of %s", y, x))
}

// lists compares what of a request is handed on.
func (c *comparer) lists(a, b config.Value[[]string], norm func(string) string, dropped, added Rule, what string) {
	before, after := normalized(a.V, norm), normalized(b.V, norm)
	everything := func(list []string) bool { return slices.Contains(list, "*") }
	for _, name := range before {
		if !everything(after) && !slices.Contains(after, name) {
			c.report(dropped, a.Span(), b.Span(), fmt.Sprintf("the %s %s is no longer handed on", what, named(name)))
		}
	}
	for _, name := range after {
		if !everything(before) && !slices.Contains(before, name) {
			c.report(added, a.Span(), b.Span(), fmt.Sprintf("the %s %s is handed on", what, named(name)))
		}
	}
}

func named(name string) string {
	if name == "*" {
		return "* (any)"
	}
	return fmt.Sprintf("%q", name)
}

func normalized(list []string, norm func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = norm(s)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// backends pairs the backends of an endpoint, those that call the same first,
// and compares the pairs.
func (c *comparer) backends(a, b *config.Endpoint) {
	pairs, gone, come := pair(a.Backends, b.Backends)
	for _, p := range pairs {
		c.backend = p.after.ID()
		c.compareBackend(p.before, p.after)
	}
	for _, x := range gone {
		c.backend = x.ID()
		c.report(backendRemoved, x.Node.Span, syntax.Span{}, "is no longer called")
	}
	for _, y := range come {
		c.backend = y.ID()
		c.report(backendAdded, syntax.Span{}, y.Node.Span, "is called too")
	}
	c.backend = ""
}

type backendPair struct{ before, after *config.Backend }

func pair(before, after []*config.Backend) (pairs []backendPair, gone, come []*config.Backend) {
	isNil := func(b *config.Backend) bool { return b == nil }
	gone, come = slices.DeleteFunc(slices.Clone(before), isNil), slices.DeleteFunc(slices.Clone(after), isNil)
	for _, key := range []func(*config.Backend) string{
		func(b *config.Backend) string { return b.HTTPMethod() + " " + shapeOf(b.ID()) },
		func(b *config.Backend) string { return b.HTTPMethod() + " " + shapeOf(b.URLPattern.V) },
		hosts,
		func(*config.Backend) string { return "" },
	} {
		for i := 0; i < len(gone); i++ {
			x := gone[i]
			j := slices.IndexFunc(come, func(y *config.Backend) bool { return key(x) == key(y) })
			if j < 0 {
				continue
			}
			pairs = append(pairs, backendPair{x, come[j]})
			gone, come = slices.Delete(gone, i, i+1), slices.Delete(come, j, j+1)
			i--
		}
	}
	slices.SortStableFunc(pairs, func(p, q backendPair) int { return p.after.Index - q.after.Index })
	return pairs, gone, come
}

func (c *comparer) compareBackend(a, b *config.Backend) {
	moved := func(field, x, y string) {
		if x != y {
			c.report(backendMoved, a.Place(field), b.Place(field), fmt.Sprintf("%s %q instead of %q", field, y, x))
		}
	}
	moved("host", hosts(a), hosts(b))
	if shapeOf(a.URLPattern.V) != shapeOf(b.URLPattern.V) {
		moved("url_pattern", a.URLPattern.V, b.URLPattern.V)
	}
	moved("method", a.HTTPMethod(), b.HTTPMethod())
	moved("sd", a.SD.V, b.SD.V)
	moved("sd_scheme", a.SDScheme.V, b.SDScheme.V)
	if x, y := a.DisableHostSanitize.V, b.DisableHostSanitize.V; x != y {
		moved("disable_host_sanitize", fmt.Sprint(x), fmt.Sprint(y))
	}
	c.forwarded(a.InputHeaders, b.InputHeaders, "input_headers")
	c.forwarded(a.InputQueryStrings, b.InputQueryStrings, "input_query_strings")
	if x, y := shape.Encoding(a).Name, shape.Encoding(b).Name; x != y {
		c.report(encodingChanged, a.Place("encoding"), b.Place("encoding"), fmt.Sprintf("the answer is read as %s instead of %s", y, x))
	}
	if shape.Encoding(a).Name != fact.NoOp && shape.Encoding(b).Name != fact.NoOp {
		c.answer(a, b)
	}
	c.extra(a.Extra, b.Extra)
}

// hosts are the hosts of a backend as they are called.
func hosts(b *config.Backend) string {
	var list []string
	for _, h := range b.Hosts() {
		if clean, ok := fact.CleanHost(h); ok && !b.DisableHostSanitize.V {
			h = clean
		}
		list = append(list, h)
	}
	return strings.Join(list, ", ")
}

func (c *comparer) forwarded(a, b config.Value[[]string], field string) {
	x, y := normalized(a.V, strings.ToLower), normalized(b.V, strings.ToLower)
	if !slices.Equal(x, y) {
		c.report(forwardingChanged, a.Span(), b.Span(), fmt.Sprintf("%s is %s instead of %s", field, listed(y), listed(x)))
	}
}

func listed(list []string) string {
	if len(list) == 0 {
		return "absent"
	}
	return strings.Join(list, ", ")
}
