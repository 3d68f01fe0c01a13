package draft

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/clip"
)

// ref names an element of a list that is being woven: one of theirs by its
// index, or one that mine has put in by the complement of its index there.
type ref int

// listChange is what mine has done to a list that theirs has too.
type listChange struct {
	pointer string
	theirs  int   // how many elements theirs has
	order   []ref // the elements of mine that are still meant, in its order
	drops   []drop
	inserts []insert
	// moved says that mine has put elements that both have in another order.
	moved bool
	clash int // about the order, certain for none
}

// drop is an element of theirs that mine has taken away.
type drop struct{ theirs, clash int }

// insert is an element of mine that theirs does not have.
type insert struct {
	mine  int
	json  string
	clash int
}

// list compares lists element by element.
func (w *weave) list(p place, base, mine, theirs *syntax.Node) {
	var old []*syntax.Node
	if base != nil {
		old = base.Items()
	}
	kind := kindOf(p.pointer)
	inMine, inTheirs := pair(kind, old, mine.Items()), pair(kind, old, theirs.Items())
	c := &listChange{pointer: p.pointer, theirs: len(theirs.Items()), clash: certain}
	at := make([]ref, len(mine.Items()))
	fromBase := make(map[int]bool, len(mine.Items()))
	for i, was := range old {
		j, k := inMine[i], inTheirs[i]
		if j >= 0 {
			fromBase[j] = true
		}
		switch {
		case j >= 0 && k >= 0:
			at[j] = ref(k)
			w.value(p.element(kind, k, theirs.Items()[k]), was, mine.Items()[j], theirs.Items()[k])
		case k >= 0: // mine has taken it away
			clash := certain
			if !same(was, theirs.Items()[k]) {
				clash = w.clash(p.element(kind, k, was), was, nil, theirs.Items()[k])
			}
			c.drops = append(c.drops, drop{k, clash})
		case j >= 0 && !same(was, mine.Items()[j]): // theirs has taken it away
			at[j] = ^ref(j)
			c.inserts = append(c.inserts, insert{j, clip.JSON(mine.Items()[j]), w.clash(p.element(kind, i, was), was, mine.Items()[j], nil)})
		case j >= 0:
			at[j] = ^ref(j) // gone for both: nothing is inserted
		}
	}
	w.added(p, kind, c, at, fromBase, unpaired(inTheirs, theirs.Items()), mine, theirs)
	c.order = at
	w.reordered(p, c, inMine, inTheirs, old, mine, theirs)
	if len(c.drops)+len(c.inserts) > 0 || c.moved {
		w.steps = append(w.steps, c)
	}
}

// added takes in the elements that mine has and base has not. One that theirs
// has added too is compared with that.
func (w *weave) added(p place, kind listKind, c *listChange, at []ref, fromBase map[int]bool, fresh []int, mine, theirs *syntax.Node) {
	names := map[string]int{}
	for i, name := range namesOf(kind, theirs.Items()) {
		if slices.Contains(fresh, i) {
			names[name] = i
		}
	}
	for j, name := range namesOf(kind, mine.Items()) {
		if fromBase[j] {
			continue
		}
		if k, ok := names[name]; ok {
			at[j] = ref(k)
			w.value(p.element(kind, k, theirs.Items()[k]), nil, mine.Items()[j], theirs.Items()[k])
			continue
		}
		at[j] = ^ref(j)
		c.inserts = append(c.inserts, insert{j, clip.JSON(mine.Items()[j]), certain})
	}
	slices.SortFunc(c.inserts, func(a, b insert) int { return a.mine - b.mine })
}

// reordered finds whether mine has put elements in another order, and whether
// theirs has put them in yet another one.
func (w *weave) reordered(p place, c *listChange, inMine, inTheirs []int, old []*syntax.Node, mine, theirs *syntax.Node) {
	var ours, others []int
	for i := range old {
		if inMine[i] >= 0 && inTheirs[i] >= 0 {
			ours, others = append(ours, inMine[i]), append(others, inTheirs[i])
		}
	}
	if c.moved = !slices.IsSorted(ours); !c.moved || slices.IsSorted(others) {
		return
	}
	agree := func(i, j int) bool { return ours[i] < ours[j] == (others[i] < others[j]) }
	for i := range ours {
		for j := range i {
			if !agree(i, j) {
				where := place{words: p.words + ", the order"}
				c.clash = w.clash(where, nil, mine, theirs)
				clash := &w.clashes[c.clash]
				clash.Base, clash.Mine, clash.Theirs = titles(p, old), titles(p, mine.Items()), titles(p, theirs.Items())
				return
			}
		}
	}
	c.moved = false // both have put them in the same order
}

