package draft

import (
	"strings"
	"testing"
)

func TestT09MergeKeepsBothSides(t *testing.T) {
	base := "{\n  \"version\": 3,\n  \"name\": \"a\",\n  \"port\": 1,\n  \"timeout\": \"1s\",\n  \"host\": []\n}\n"
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(base) }
	for _, c := range []struct {
		name, mine, theirs, want string
	}{
		{"apart", change(`"a"`, `"b"`), change("[]", `["http://h"]`), change(`"a"`, `"b"`, "[]", `["http://h"]`)},
		{"only theirs", base, change("1s", "2s"), change("1s", "2s")},
		{"only mine", change("1s", "2s"), base, change("1s", "2s")},
		{"the same", change("1s", "2s"), change("1s", "2s"), change("1s", "2s")},
		{"the same and more", change("1s", "2s"), change("1s", "2s", `"version": 3`, `"version": 2`), change("1s", "2s", `"version": 3`, `"version": 2`)},
		{"one line, two values", change("1s", "2s"), change("1s", "3s"), ""},
		{"beside each other", change("1s", "2s"), change(`"port": 1`, `"port": 2`), ""},
		{"theirs broken", change("1s", "2s"), change(`"name": "a",`, `"name": "a"`), ""},
		{"theirs empty", change("1s", "2s"), "", ""},
	} {
		text, ok := Merge("krakend.json", base, c.mine, c.theirs, Neither)
		if text != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %v\n%s", c.name, ok, text)
		}
	}
}

func TestT09AClashIsDecidedForOneSide(t *testing.T) {
	base := "{\n  \"version\": 3,\n  \"name\": \"a\",\n  \"port\": 1,\n  \"timeout\": \"1s\",\n  \"host\": []\n}\n"
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(base) }
	mine, theirs := change(`"version": 3`, `"version": 2`, "1s", "2s"), change("1s", "3s")
	for side, want := range map[Side]string{Mine: mine, Theirs: change(`"version": 3`, `"version": 2`, "1s", "3s")} {
		if text, ok := Merge("krakend.json", base, mine, theirs, side); !ok || text != want {
			t.Errorf("%d: got %v\n%s", side, ok, text)
		}
	}
	if text, ok := Merge("krakend.json", base, mine, `{"broken"`, Theirs); ok {
		t.Errorf("a broken file is merged into\n%s", text)
	}
}

func TestT09EachClashIsDecidedAlone(t *testing.T) {
	base := "{\n  \"version\": 3,\n  \"name\": \"a\",\n  \"port\": 1,\n  \"timeout\": \"1s\",\n  \"cache_ttl\": \"1s\",\n  \"host\": []\n}\n"
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(base) }
	mine := change(`"a"`, `"mine"`, `"timeout": "1s"`, `"timeout": "2s"`, "[]", `["http://h"]`)
	theirs := change(`"a"`, `"theirs"`, `"timeout": "1s"`, `"timeout": "3s"`, `"version": 3`, `"version": 3, "@by": 1`)
	m := Compare("krakend.json", base, mine, theirs)
	if len(m.Clashes) != 2 || m.Clashes[0].Line != 2 || m.Clashes[1].Line != 5 {
		t.Fatalf("got %+v", m.Clashes)
	}
	c := m.Clashes[1]
	if c.Base != "  \"timeout\": \"1s\",\n" || c.Mine != "  \"timeout\": \"2s\",\n" || c.Theirs != "  \"timeout\": \"3s\",\n" {
		t.Errorf("the clash is %+v", c)
	}
	text, ok := m.Text(func(i int) Side { return [...]Side{Theirs, Mine}[i] })
	want := change(`"a"`, `"theirs"`, `"timeout": "1s"`, `"timeout": "2s"`, "[]", `["http://h"]`, `"version": 3`, `"version": 3, "@by": 1`)
	if !ok || text != want {
		t.Errorf("got %v\n%s", ok, text)
	}
}
