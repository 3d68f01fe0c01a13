package convert

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	cmpdiff "github.com/google/go-cmp/cmp"
)

func TestPrecedencePutsTheRouteFirstThatTheSourceTakes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		first, later *Route
		open         bool
		ordered      bool
	}{
		{"a text before a parameter", &Route{Path: "/a/me"}, &Route{Path: "/a/{id}"}, false, true},
		{"an earlier text before a later one", &Route{Path: "/a/{x}"}, &Route{Path: "/{y}/b"}, false, true},
		{"a parameter before the rest", &Route{Path: "/a/{id}"}, &Route{Path: "/a/{rest}", Tail: "rest"}, false, true},
		{"nothing before the rest", &Route{Path: "/a"}, &Route{Path: "/a/{rest}", Tail: "rest"}, false, true},
		{"a longer path, where a parameter at the end goes on", &Route{Path: "/a/{id}/b"}, &Route{Path: "/a/{id}"}, true, true},
		{"a longer path, where it does not", &Route{Path: "/a/{id}/b"}, &Route{Path: "/a/{id}"}, false, false},
		{"other texts", &Route{Path: "/a/{id}/x"}, &Route{Path: "/b/{id}/{y}"}, true, false},
		{"other methods", &Route{Path: "/a/me", Methods: []string{"GET"}}, &Route{Path: "/a/{id}", Methods: []string{"PUT"}}, false, false},
		{"a higher rank before a text", &Route{Path: "/a/{id}", Rank: []int{2}}, &Route{Path: "/a/me", Rank: []int{1}}, false, true},
		{"the root before everything", &Route{Path: "/"}, &Route{Path: "/{rest}", Tail: "rest"}, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, routes := range [][]*Route{{tt.first, tt.later}, {tt.later, tt.first}} {
				got := Precedence(routes, tt.open)
				if before := got[tt.first] > got[tt.later]; before != tt.ordered {
					t.Errorf("%s has %d, %s has %d", tt.first.Path, got[tt.first], tt.later.Path, got[tt.later])
				}
			}
		})
	}
}

// TestPrecedenceIsThatOfEveryPair compares it with a look at each pair of routes.
func TestPrecedenceIsThatOfEveryPair(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	for range 300 {
		var routes []*Route
		for range 1 + rng.IntN(25) {
			r := &Route{}
			for range rng.IntN(4) {
				r.Path += "/" + pick("a", "b", "c", "{x}", "{y}")
			}
			if rng.IntN(4) == 0 {
				r.Path, r.Tail = r.Path+"/{rest}", "rest"
			}
			if rng.IntN(2) == 0 {
				r.Methods = []string{pick("GET", "PUT")}
			}
			if rng.IntN(5) == 0 {
				r.Rank = []int{rng.IntN(3)}
			}
			r.Path = cmp.Or(r.Path, "/")
			routes = append(routes, r)
		}
		open := rng.IntN(2) == 0
		if diff := cmpdiff.Diff(byIndex(routes, everyPair(routes, open)), byIndex(routes, Precedence(routes, open))); diff != "" {
			t.Fatalf("open %t (-every pair +got):\n%s", open, diff)
		}
	}
}

// byIndex are the numbers of routes in their order.
func byIndex(routes []*Route, levels map[*Route]int) []int {
	list := make([]int, len(routes))
	for i, r := range routes {
		list[i] = levels[r]
	}
	return list
}

// everyPair is Precedence by comparing each route with all before it.
func everyPair(routes []*Route, open bool) map[*Route]int {
	var list []*ordered
	for _, r := range routes {
		list = append(list, newOrdered(r, open))
	}
	slices.SortStableFunc(list, (*ordered).compare)
	levels := map[*Route]int{}
	for i, o := range list {
		for _, other := range list[:i] {
			if levels[other.route] >= levels[o.route] && other.compare(o) < 0 && o.sharesMethod(other) && meet(o, other) {
				levels[o.route] = levels[other.route] + 1
			}
		}
	}
	return levels
}

// meet reports whether some path fits both routes.
func meet(o, other *ordered) bool {
	for i := 0; ; i++ {
		x, y := o.kinds[i], other.kinds[i]
		switch {
		case x == restOfPath || y == restOfPath:
			return true
		case x == endOfPath || y == endOfPath:
			return x == y
		case x == oneText && y == oneText && o.segments[i] != other.segments[i]:
			return false
		}
	}
}
