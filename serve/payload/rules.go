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
	filter  *filter // of what the target leaves
	reading *filter // of the whole answer
	renames []rename
	group   string
}

type rename struct{ from, to string }

// filter is a tree of dotted paths: those that are left, or those that are left
// out. The zero filter leaves everything.
type filter struct {
	keys  []string  // sorted
	subs  []*filter // of each key
	allow bool      // only what is named is left
}

// Filters of values that are not looked into: all of such a value is left, or
// nothing. The value of everything is looked into.
var all, nothing, everything = new(filter), new(filter), new(filter)

// of returns the filter of the value of a key.
func (f *filter) of(key string) *filter {
	i, named := slices.BinarySearch(f.keys, key)
	switch {
	case named && f.subs[i] != all:
		return f.subs[i]
	case named == f.allow:
		return all
	}
	return nothing
}

// NewRules makes the rules of a backend. With an allow list the deny list does
// nothing. A renamed key's new name ends at its first dot, an old name with a
// dot is never met.
func NewRules(target string, allow, deny []string, mapping map[string]string, group string) *Rules {
	r := &Rules{group: group, filter: everything}
	switch {
	case len(allow) > 0:
		r.filter = newFilter(allow, true)
	case len(deny) > 0:
		r.filter = newFilter(deny, false)
	}
	r.reading = r.filter
	if target != "" {
		r.target = strings.Split(target, ".")
		for _, key := range slices.Backward(r.target) {
			r.reading = &filter{keys: []string{key}, subs: []*filter{r.reading}, allow: true}
		}
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
// counts among those that are allowed, the shorter one among those that are denied.
func newFilter(paths []string, allow bool) *filter {
	root := &filter{allow: allow}
	for _, p := range paths {
		root.add(p)
	}
	return root
}

func (f *filter) add(path string) {
	key, rest, deeper := strings.Cut(path, ".")
	i, ok := slices.BinarySearch(f.keys, key)
	if !ok {
		f.keys, f.subs = slices.Insert(f.keys, i, key), slices.Insert(f.subs, i, nil)
	}
	switch next := f.subs[i]; {
	case !deeper:
		f.subs[i] = all
		return
	case next == nil, next == all && f.allow:
		f.subs[i] = &filter{allow: f.allow}
	case next == all:
		return
	}
	f.subs[i].add(rest)
}

// Read reads a JSON object as Decode does, and returns it as the rules shape it:
// what they leave out is checked, and not cut.
func (r *Rules) Read(m *Memory, text string) (Object, error) {
	o, err := decode(m, text, r.reading)
	if err != nil {
		return Object{}, err
	}
	return r.Wrap(m, r.rename(r.Target(o))), nil
}

// Apply returns an answer as the rules shape it.
func (r *Rules) Apply(m *Memory, o Object) Object {
	return r.Wrap(m, r.rename(r.filter.apply(m, r.Target(o))))
}

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

// rename gives keys their new names.
func (r *Rules) rename(o Object) Object {
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
func (r *Rules) Wrap(m *Memory, o Object) Object {
	if r.group == "" {
		return o
	}
	return single(m, Member{Key: r.group, Obj: m.object(o)})
}

// apply returns what a filter leaves of an object.
func (f *filter) apply(memory *Memory, o Object) Object {
	if f == everything {
		return o
	}
	kept := Object{Null: o.Null, Members: memory.room(len(o.Members))}
	for _, m := range o.Members {
		switch sub := f.of(m.Key); sub {
		case nothing:
			continue
		case all:
		default:
			inner, ok := m.object()
			if ok {
				inner = sub.apply(memory, inner)
				m = Member{Key: m.Key, Obj: memory.object(inner)}
			}
			if f.allow && len(inner.Members) == 0 {
				continue
			}
		}
		kept.Members = append(kept.Members, m)
	}
	return kept
}
