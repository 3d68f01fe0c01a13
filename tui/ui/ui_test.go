package ui

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

func TestT12CleanShowsWhatATerminalWouldAct(t *testing.T) {
	for in, want := range map[string]string{
		"plain {id}": "plain {id}", "日本": "日本", "é": "é",
		"a\x1b[31mb": `a\u001B[31mb`, "\u202Egnp.exe": `\u202Egnp.exe`, "a\u200bb": `a\u200Bb`, "x\ny\tz\r": `x\ny\tz\r`,
		"\xff\xfe": `\xff\xfe`, "\u2066x": `\u2066x`, "\uFEFF": `\uFEFF`, "\x00": `\u0000`, "\u2028": `\u2028`, "\x7f": `\u007F`,
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestT12TextFitsEveryWidth(t *testing.T) {
	alphabet := []string{"a", "/", " ", "日", "é", "e\u0301", "🇨🇿", "👍", "{id}", "…", "ﷺ"}
	for seed := range int64(500) {
		rnd := rand.New(rand.NewSource(seed))
		var b strings.Builder
		for range rnd.Intn(60) {
			b.WriteString(alphabet[rnd.Intn(len(alphabet))])
		}
		text, width := Clean(b.String()), rnd.Intn(40)
		theme := NewTheme(seed%2 == 0, seed%3 == 0)
		if w := ansi.StringWidth(theme.Fit(text, width)); w != width {
			t.Fatalf("Fit(%q, %d) has %d cells", text, width, w)
		}
		if w := ansi.StringWidth(theme.Fit(theme.CutMiddle(text, width), width)); w != width {
			t.Fatalf("CutMiddle(%q, %d) has %d cells", text, width, w)
		}
		for _, line := range Wrap(text, max(width, 2)) {
			if w := ansi.StringWidth(line); w > max(width, 2) {
				t.Fatalf("Wrap(%q, %d) gives %q", text, width, line)
			}
		}
		if got, want := strings.Join(strings.Fields(strings.Join(Wrap(text, 200), " ")), ""), strings.Join(strings.Fields(text), ""); got != want {
			t.Fatalf("Wrap loses text: %q, %q", got, want)
		}
		box := theme.Box(text, []string{text, text}, width+4, 5, false)
		over := Over(box, theme.Box("x", nil, 4, 3, true), rnd.Intn(width+1), 1)
		for _, line := range append(box, over...) {
			if w := ansi.StringWidth(line); w != width+4 {
				t.Fatalf("a line of the box has %d cells instead of %d: %q", w, width+4, line)
			}
		}
	}
}

func TestCutMiddleKeepsTheEnd(t *testing.T) {
	theme := NewTheme(false, false)
	if got := theme.CutMiddle("http://very-long-host.example/api/v1/users/{id}", 30); got != "http://ve…/api/v1/users/{id}" && !strings.HasSuffix(got, "/v1/users/{id}") {
		t.Errorf("got %q", got)
	}
}

func TestInputEditsALine(t *testing.T) {
	in := NewInput("one two")
	steps := []struct {
		key  Key
		want string
	}{
		{Key{Name: "ctrl+w"}, "one "},
		{Key{Name: "x", Text: "x"}, "one x"},
		{Key{Name: "home"}, "one x"},
		{Key{Name: "delete"}, "ne x"},
		{Key{Name: "paste", Text: "a\r\nb\tc"}, "a b cne x"},
		{Key{Name: "left"}, "a b cne x"},
		{Key{Name: "backspace"}, "a bcne x"},
		{Key{Name: "ctrl+k"}, "a b"},
		{Key{Name: "end"}, "a b"},
		{Key{Name: "日", Text: "日"}, "a b日"},
		{Key{Name: "backspace"}, "a b"},
		{Key{Name: "ctrl+u"}, ""},
		{Key{Name: "backspace"}, ""},
		{Key{Name: "right"}, ""},
	}
	for _, s := range steps {
		if in.Update(s.key); in.Text() != s.want {
			t.Fatalf("after %q: got %q, want %q", s.key.Name, in.Text(), s.want)
		}
		for _, color := range []bool{true, false} {
			for width := range 12 {
				if w := ansi.StringWidth(in.View(NewTheme(color, false), width)); w != width {
					t.Fatalf("after %q the view has %d cells instead of %d", s.key.Name, w, width)
				}
			}
		}
	}
	if in.Update(Key{Name: "f5"}) {
		t.Error("a key that types nothing is taken")
	}
}

func TestScrollKeepsTheCursorInSight(t *testing.T) {
	var s Scroll
	s.Resize(100, 10)
	for _, c := range []struct {
		key         string
		cursor, top int
	}{
		{"j", 1, 0}, {"G", 99, 90}, {"k", 98, 90}, {"ctrl+u", 93, 90}, {"ctrl+u", 88, 88}, {"g", 0, 0}, {"k", 0, 0}, {"ctrl+d", 5, 0}, {"ctrl+d", 10, 1},
	} {
		if s.Move(Key{Name: c.key}); s.Cursor != c.cursor || s.Top != c.top {
			t.Errorf("after %s: cursor %d, top %d", c.key, s.Cursor, s.Top)
		}
	}
	s.Resize(100, 1)
	s.To(4)
	if s.Resize(100, 10); s.Cursor != 4 || s.Top != 0 {
		t.Errorf("in what was too small to be seen: cursor %d, top %d", s.Cursor, s.Top)
	}
	s.Resize(3, 10)
	if s.Cursor != 2 || s.Top != 0 {
		t.Errorf("in a shorter list: cursor %d, top %d", s.Cursor, s.Top)
	}
	s.Resize(0, 10)
	if from, to := s.Window(); s.Cursor != 0 || from != 0 || to != 0 {
		t.Errorf("in an empty list: cursor %d, window %d to %d", s.Cursor, from, to)
	}
}

func TestWrapKeepsTheIndentation(t *testing.T) {
	got := Wrap("  a long line\nshort", 8)
	if diff := cmp.Diff([]string{"  a long", "  line", "short"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsTypedTakesThePlaceOfChosenText(t *testing.T) {
	for _, c := range []struct {
		key  Key
		want string
	}{
		{Key{Name: "9", Text: "9"}, "9"},
		{Key{Name: "paste", Text: "5s"}, "5s"},
		{Key{Name: "backspace"}, ""},
		{Key{Name: "right"}, "3s"},
		{Key{Name: "home"}, "3s"},
		{Key{Name: "f5"}, "3s"},
	} {
		in := NewInput("3s")
		in.Choose()
		for _, color := range []bool{true, false} {
			for width := range 9 {
				if w := ansi.StringWidth(in.View(NewTheme(color, false), width)); w != width {
					t.Fatalf("the view has %d cells instead of %d", w, width)
				}
			}
		}
		if in.Update(c.key); in.Text() != c.want || in.Chosen() {
			t.Errorf("after %s: got %q, want %q", c.key.Name, in.Text(), c.want)
		}
	}
	in := NewInput("")
	if in.Choose(); in.Chosen() {
		t.Error("nothing can be chosen")
	}
}

func TestWhatWasTypedIsTakenBack(t *testing.T) {
	in := NewInput("one")
	texts := []string{in.Text()}
	do := func(k Key) {
		if in.Update(k); in.Text() != texts[len(texts)-1] {
			texts = append(texts, in.Text())
		}
	}
	for _, k := range []Key{{Name: "space", Text: " "}, {Name: "2", Text: "2"}, {Name: "home"}, {Name: "delete"}, {Name: "paste", Text: "pasted"}, {Name: "ctrl+u"}, {Name: "end"}, {Name: "ctrl+w"}} {
		do(k)
	}
	in.SetText("proposed")
	in.Choose()
	do(Key{Name: "x", Text: "x"})
	back := append([]string{}, texts[:len(texts)-1]...)
	slices.Reverse(back)
	for _, want := range append([]string{"proposed"}, back...) {
		if in.Update(Key{Name: "ctrl+z"}); in.Text() != want {
			t.Fatalf("got %q, want %q", in.Text(), want)
		}
	}
	if !in.Update(Key{Name: "ctrl+z"}) || in.Text() != "one" {
		t.Errorf("at the start: %q", in.Text())
	}
}
