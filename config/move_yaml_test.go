package config_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
)

func TestYAMLItemsMoveWithTheirComments(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, pointer string
		from, to      int
		want          string
	}{
		"up": {`endpoints:
  # of the users
  # and theirs
  - endpoint: /users # short
    backend:
      - url_pattern: /u
        # at the end of users

  # of the orders
  - endpoint: /orders

  # nobody's own

  - endpoint: /last
# of the file
port: 1
`, "/endpoints", 1, 0, `endpoints:
  # of the orders
  - endpoint: /orders

  # of the users
  # and theirs
  - endpoint: /users # short
    backend:
      - url_pattern: /u
        # at the end of users

  # nobody's own

  - endpoint: /last
# of the file
port: 1
`},
		"past several": {"a:\n- 1 # one\n- 2\n- - x\n  - y\nb: 1\n", "/a", 0, 2, "a:\n- 2\n- - x\n  - y\n- 1 # one\nb: 1\n"},
		"nested":       {"a:\n- - x # ex\n  # above\n  - y\n", "/a/0", 1, 0, "a:\n- # above\n  - y\n  - x # ex\n"},
		"no last line": {"a:\n  - 1\n  - 2", "/a", 1, 0, "a:\n  - 2\n  - 1"},
		"CRLF":         {"a:\r\n  - 1 # one\r\n  - 2\r\n", "/a", 0, 1, "a:\r\n  - 2\r\n  - 1 # one\r\n"},
		"flow":         {"a: [1, {b: 2} , 3] # three\n", "/a", 2, 0, "a: [3, 1 , {b: 2}] # three\n"},
		"text":         {"a:\n  - |\n    one\n\n    two\n  - >-\n    three\n", "/a", 0, 1, "a:\n  - >-\n    three\n  - |\n    one\n\n    two\n"},
		"dash alone":   {"a:\n  -\n    b: 1\n  # two\n  - 2\n", "/a", 1, 0, "a:\n  # two\n  - 2\n  -\n    b: 1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := config.Parse("k.yaml", []byte(c.text))
			edits, err := d.Move(c.pointer, c.from, c.to)
			if err == nil {
				d, err = d.Apply(edits...)
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, d.Source.Text); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestYAMLItemsAreNotMovedWhereThatWouldChangeThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a:\n  - &x 1\n  - 2\nb: *x\n":   "an alias needs it",
		"a:\n  - |+\n    one\n\n  - 2\n": "cannot be moved without changing it",
		"a: [1, # one\n  2]\n":           "k.yaml:1:8: nothing is moved past a comment",
		"a: &l\n  - 1\n  - 2\nb: *l\n":   "",
		"x: &x [1]\na:\n  - *x\n  - 2\n": "",
	} {
		d := config.Parse("k.yaml", []byte(text))
		edits, err := d.Move("/a", 0, 1)
		switch {
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: got %v", text, err)
		case want == "" && err == nil:
			if moved, err := d.Apply(edits...); err != nil || moved.Broken() || config.Compact(moved.Root.At("/a/1")) != config.Compact(d.Root.At("/a/0")) {
				t.Errorf("%q: got %v\n%s", text, err, moved.Source.Text)
			}
		}
	}
}

// TestYAMLMovesKeepEveryValueAndLine moves items of random lists: the values come
// in the new order, and every line is there still.
func TestYAMLMovesKeepEveryValueAndLine(t *testing.T) {
	t.Parallel()
	moves := 0
	for seed := range int64(400) {
		rnd := rand.New(rand.NewSource(seed))
		indent := strings.Repeat(" ", rnd.Intn(3))
		items := []string{"- 1", "- {a: 1}", "- a: 1\n% b: [x, y]", "-\n%   c: 2", "- |-\n%   t\n%\n%   # no comment", "- - 1\n% - 2", "- \"q # q\" # c"}
		var b strings.Builder
		b.WriteString("a:\n")
		n := 2 + rnd.Intn(5)
		for range n {
			for range rnd.Intn(3) {
				b.WriteString([]string{"", indent + "# above", "# left", indent + "    # right"}[rnd.Intn(4)] + "\n")
			}
			item := items[rnd.Intn(len(items))]
			b.WriteString(indent + strings.ReplaceAll(item, "%", indent+" ") + "\n")
		}
		b.WriteString([]string{"", "b: 1\n", "# end\n"}[rnd.Intn(3)])
		d := config.Parse("k.yaml", []byte(b.String()))
		if d.Broken() {
			continue // a comment may end a text in a way that is none
		}
		from, to := rnd.Intn(n), rnd.Intn(n)
		edits, err := d.Move("/a", from, to)
		if err != nil {
			continue
		}
		moves += len(edits)
		moved, err := d.Apply(edits...)
		if err != nil || moved.Broken() {
			t.Fatalf("seed %d: %d to %d: %v\n%s\ngives\n%s", seed, from, to, err, b.String(), moved.Source.Text)
		}
		var want []string
		for i, item := range d.Root.At("/a").Items() {
			if i != from {
				want = append(want, config.Compact(item))
			}
		}
		want = append(want[:to], append([]string{config.Compact(d.Root.At("/a").Items()[from])}, want[to:]...)...)
		var got []string
		for _, item := range moved.Root.At("/a").Items() {
			got = append(got, config.Compact(item))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: %d to %d: %s\n%s\ngives\n%s", seed, from, to, diff, b.String(), moved.Source.Text)
		}
		if x, y := sortedLines(d.Source.Text), sortedLines(moved.Source.Text); x != y {
			t.Fatalf("seed %d: lines differ: %s", seed, cmp.Diff(x, y))
		}
	}
	if moves < 300 {
		t.Errorf("only %d items were moved", moves)
	}
}

func sortedLines(text string) string {
	count := map[string]int{}
	for _, line := range strings.Split(text, "\n") {
		count[strings.TrimSpace(line)]++
	}
	return fmt.Sprint(count)
}
