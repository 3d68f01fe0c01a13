package syntax

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// TestTOMLRefusesWhatItsLibraryRefuses holds what is reported of tables and keys
// that stand twice to the library by which others read TOML.
func TestTOMLRefusesWhatItsLibraryRefuses(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(1))
	key := func() string {
		keys := []string{"a", "b", "c"}[:2+rnd.Intn(2)]
		parts := make([]string, 1+rnd.Intn(3))
		for i := range parts {
			parts[i] = keys[rnd.Intn(len(keys))]
		}
		return strings.Join(parts, ".")
	}
	value := func() string {
		return []string{"1", "[]", "[{}]", "{}", "{a = 1}", "{a = 1, a = 2}", "{a.b = 1}", "{a.b = 1, a.c = 2}", "[{a = 1}, {a = 1}]"}[rnd.Intn(9)]
	}
	refused := 0
	for range 20000 {
		var b strings.Builder
		for range 1 + rnd.Intn(5) {
			switch rnd.Intn(4) {
			case 0:
				fmt.Fprintf(&b, "[%s]\n", key())
			case 1:
				fmt.Fprintf(&b, "[[%s]]\n", key())
			default:
				fmt.Fprintf(&b, "%s = %s\n", key(), value())
			}
		}
		_, problems := ParseTOML(NewSource("f.toml", []byte(b.String())))
		err := toml.Unmarshal([]byte(b.String()), &map[string]any{})
		if err != nil {
			refused++
		}
		if (err != nil) != (len(problems) > 0) {
			t.Fatalf("the library says %v, we say %v to\n%s", err, problems, b.String())
		}
	}
	if refused < 2000 {
		t.Errorf("only %d were refused", refused)
	}
}

var reparsedTOML = []string{
	"# c\nversion = 3 # v\nname = 'x'\nhost = [\n  \"a\", # a\n  \"b\"\n]\n\n[[endpoints]]\nendpoint = \"/a\"\ntimeout = \"3s\"\n\n  [[endpoints.backend]]\n  host = [\"h\"]\n  is_collection = true\n\n[[endpoints]]\nendpoint = '/b'\n  [[endpoints.backend]]\n  url_pattern = \"/c\" # c\n  extra = {a = 1, b.c = [2, 3.5e1]}\n",
	"[a.b]\nx = 1\n[c]\ny = 2\n[a.d]\nz = 3\n",
	"[a]\nx = \"\"\"\n  l1\n[not]\n\"\"\"\n[a.b]\nd = 1979-05-27T07:32:00Z\ne = 0x1F\n[a.b.c]\nf = inf\n",
	"a.b = 1\na.c = 2\nd = 3\na.e = 4\n\"q r\" = 'é'\n[t]\nu.v = true\nu.w = false\n",
	"\uFEFFa = 1\r\nb = 2\r\n[c]\r\nd = [1,\r\n2]\r\n",
	"a = 1\na = 2\n[b]\nc = 1\n[b]\nd = 1\n",
	"a = [\n",
	"a = '''\n'''\nb = 1",
}

var tomlBits = []string{
	"", "1", "true", `"x"`, "'y'", "x", " # c", "\n", "\nk = 1\n", "[", "]", "{", "}", ",", " ", "=", ".", "[1, 2]", "{a = 1}", "[t]\n", "\n[[endpoints]]\n", `"""`, "\"", "'", "\r\n", "\r", "\t", "é", "\x00", "2024-01-01", "1.5", "\uFEFF",
}

func TestReparseOfTOMLGivesWhatParseGives(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(3))
	for _, text := range reparsedTOML {
		for range 200 {
			editAtRandom(t, rnd, "f.toml", text, tomlBits, 5)
		}
	}
}

// TestReparseOfTOMLReadsValuesByThemselves gives each value of a text others.
func TestReparseOfTOMLReadsValuesByThemselves(t *testing.T) {
	t.Parallel()
	src := NewSource("f.toml", []byte(reparsedTOML[0]))
	root, problems := Parse(src)
	edited := 0
	root.Walk(func(pointer string, n *Node) bool {
		if text := n.Span.Text(); n == root || text == "endpoints" || strings.HasPrefix(text, "backend") || strings.Contains(text, "\n[") || strings.Contains(text, "endpoint") {
			return true
		}
		for _, value := range []string{"12", `"other"`, "['a', # b\n 'c']", "{a.b = 1, c = 2}"} {
			edits := []Edit{{n.Start, n.End, value}}
			got, err := Reparse(src, root, problems, edits)
			if err == nil && len(got.Problems) == 0 && !got.Kept {
				t.Errorf("%s = %s: all of it was read", pointer, value)
			}
			checkReparse(t, src, root, problems, edits)
			edited++
		}
		return true
	})
	if edited < 40 {
		t.Errorf("only %d values", edited)
	}
}

func FuzzReparseTOML(f *testing.F) {
	for _, text := range reparsedTOML {
		f.Add(text, 4, 5, "2")
		f.Add(text, len(text)/2, len(text)/2, "1")
	}
	f.Fuzz(func(t *testing.T, text string, start, end int, piece string) {
		if start < 0 || end < start || end > len(text) || len(text) > 4000 {
			return
		}
		src := NewSource("f.toml", []byte(text))
		root, problems := Parse(src)
		src, root, problems = checkReparse(t, src, root, problems, []Edit{{start, end, piece}})
		at := len(src.Text) - min(start, len(src.Text))
		checkReparse(t, src, root, problems, []Edit{{at, at, piece}})
	})
}
