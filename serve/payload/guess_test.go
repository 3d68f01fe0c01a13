package payload

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// TestListsOfObjectsAlikeAreReadWhole breaks one byte of lists whose objects have
// nearly the same keys: what the scanner expects must never hide what is there.
func TestListsOfObjectsAlikeAreReadWhole(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(1))
	for _, keys := range [][]string{
		{"id", "name", "idx"}, {"a"}, {"", " ", `\"`, "\u00e9"}, strings.Fields("a b c d e f g h i j k l m n o p q r s t"),
	} {
		for range 300 {
			var b strings.Builder
			for i := range 6 {
				b.WriteString(string("[,"[min(i, 1)]) + "{")
				first := true
				for _, k := range keys {
					if rnd.Intn(5) == 0 {
						continue // as where a field is left out that is empty
					}
					if !first {
						b.WriteString(",")
					}
					first = false
					before, behind := strings.Repeat(" ", rnd.Intn(12)/10), strings.Repeat(" ", rnd.Intn(12)/9)
					fmt.Fprintf(&b, `"%s"%s:%s%s`, k, before, behind, []string{"1", `"x"`, `{"id":[]}`, "null"}[rnd.Intn(4)])
				}
				b.WriteString("}")
			}
			text := []byte(b.String() + "]")
			for range 10 {
				at, was := rnd.Intn(len(text)), byte(0)
				was, text[at] = text[at], `"{}[]:,x1 `[rnd.Intn(10)]
				s := scanner{text: string(text)}
				if got, want := s.value(0, 0) == len(text), json.Valid(text); got != want {
					t.Fatalf("%s: read as valid %t, it is %t", text, got, want)
				}
				text[at] = was
			}
		}
	}
}

// TestKeysThatAreRewrittenAreSeenEachTime holds that a key with an HTML character
// is escaped where it was expected as well.
func TestKeysThatAreRewrittenAreSeenEachTime(t *testing.T) {
	t.Parallel()
	o, err := Decode(nil, `{"first":{"<a>":1},"second":{"<a>":2},"third":[{"<a>":3},{"<a>":4}]}`)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"first":{"\u003ca\u003e":1},"second":{"\u003ca\u003e":2},"third":[{"\u003ca\u003e":3},{"\u003ca\u003e":4}]}`
	if got := string(o.AppendJSON(nil)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestBlanksBehindKeysMayDiffer reads objects alike that are laid out unlike each other, as
// where people line values up.
func TestBlanksBehindKeysMayDiffer(t *testing.T) {
	t.Parallel()
	const want = `{"list":[{"name":1},{"name":  2},{"name":` + "\n\t" + `3},{"name": {"a":  [ ]}},{"name":"long enough"}]}`
	o, err := Decode(nil, want)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(o.AppendJSON(nil)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