// do makes the change.
func (c *listChange) do(doc *config.Document, pick func(int) Pick) (*config.Document, error) {
	now := make([]ref, c.theirs)
	for i := range now {
		now[i] = ref(i)
	}
	edit := func(edits []syntax.Edit, err error) error {
		if err == nil {
			doc, err = doc.Apply(edits...)
		}
		return err
	}
	drops := slices.SortedFunc(slices.Values(c.drops), func(a, b drop) int { return b.theirs - a.theirs })
	for _, d := range drops {
		if picked(d.clash, pick).Side != Mine {
			continue
		}
		if err := edit(doc.Remove(syntax.Index(c.pointer, d.theirs))); err != nil {
			return doc, err
		}
		now = slices.Delete(now, d.theirs, d.theirs+1)
	}
	for _, in := range c.inserts {
		if picked(in.clash, pick).Side != Mine {
			continue
		}
		index := 0
		for _, before := range slices.Backward(c.order[:in.mine]) {
			if i := slices.Index(now, before); i >= 0 {
				index = i + 1
				break
			}
		}
		if err := edit(doc.Insert(c.pointer, index, in.json)); err != nil {
			return doc, err
		}
		now = slices.Insert(now, index, ^ref(in.mine))
	}
	if !c.moved || picked(c.clash, pick).Side != Mine {
		return doc, nil
	}
	for i, want := range c.target(now) {
		if from := slices.Index(now, want); from != i {
			if err := edit(doc.Move(c.pointer, from, i)); err != nil {
				return doc, err
			}
			now = slices.Insert(slices.Delete(now, from, from+1), i, want)
		}
	}
	return doc, nil
}

// target is the order in which the elements shall stand: those that mine has in
// its order, in the places that they have together; the others stay.
func (c *listChange) target(now []ref) []ref {
	var meant []ref
	for _, r := range c.order {
		if slices.Contains(now, r) {
			meant = append(meant, r)
		}
	}
	target, next := slices.Clone(now), 0
	for i, r := range now {
		if slices.Contains(meant, r) {
			target[i] = meant[next]
			next++
		}
	}
	return target
}

// listKind says by what the elements of a list are told apart.
type listKind uint8

const (
	anyList listKind = iota
	endpointList
	backendList
)

func kindOf(pointer string) listKind {
	tokens := strings.Split(pointer, "/")
	switch {
	case len(tokens) == 2 && strings.EqualFold(tokens[1], "endpoints"):
		return endpointList
	case len(tokens) == 4 && strings.EqualFold(tokens[3], "backend"):
		return backendList
	}
	return anyList
}

// element is the place of an element of a list.
func (p place) element(kind listKind, index int, n *syntax.Node) place {
	words := fmt.Sprintf("%s, %d", p.words, index+1)
	switch kind {
	case endpointList:
		words = titleOf(kind, n)
	case backendList:
		words = fmt.Sprintf("%s %d", p.words, index)
	}
	return place{pointer: syntax.Index(p.pointer, index), words: words}
}

func titles(p place, items []*syntax.Node) string {
	kind := kindOf(p.pointer)
	list := make([]string, len(items))
	for i, n := range items {
		list[i] = titleOf(kind, n)
	}
	return strings.Join(list, "\n")
}

// titleOf is what an element is called.
func titleOf(kind listKind, n *syntax.Node) string {
	text := func(key string) string {
		v := member(n, key)
		if v != nil && len(v.Items()) > 0 {
			v = v.Items()[0]
		}
		return v.Str()
	}
	switch {
	case kind == endpointList && text("endpoint") != "":
		return strings.ToUpper(cmp.Or(text("method"), "GET")) + " " + text("endpoint")
	case kind == backendList && text("url_pattern") != "":
		return text("method") + " " + text("host") + text("url_pattern")
	}
	return clip.JSON(n)
}

// member returns the value of an object's key, in whatever case.
func member(n *syntax.Node, key string) *syntax.Node {
	if m := (config.Object{Node: n}).Member(key); m != nil {
		return m.Value
	}
	return nil
}

// namesOf are the names that tell the elements of a list apart: one that stands
// twice has a number.
func namesOf(kind listKind, items []*syntax.Node) []string {
	names := make([]string, len(items))
	count := make(map[string]int, len(items))
	for i, n := range items {
		name := titleOf(kind, n)
		count[name]++
		names[i] = fmt.Sprintf("%s\n%d", name, count[name])
	}
	return names
}

// pair finds for each element of one list the index of what has become of it in
// another, -1 for nothing: that of the same name, else for an object that of
// which only the name is another.
func pair(kind listKind, from, to []*syntax.Node) []int {
	at := make([]int, len(from))
	index := make(map[string]int, len(to))
	for i, name := range namesOf(kind, to) {
		index[name] = i
	}
	taken := make([]bool, len(to))
	for i, name := range namesOf(kind, from) {
		at[i] = -1
		if j, ok := index[name]; ok {
			at[i], taken[j] = j, true
		}
	}
	for i, n := range from {
		if at[i] >= 0 || n.Kind != syntax.Object {
			continue
		}
		for j, other := range to {
			if !taken[j] && other.Kind == syntax.Object && renamed(kind, n, other, len(from) == len(to) && i == j) {
				at[i], taken[j] = j, true
				break
			}
		}
	}
	return at
}

// renamed reports whether two objects of other names are one: an endpoint with
// the same backends, a backend that differs in one of what it calls, or the one
// that stands in the same place.
func renamed(kind listKind, a, b *syntax.Node, samePlace bool) bool {
	equal := func(key string) bool { return member(a, key) != nil && same(member(a, key), member(b, key)) }
	switch kind {
	case endpointList:
		return equal("backend") || samePlace && (equal("endpoint") || equal("method"))
	case backendList:
		return samePlace && (equal("host") || equal("url_pattern"))
	}
	return samePlace
}

// unpaired are the indices of a list that nothing was paired with.
func unpaired(pairs []int, items []*syntax.Node) []int {
	var fresh []int
	for i := range items {
		if !slices.Contains(pairs, i) {
			fresh = append(fresh, i)
		}
	}
	return fresh
}
