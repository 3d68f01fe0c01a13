package stage

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/serve/payload"
)

// flatmap changes the inside of an answer: move, del and append on dotted paths
// in which a star stands for every element, and a number for one of a list.
type flatmap struct{ ops []flatOp }

type flatOp struct {
	kind string
	args [][]string
}

// newFlatmap reads a flatmap_filter; nil where there is none.
func newFlatmap(n *syntax.Node) *flatmap {
	if n == nil || n.Kind != syntax.Array || len(n.Items()) == 0 {
		return nil
	}
	f := &flatmap{}
	for _, item := range n.Items() {
		op := flatOp{kind: item.Get("type").Str()}
		for _, arg := range texts(item.Get("args")) {
			op.args = append(op.args, strings.Split(arg, "."))
		}
		f.ops = append(f.ops, op)
	}
	return f
}

var errFlatmapArgs = errors.New("flatmap_filter: move and append need two arguments")

// flatmapEndpoint works on the merged answer of several backends; with only one
// it does nothing.
func flatmapEndpoint(e *config.Endpoint, _ *Env, next Proxy) Proxy {
	f := newFlatmap(e.Extra.Get("proxy").Get("flatmap_filter"))
	if f == nil || len(e.Backends) < 2 {
		return next
	}
	return func(ctx context.Context, r *Request) (*Answer, error) {
		a, err := next(ctx, r)
		if a == nil {
			return a, err
		}
		data, bad := f.apply(a.Data)
		if bad != nil {
			return nil, bad
		}
		a.Data = data
		return a, err
	}
}

func (f *flatmap) apply(o payload.Object) (payload.Object, error) {
	if o.Null {
		return o, nil
	}
	var root any = o.Tree()
	for _, op := range f.ops {
		switch op.kind {
		case "del":
			for _, path := range op.args {
				root, _ = remove(root, path)
			}
		case "move", "append":
			if len(op.args) < 2 {
				return payload.Object{}, errFlatmapArgs
			}
			root = transfer(root, op.args[0], op.args[1], op.kind == "append")
		}
	}
	m, _ := root.(map[string]any)
	return payload.FromValue(m)
}

// remove takes all that a path names out of a value. A list or an object that
// loses its last element becomes null.
func remove(v any, path []string) (any, bool) {
	gone := false
	last := len(path) == 1
	switch t := v.(type) {
	case map[string]any:
		for _, key := range keysOf(t, path[0]) {
			if last {
				delete(t, key)
				gone = true
				continue
			}
			var inner bool
			t[key], inner = remove(t[key], path[1:])
			gone = gone || inner
		}
		if last && gone && len(t) == 0 {
			return nil, true
		}
	case []any:
		indexes := indexesOf(t, path[0])
		for _, i := range slices.Backward(indexes) {
			if last {
				t = slices.Delete(t, i, i+1)
				gone = true
				continue
			}
			var inner bool
			t[i], inner = remove(t[i], path[1:])
			gone = gone || inner
		}
		if last && gone && len(t) == 0 {
			return nil, true
		}
		return t, gone
	}
	return v, gone
}

func keysOf(m map[string]any, token string) []string {
	if token != "*" {
		if _, ok := m[token]; ok {
			return []string{token}
		}
		return nil
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func indexesOf(list []any, token string) []int {
	if token != "*" {
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(list) {
			return []int{i}
		}
		return nil
	}
	indexes := make([]int, len(list))
	for i := range list {
		indexes[i] = i
	}
	return indexes
}

// found is one place that a path with stars names.
type found struct {
	path  []string
	stars []string // what each star stands for
	value any
}

func search(v any, path []string, at found, all []found) []found {
	if len(path) == 0 {
		at.value = v
		return append(all, at)
	}
	step := func(token string, v any) {
		next := found{path: append(slices.Clone(at.path), token), stars: at.stars}
		if path[0] == "*" {
			next.stars = append(slices.Clone(at.stars), token)
		}
		all = search(v, path[1:], next, all)
	}
	switch t := v.(type) {
	case map[string]any:
		for _, key := range keysOf(t, path[0]) {
			step(key, t[key])
		}
	case []any:
		for _, i := range indexesOf(t, path[0]) {
			step(strconv.Itoa(i), t[i])
		}
	}
	return all
}

// transfer moves what one path names to another; stars of the second stand for
// what those of the first did. To append puts the elements of a list at the end
// of the other list.
func transfer(root any, from, to []string, join bool) any {
	if !join && sameDepth(from, to) {
		// Between paths of one depth only the last name changes, whatever stands
		// before it: the recorded case flatmap/on-endpoint shows it.
		to = append(slices.Clone(from[:len(from)-1]), to[len(to)-1])
	}
	places := search(root, from, found{}, nil)
	if join {
		places = slices.DeleteFunc(places, func(p found) bool {
			_, isList := p.value.([]any)
			target := search(root, place(to, p.stars), found{}, nil)
			return !isList || len(target) != 1 || !listed(target[0].value)
		})
	}
	for _, p := range slices.Backward(places) {
		root, _ = remove(root, p.path)
	}
	for _, p := range places {
		root = put(root, place(to, p.stars), p.value, join)
	}
	return root
}

// sameDepth reports whether two paths are of one length and differ in the first
// and the last name alone.
func sameDepth(a, b []string) bool {
	return len(a) == len(b) && (len(a) < 3 || slices.Equal(a[1:len(a)-1], b[1:len(b)-1]))
}

func listed(v any) bool {
	_, ok := v.([]any)
	return ok
}

// place fills the stars of a path.
func place(path, stars []string) []string {
	filled := slices.Clone(path)
	for i, token := range filled {
		if token == "*" && len(stars) > 0 {
			filled[i], stars = stars[0], stars[1:]
		}
	}
	return filled
}

// put sets the value at a path, making objects on the way where there is
// nothing.
func put(v any, path []string, value any, join bool) any {
	if len(path) == 0 {
		old, _ := v.([]any)
		added, _ := value.([]any)
		if join {
			return append(old, added...)
		}
		return value
	}
	if list, ok := v.([]any); ok {
		for _, i := range indexesOf(list, path[0]) {
			list[i] = put(list[i], path[1:], value, join)
		}
		return list
	}
	m, ok := v.(map[string]any)
	if !ok {
		m = map[string]any{}
	}
	m[path[0]] = put(m[path[0]], path[1:], value, join)
	return m
}
