package syntax

import (
	"strings"
	"testing"
)

func TestParseKeepsPlacesOfEveryValue(t *testing.T) {
	tests := map[string]string{
		"a.json": "{\n  \"name\": \"é\", \"list\": [1, 2.50],\n  \"o\": {\"t\": true, \"n\": null}\n}\n",
		"a.yaml": "name: é\nlist: [1, 2.50]\no:\n  t: true\n  n: null\n",
		"a.toml": "name = \"é\"\nlist = [1, 2.50]\n[o]\nt = true\nn = \"x\"\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			root, problems := Parse(NewSource(name, []byte(text)))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			for pointer, want := range map[string]string{"/list/0": "1", "/list/1": "2.50", "/o/t": "true"} {
				n := root.At(pointer)
				if n == nil || n.Span.Text() != want || n.Text != want {
					t.Errorf("%s: got %+v, text %q, want %q", pointer, n, n.Span.Text(), want)
				}
			}
			if n := root.At("/name"); n.Str() != "é" || !strings.Contains(n.Span.Text(), "é") {
				t.Errorf("name is %q at %q", n.Str(), n.Span.Text())
			}
			if got := root.At("/list").Span.Text(); got != "[1, 2.50]" {
				t.Errorf("list spans %q", got)
			}
		})
	}
}

func TestMessagesHoldNoRawBytes(t *testing.T) {
	_, problems := ParseJSON(NewSource("f", []byte("[\xff\x80]")))
	if len(problems) != 1 {
		t.Fatalf("problems: %v", problems)
	}
	if got, want := problems[0].Message, `"\xff\x80" is no JSON value`; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

func TestUTF16IsOneProblem(t *testing.T) {
	for _, text := range []string{"\xff\xfe{\x00}\x00", "\xfe\xff\x00{\x00}", "{\x00}\x00", "\x00{\x00}"} {
		root, problems := ParseJSON(NewSource("f", []byte(text)))
		if root != nil || len(problems) != 1 || !strings.Contains(problems[0].Message, "UTF-16") {
			t.Errorf("%q: %v, %v", text, root, problems)
		}
	}
}

func TestParseJSONReportsWhatStrictReadersRefuse(t *testing.T) {
	tests := []struct {
		name, text, at string
		code           Code
	}{
		{"empty", "  \n", "2:1", Empty},
		{"bom", "\uFEFF{}", "1:1", ByteOrderMark},
		{"comment", "{ // x\n}", "1:3", Comment},
		{"block comment", "{ /* x */ }", "1:3", Comment},
		{"trailing comma", `{"a": 1,}`, "1:8", TrailingComma},
		{"array comma", `[1,]`, "1:3", TrailingComma},
		{"cut", `{"a": [1, `, "1:10", Truncated},
		{"cut string", `{"a": "x`, "1:7", Truncated},
		{"garbage", `{} x`, "1:4", Trailing},
		{"duplicate", `{"a": 1, "a": 2}`, "1:10", DuplicateKey},
		{"no comma", `{"a": 1 "b": 2}`, "1:8", Malformed},
		{"no colon", `{"a" 1}`, "1:6", Malformed},
		{"bare key", `{a: 1}`, "1:2", Malformed},
		{"single quotes", `{'a': 1}`, "1:2", Malformed},
		{"python", `{"a": True}`, "1:7", Malformed},
		{"wrong closer", `{"a": [1}`, "1:9", Malformed},
		{"bad escape", `{"a": "\x"}`, "1:8", Malformed},
		{"line break", "{\"a\": \"x\ny\nz\"}", "1:9", Malformed},
		{"string not closed", "{\"a\": \"x,\n\"b\": \"y\"}", "1:7", Malformed},
		{"deep", strings.Repeat("[", maxDepth+5), "1:10002", TooDeep},
		{"leading zero", `[01]`, "1:2", Malformed},
		{"utf-16", "\xff\xfe{\x00}\x00", "1:1", Malformed},
		{"utf-16 without a mark", "\x00{\x00}", "1:1", Malformed},
		{"html", "<html></html>", "1:1", Malformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := NewSource("f", []byte(tt.text))
			_, problems := ParseJSON(src)
			for _, p := range problems {
				if p.Code == tt.code {
					if got := strings.TrimPrefix(p.Span.String(), "f:"); got != tt.at {
						t.Errorf("at %s, want %s: %s", got, tt.at, p.Message)
					}
					return
				}
			}
			t.Errorf("not reported: %v", problems)
		})
	}
}

