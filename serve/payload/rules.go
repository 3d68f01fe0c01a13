package payload

import (
	"maps"
	"slices"
	"strings"
)

// Rules are how an answer is shaped: in this order the target is taken out, the
// answer filtered, its keys renamed, and the rest wrapped into a group. The
// recorded cases named target, filtering, mapping and grouping hold each rule.
type Rules struct {
	target  []string
	allow   *filter
	deny    *filter
	renames []rename
	group   string
}

type rename struct{ from, to string }

// filter is a tree of dotted paths. Of a whole node everything is meant.
type filter struct {
	keys []string  // sorted
	subs []*filter // of each key
}

// whole is the node of which everything is meant.
var whole = new(filter)

// sub returns the node below a key, nil for none.
func (f *filter) sub(key string) *filter {
	if i, ok := slices.BinarySearch(f.keys, key); ok {
		return f.subs[i]
	}
	return nil
}

// NewRules makes the rules of a backend. With an allow list the deny list does
// nothing. A renamed key's new name ends at its first dot, an old name with a
// dot is never met.
func NewRules(target string, allow, deny []string, mapping map[string]string, group string) *Rules {
	r := &Rules{group: group}
	if target != "" {
		r.target = strings.Split(target, ".")
	}
	switch {
	case len(allow) > 0:
		r.allow = newFilter(allow, true)
	case len(deny) > 0:
		r.deny = newFilter(deny, false)
	}
	for _, from := range slices.Sorted(maps.Keys(mapping)) {
		to, _, _ := strings.Cut(mapping[from], ".")
		if !strings.Contains(from, ".") {
			r.renames = append(r.renames, rename{from, to})
		}
	}
	return r
}

// newFilter makes the tree of paths. Where one path holds another, the later one
// counts if later is set, else the shorter one.
func newFilter(paths []string, later bool) *filter {
	root := &filter{}
	for _, p := range paths {
		root.add(p, later)
	}
	return root
}

func (f *filter) add(path string, later bool) {
	key, rest, deeper := strings.Cut(path, ".")
	i, ok := slices.BinarySearch(f.keys, key)
	if !ok {
		f.keys, f.subs = slices.Insert(f.keys, i, key), slices.Insert(f.subs, i, nil)
	}
	switch next := f.subs[i]; {
	case !deeper:
		f.subs[i] = whole
		return
	case next == nil, next == whole && later:
		f.subs[i] = &filter{}
	case next == whole:
		return
	}
	f.subs[i].add(rest, later)
}

// Apply returns the answer as the rules shape it.
func (r *Rules) Apply(o Object) Object { return r.Wrap(r.Filter(r.Target(o))) }

// Target takes the target out of an answer: an empty object where it is missing
// or no object.
func (r *Rules) Target(o Object) Object {
	for _, key := range r.target {
		m := o.Get(key)
		if m == nil {
			return Object{}
		}
		var ok bool
		if o, ok = m.object(); !ok {
			return Object{}
		}
	}
	return o
}

// Filter leaves out what is not allowed or denied, and renames keys.
func (r *Rules) Filter(o Object) Object {
	switch {
	case r.allow != nil:
		o = r.allow.allowed(o)
	case r.deny != nil:
		o = r.deny.denied(o)
	}
	if len(r.renames) == 0 {
		return o
	}
	var moved []Member
	for _, rn := range r.renames {
		if m := o.Get(rn.from); m != nil {
			moved = append(moved, *m)
			moved[len(moved)-1].Key = rn.to
		}
	}
	if len(moved) == 0 {
		return o
	}
	o.Members = slices.Clone(o.Members)
	for _, rn := range r.renames {
		o.Delete(rn.from)
	}
	for _, m := range moved {
		// A key renamed to itself is gone.
		if !r.itself(m.Key) {
			o.Set(m)
		}
	}
	return o
}

func (r *Rules) itself(key string) bool {
	return slices.Contains(r.renames, rename{key, key})
}

// Wrap puts the group around an answer.
func (r *Rules) Wrap(o Object) Object {
	if r.group == "" {
		return o
	}
	return Object{Members: []Member{{Key: r.group, Obj: &o}}}
}

func (f *filter) allowed(o Object) Object {
	kept := Object{Null: o.Null, Members: make([]Member, 0, min(len(f.keys), len(o.Members)))}
	for i, key := range f.keys {
		m := o.Get(key)
		if m == nil {
			continue
		}
		sub := f.subs[i]
		if sub == whole {
			kept.Members = append(kept.Members, *m)
			continue
		}
		inner, ok := m.object()
		if !ok {
			continue
		}
		if inner = sub.allowed(inner); len(inner.Members) > 0 {
			kept.Members = append(kept.Members, Member{Key: key, Obj: &inner})
		}
	}
	return kept
}

func (f *filter) denied(o Object) Object {
	kept := Object{Null: o.Null, Members: make([]Member, 0, len(o.Members))}
	for i := range o.Members {
		m := o.Members[i]
		switch sub := f.sub(m.Key); sub {
		case nil:
		case whole:
			continue
		default:
			if inner, ok := m.object(); ok {
				inner = sub.denied(inner)
				m = Member{Key: m.Key, Obj: &inner}
			}
		}
		kept.Members = append(kept.Members, m)
	}
	return kept
}
