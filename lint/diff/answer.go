package diff

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/shape"
)

// answer compares what becomes of a backend's answer.
func (c *comparer) answer(a, b *config.Backend) {
	x, _ := shape.Collects(a)
	y, _ := shape.Collects(b)
	if x != y {
		kind := map[bool]string{true: "a list", false: "an object"}
		c.report(collectionChanged, a.Place("is_collection"), b.Place("is_collection"),
			fmt.Sprintf("the answer is read as %s instead of %s", kind[y], kind[x]))
	}
	for _, f := range []struct {
		name string
		x, y string
	}{{"group", a.Group.V, b.Group.V}, {"target", a.Target.V, b.Target.V}} {
		if f.x != f.y {
			c.report(answerMoved, a.Place(f.name), b.Place(f.name), fmt.Sprintf("%s is %s instead of %s", f.name, or(f.y), or(f.x)))
		}
	}
	c.allowed(a, b)
	c.denied(a, b)
	c.renamed(a, b)
}

func or(s string) string {
	if s == "" {
		return "absent"
	}
	return fmt.Sprintf("%q", s)
}

func (c *comparer) allowed(a, b *config.Backend) {
	before, after := a.Allow.V, b.Allow.V
	switch {
	case len(before) == 0 && len(after) > 0:
		c.report(fieldRemoved, a.Place("allow"), b.Place("allow"), fmt.Sprintf("only %s of the answer is left", listed(after)))
		return
	case len(before) > 0 && len(after) == 0:
		c.report(fieldAdded, a.Place("allow"), b.Place("allow"), fmt.Sprintf("all of the answer is left, not only %s", listed(before)))
		return
	}
	for _, f := range without(before, after) {
		c.report(fieldRemoved, a.Place("allow"), b.Place("allow"), fmt.Sprintf("the field %q is no longer in the answer", f))
	}
	for _, f := range without(after, before) {
		c.report(fieldAdded, a.Place("allow"), b.Place("allow"), fmt.Sprintf("the field %q is in the answer too", f))
	}
}

// denied compares the fields that are taken away. They do not count where
// others are picked: the gateway does not look at deny then.
func (c *comparer) denied(a, b *config.Backend) {
	if len(a.Allow.V) > 0 || len(b.Allow.V) > 0 {
		return
	}
	for _, f := range without(b.Deny.V, a.Deny.V) {
		c.report(fieldRemoved, a.Place("deny"), b.Place("deny"), fmt.Sprintf("the field %q is no longer in the answer", f))
	}
	for _, f := range without(a.Deny.V, b.Deny.V) {
		c.report(fieldAdded, a.Place("deny"), b.Place("deny"), fmt.Sprintf("the field %q is in the answer too", f))
	}
}

func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

func (c *comparer) renamed(a, b *config.Backend) {
	before, after := a.Mapping.V, b.Mapping.V
	fields := slices.Sorted(maps.Keys(before))
	for f := range after {
		if _, ok := before[f]; !ok {
			fields = append(fields, f)
		}
	}
	slices.Sort(fields)
	for _, f := range fields {
		x, y := f, f
		if to, ok := before[f]; ok {
			x = to
		}
		if to, ok := after[f]; ok {
			y = to
		}
		if x != y {
			c.report(fieldRenamed, a.Place("mapping"), b.Place("mapping"), fmt.Sprintf("the field %q is called %q", x, y))
		}
	}
}
