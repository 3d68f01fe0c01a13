package convert

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/syntax"
)

// nasty are texts that some format takes for something else.
var nasty = []string{
	"", " ", "a", "yes", "No", "on", "null", "~", "true", "2024-01-31", "2024-01-31T10:00:00Z", "12:30:00", "1:2", "0x10", "0o7", "017", "1_000", "1e3", "-", "--", "---", "...",
	".inf", "-.NaN", "nan", "1.", ".5", "+1", "-0", " leading", "trailing ", "two\nlines", "two\nlines\n", "\n", "\n\n", "  indented\nfirst", "tab\there", "\ttab", "cr\r\nlf", "\u2028", "\u0085", "\ufeff",
	"☃", "é", "\U0001F600", "key: value", "key:", ":", "# no comment", "a # b", "a#b", "- item", "? x", "& anchor", "&a", "*a", "!tag", "%d", "@x", "`x`", "{a}", "[b]", "{{ .x }}", "${X}",
	"quote\"s", "it's", "back\\slash", "\"\"\"", "'''", "\x00", "\x07", "\x1b[0m", "\x7f", "<<", "=", "|", ">", ">-", "a,b", "http://h:80/?a=b#c", strings.Repeat("long ", 60),
}

// figures are numbers as JSON spells them.
var figures = []Number{"0", "-1", "1.5", "1.0", "1e3", "1E+2", "0.000001", "1e-7", "9223372036854775807", "-9223372036854775808", "3600", "1234567.891"}

func randomValue(r *rand.Rand, depth int) any {
	switch n := r.IntN(8); {
	case n < 3:
		return nasty[r.IntN(len(nasty))]
	case n == 3:
		return figures[r.IntN(len(figures))]
	case n == 4:
		return r.IntN(2) == 0
	case depth == 0:
		return "leaf"
	case n < 7:
		return randomMap(r, depth-1)
	}
	list := make([]any, 0, 3)
	for range r.IntN(4) {
		list = append(list, randomValue(r, depth-1))
	}
	return list
}

func randomMap(r *rand.Rand, depth int) Map {
	m := Map{}
	for range r.IntN(5) {
		if name := nasty[r.IntN(len(nasty))]; m.Get(name) == nil {
			m.Add(name, randomValue(r, depth))
		}
	}
	return m
}

// sorted is a value as JSON with the members of objects in one order, since
// TOML puts tables last.
func sorted(v any) any {
	switch v := v.(type) {
	case Map:
		m := slices.Clone(v)
		slices.SortFunc(m, func(a, b Member) int { return cmp.Compare(a.Name, b.Name) })
		for i := range m {
			m[i].Value = sorted(m[i].Value)
		}
		return m
	case []any:
		list := make([]any, 0, len(v))
		for _, item := range v {
			list = append(list, sorted(item))
		}
		return list
	}
	return v
}

// withoutNull is a value without nulls, which TOML has none of.
func withoutNull(v any) any {
	switch v := v.(type) {
	case Map:
		m := Map{}
		for _, one := range v {
			if one.Value != nil {
				m.Add(one.Name, withoutNull(one.Value))
			}
		}
		return m
	case []any:
		list := make([]any, 0, len(v))
		for _, item := range v {
			if item != nil {
				list = append(list, withoutNull(item))
			}
		}
		return list
	}
	return v
}

// holdsValues holds that a JSON text keeps its values in YAML and TOML, and back.
func holdsValues(t *testing.T, text []byte) {
	t.Helper()
	root, _ := parse(t, "a.json", text)
	want := FromNode(root)
	yaml := ReadText(root, syntax.JSON).YAML()
	back, _ := parse(t, "a.yaml", yaml)
	if diff := gocmp.Diff(Compact(want), Compact(FromNode(back))); diff != "" {
		t.Fatalf("by way of YAML (-was +is):\n%s\n%s", diff, yaml)
	}
	toml, _, err := ReadText(back, syntax.YAML).TOML()
	if err != nil && strings.Contains(string(text), "null") {
		return // TOML has no null in lists, which is said
	}
	if err != nil {
		t.Fatal(err)
	}
	again, _ := parse(t, "a.toml", toml)
	if diff := gocmp.Diff(Compact(spelled(sorted(withoutNull(want)))), Compact(spelled(sorted(FromNode(again))))); diff != "" {
		t.Fatalf("by way of TOML (-was +is):\n%s\n%s", diff, toml)
	}
}

// spelled gives numbers one spelling: TOML has its own.
func spelled(v any) any {
	switch v := v.(type) {
	case Map:
		for i := range v {
			v[i].Value = spelled(v[i].Value)
		}
		return v
	case []any:
		for i := range v {
			v[i] = spelled(v[i])
		}
		return v
	case Number:
		var f float64
		if _, err := fmt.Sscan(string(v), &f); err == nil && f != float64(int64(f)) || strings.ContainsAny(string(v), "eE.") {
			return f
		}
	}
	return v
}

func TestValuesSurviveYAMLAndTOML(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		if t.Failed() {
			return
		}
		holdsValues(t, JSON(randomMap(rand.New(rand.NewPCG(seed, 3)), 4)))
	}
}

func TestEveryNastyTextSurvives(t *testing.T) {
	t.Parallel()
	for _, s := range nasty {
		t.Run(fmt.Sprintf("%q", s), func(t *testing.T) {
			t.Parallel()
			holdsValues(t, JSON(Map{{"value", s}, {"list", []any{s, s}}, {"object", Map{{s, s}}}, {"objects", []any{Map{{s, "x"}, {"b", s}}}}}))
		})
	}
}

// TestRecordedConfigurationsSurviveYAMLAndTOML takes the configurations of the
// recorded cases, where they are at hand.
func TestRecordedConfigurationsSurviveYAMLAndTOML(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "conformance", "cases", "*", "*.json"))
	if len(files) == 0 {
		t.Skip("no recorded cases here")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		root, _ := parse(t, file, data)
		if c := root.Get("config"); c != nil && c.Kind == syntax.Object {
			holdsValues(t, JSON(FromNode(c)))
		}
	}
}

func TestYAMLOfPeopleBecomesJSON(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"anchors", "a: &x {b: 1}\nc: *x\n", `{"a": {"b": 1}, "c": {"b": 1}}`},
		{"merge keys", "base: &b\n  x: 1\n  y: 2\nown:\n  <<: *b\n  y: 3\n", `{"base": {"x": 1, "y": 2}, "own": {"y": 3, "x": 1}}`},
		{"block texts", "a: |\n  one\n  two\nb: >-\n  one\n  two\n", `{"a": "one\ntwo\n", "b": "one two"}`},
		{"a date", "a: 2024-01-31\n", `{"a": "2024-01-31"}`},
		{"words of before", "a: yes\nb: off\n", `{"a": "yes", "b": "off"}`},
		{"large numbers", "a: 123456789012345678901234567890\n", `{"a": 123456789012345678901234567890}`},
		{"other bases", "a: 0x10\nb: 0o17\n", `{"a": 16, "b": 15}`},
		{"keys that are no texts", "1: a\ntrue: b\n", `{"1": "a", "true": "b"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root, _ := parse(t, "a.yaml", []byte(tt.in))
			var got any = FromNode(root)
			if diff := gocmp.Diff(tt.want, Compact(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
