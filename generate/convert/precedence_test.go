package convert

import "testing"

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
