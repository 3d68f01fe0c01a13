package diffview

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/tui/ui"
)

func lines(n int, change map[int]string) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		if s, ok := change[i]; ok {
			b.WriteString(s)
			continue
		}
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

func TestCompareNumbersTheLines(t *testing.T) {
	got := Compare(lines(100, nil), lines(100, map[int]string{50: "fifty\n", 90: ""}))
	want := []Line{
		{Kind: Head, Text: "line 47"},
		{Kind: Same, Number: 47, Text: "line 47"}, {Kind: Same, Number: 48, Text: "line 48"}, {Kind: Same, Number: 49, Text: "line 49"},
		{Kind: Removed, Number: 50, Text: "line 50"}, {Kind: Added, Number: 50, Text: "fifty"},
		{Kind: Same, Number: 51, Text: "line 51"}, {Kind: Same, Number: 52, Text: "line 52"}, {Kind: Same, Number: 53, Text: "line 53"},
		{Kind: Head, Text: "line 87"},
		{Kind: Same, Number: 87, Text: "line 87"}, {Kind: Same, Number: 88, Text: "line 88"}, {Kind: Same, Number: 89, Text: "line 89"},
		{Kind: Removed, Number: 90, Text: "line 90"},
		{Kind: Same, Number: 90, Text: "line 91"}, {Kind: Same, Number: 91, Text: "line 92"}, {Kind: Same, Number: 92, Text: "line 93"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if added, removed := Count(got); added != 1 || removed != 2 {
		t.Errorf("+%d -%d", added, removed)
	}
}

func TestComparedLinesAreThoseOfTheTexts(t *testing.T) {
	for seed := range int64(300) {
		rnd := rand.New(rand.NewSource(seed))
		change := map[int]string{}
		n := 1 + rnd.Intn(40)
		for range rnd.Intn(6) {
			change[1+rnd.Intn(n)] = []string{"", "x\n", "y\nz\n", "é\r\n"}[rnd.Intn(4)]
		}
		before, after := lines(n, nil), lines(n, change)
		if rnd.Intn(2) == 0 {
			before = strings.TrimSuffix(before, "\n")
		}
		old, new := strings.Split(before, "\n"), strings.Split(after, "\n")
		got := Compare(before, after)
		if len(got) == 0 && before != after {
			t.Fatalf("seed %d: no difference found", seed)
		}
		for _, l := range got {
			switch {
			case l.Kind == Removed && strings.TrimSuffix(old[l.Number-1], "\r") != l.Text,
				(l.Kind == Added || l.Kind == Same) && strings.TrimSuffix(new[l.Number-1], "\r") != l.Text:
				t.Fatalf("seed %d: %+v is not what stands there", seed, l)
			}
		}
	}
}

func TestChangeOfALongLineIsInSight(t *testing.T) {
	old := strings.Repeat("x", 300) + `"json"` + strings.Repeat("y", 300)
	got := Compare(old, strings.Replace(old, "json", "no-op", 1))
	if len(got) != 3 {
		t.Fatalf("got %v", got)
	}
	for i, want := range map[int]string{1: `"json"`, 2: `"no-op"`} {
		line := Render(ui.NewTheme(false, false), got[i], 80)
		if !strings.Contains(line, want) || ui.Width(line) > 80 {
			t.Errorf("line %d: %q", i, line)
		}
	}
}
