package diffview

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/tui/ui"
)

func TestChosenPlacesAloneAreTaken(t *testing.T) {
	before := lines(100, nil)
	after := lines(100, map[int]string{10: "ten\n", 50: "", 90: "ninety\nand more\n"})
	diff := Compare(before, after)
	if Places(diff) != 3 {
		t.Fatalf("%d places", Places(diff))
	}
	want := map[int]map[int]string{0: {10: "ten\n"}, 1: {50: ""}, 2: {90: "ninety\nand more\n"}}
	for place, change := range want {
		if got := Choose(before, after, diff, func(p int) bool { return p == place }); got != lines(100, change) {
			t.Errorf("place %d gives\n%s", place, got)
		}
	}
}

func TestAllPlacesGiveTheNewTextAndNoneTheOld(t *testing.T) {
	for seed := range int64(500) {
		rnd := rand.New(rand.NewSource(seed))
		change := map[int]string{}
		n := rnd.Intn(60)
		for range rnd.Intn(8) {
			change[1+rnd.Intn(n+1)] = []string{"", "x\n", "y\nz\n", "é\r\n"}[rnd.Intn(4)]
		}
		before, after := lines(n, nil), lines(n, change)
		for _, text := range []*string{&before, &after} {
			if rnd.Intn(3) == 0 {
				*text = strings.TrimSuffix(*text, "\n")
			}
		}
		diff := Compare(before, after)
		if got := Choose(before, after, diff, func(int) bool { return true }); got != after {
			t.Fatalf("seed %d: all places give %q, want %q", seed, got, after)
		}
		if got := Choose(before, after, diff, func(int) bool { return false }); got != before {
			t.Fatalf("seed %d: no place gives %q, want %q", seed, got, before)
		}
	}
}

func TestAPlaceIsLeftOutAndTakenBackIn(t *testing.T) {
	before := lines(100, nil)
	after := lines(100, map[int]string{10: "ten\n", 90: "ninety\n"})
	m := New(ui.NewTheme(false, true), "Save", "save", nil, Compare(before, after), 7)
	m.Saving(Outcome{})
	m.SetSize(60, 40)
	press := func(names ...string) any {
		var event any
		for _, n := range names {
			event = m.Update(ui.Key{Name: n})
		}
		return event
	}
	for _, c := range []struct {
		keys []string
		left []int
	}{
		{[]string{"enter"}, nil},
		{[]string{"x", "enter"}, []int{0}},
		{[]string{"x", "tab", "x", "enter"}, []int{1}},
		{[]string{"k", "shift+tab", "x", "enter"}, []int{0, 1}},
	} {
		got, ok := press(c.keys...).(Accepted)
		if !ok || got.Value != 7 || fmt.Sprint(got.Left) != fmt.Sprint(c.left) {
			t.Errorf("after %q: %+v, want %v left out", c.keys, got, c.left)
		}
	}
	if view := strings.Join(m.View(), "\n"); !strings.Contains(view, "left out") {
		t.Errorf("nothing tells what is left out:\n%s", view)
	}
}