func TestParseJSONGoesOnBehindAMistake(t *testing.T) {
	root, problems := ParseJSON(NewSource("f", []byte(`{"a": 1 "b": [1,, 2], 'c': tru, "d": {"e": "x"},}`)))
	if len(problems) < 4 {
		t.Errorf("got %v", problems)
	}
	if got := root.At("/d/e").Str(); got != "x" {
		t.Errorf("d.e is %q", got)
	}
	if got := len(root.At("/b").Items()); got != 2 {
		t.Errorf("b has %d items", got)
	}
}

func TestYAMLResolvesAliasesAndMerges(t *testing.T) {
	text := "base: &b\n  x: 1\n  y: 2\nuse:\n  <<: *b\n  y: 3\nlist: [*b, 'it''s', \"q\\\"\"]\n200: ok\ntext: |\n  a\n  b\nlast: 0x10\n"
	src := NewSource("f.yaml", []byte(text))
	root, problems := ParseYAML(src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for pointer, want := range map[string]string{
		"/use/x": "1", "/use/y": "3", "/list/0/y": "2", "/list/1": "it's", "/list/2": `q"`, "/200": "ok", "/text": "a\nb\n", "/last": "16",
	} {
		if n := root.At(pointer); n == nil || n.Text != want {
			t.Errorf("%s: %+v, want %q", pointer, n, want)
		}
	}
	if got := root.At("/text").Span.Text(); got != "|\n  a\n  b" {
		t.Errorf("text spans %q", got)
	}
	if got := root.At("/list/1").Span.Text(); got != "'it''s'" {
		t.Errorf("quoted spans %q", got)
	}
}

func TestYAMLErrorsHaveAPlace(t *testing.T) {
	_, problems := ParseYAML(NewSource("f.yaml", []byte("a:\n\t- b\n")))
	if len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), "f.yaml:2:1: ") || problems[0].Hint == "" {
		t.Errorf("got %+v", problems)
	}
	bombs := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'j'; c++ {
		prev := string(c - 1)
		bombs += string(c) + ": &" + string(c) + " [*" + strings.Repeat(prev+",*", 8) + prev + "]\n"
	}
	if _, problems = ParseYAML(NewSource("f.yaml", []byte(bombs))); len(problems) == 0 {
		t.Error("an alias bomb is not reported")
	}
}

func TestApplyLeavesOtherBytesAlone(t *testing.T) {
	got, err := Apply("abcdef", []Edit{{4, 5, "E"}, {0, 0, ">"}, {1, 3, ""}})
	if err != nil || got != ">adEf" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := Apply("abc", []Edit{{0, 2, "x"}, {1, 3, "y"}}); err == nil || got != "abc" {
		t.Errorf("overlap gave %q, %v", got, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":null}]}`, "a: [b, c]\n", "[t]\na=1\n", `{'x':tru,}`, "\uFEFF{}", "{\"\\ud800\":1}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"f.json", "f.yaml", "f.toml"} {
			src := NewSource(name, []byte(text))
			root, _ := Parse(src)
			count := 0
			root.Walk(func(pointer string, n *Node) bool {
				if n.Start < 0 || n.End < n.Start || n.End > len(text) {
					t.Errorf("%s: %s spans %d to %d of %d", name, pointer, n.Start, n.End, len(text))
				}
				count++
				return count < 10000
			})
		}
	})
}

func TestAMergeThatWasNotFinishedIsOneProblem(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"f.json": "{\"v\": 3,\n<<<<<<< HEAD\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> other\n}",
		"f.yaml": "v: 3\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n",
		"f.toml": "v = 3\n<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> other\n",
	} {
		_, problems := Parse(NewSource(name, []byte(text)))
		if len(problems) != 1 || !strings.Contains(problems[0].Error(), name+":2:1: a merge was not finished") {
			t.Errorf("%s: got %v", name, problems)
		}
	}
	if _, problems := Parse(NewSource("f.yaml", []byte("a: |\n  x\n<<<<<<< b\n"))); len(problems) != 1 || strings.Contains(problems[0].Message, "merge") {
		t.Errorf("a stray mark: got %v", problems)
	}
}
