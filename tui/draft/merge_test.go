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
