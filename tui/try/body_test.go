package try

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheStartOfJSONIsLaidOutAsTheWhole(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{}`, `[]`, `{"a":{},"b":[],"c":[{}]}`, ` [ 1 , 2.50 ,"a, b: {\"c\"\\" , null ] `, "{\"a\"\n:\t{\"b\":[[[1],[2]]]}}",
		`{"日本":"\u20ac {[,:]}","n":-1e400,"t":true}`, `[{"a":1},{"a":2}]`,
	} {
		var want bytes.Buffer
		if err := json.Indent(&want, []byte(strings.TrimSpace(text)), "", "  "); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), string(indented([]byte(text)))); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		for n := 1; n < len(text); n++ {
			// What is there of it stands as it will.
			part := strings.TrimRight(string(indented([]byte(text[:n]))), " \n")
			if !strings.HasPrefix(want.String(), part) {
				t.Errorf("%q is laid out as\n%s\nnot as the start of\n%s", text[:n], part, want.String())
			}
		}
	}
}

func TestBodiesAreLaidOutByWhatTheyAre(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		held string
		all  int64
		raw  bool
		want []string
	}{
		"nothing":             {"", 0, false, []string{"(no body)"}},
		"JSON":                {`{"a":1}`, 7, false, []string{"{", `  "a": 1`, "}"}},
		"JSON as it came":     {`{"a":1}`, 7, true, []string{`{"a":1}`}},
		"the start of JSON":   {`[{"a":1},{"b`, 99, false, []string{"[", "  {", `    "a": 1`, "  },", "  {", `    "b`}},
		"the start as raw":    {`[{"a":1},{"b`, 99, true, []string{`[{"a":1},{"b`}},
		"a log, cut":          {"[12:03] all, is: well", 99, false, []string{"[12:03] all, is: well"}},
		"a broken character":  {"ab日"[:4], 99, false, []string{"ab"}},
		"a whole one":         {"ab日", 99, false, []string{"ab日"}},
		"no text":             {"\xff\xfe\x00\x80", 4, false, []string{"(4 B that are no text)"}},
		"lines":               {"a\r\nb\n\n", 6, false, []string{"a", "b"}},
		"a cut one, no text":  {"\xff\xfe\x00\x80", 2 << 20, false, []string{"(2.0 MB that are no text)"}},
		"whole and no length": {`[1]`, 0, false, []string{"[", "  1", "]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, laidOut([]byte(c.held), c.all, c.raw)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestACutBodySaysWhereTheWholeIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file *File
		all  int64
		want []string
	}{
		"whole":        {nil, MaxShown, nil},
		"saved":        {&File{Path: "F", Size: 5 << 20}, 5 << 20, []string{"cut at 1.0 MB, 5.0 MB in all: saved to F", "hint"}},
		"over all":     {&File{Path: "F", Size: 100 << 20}, 300 << 20, []string{"! cut at 1.0 MB, 300.0 MB in all: the first 100.0 MB saved to F", "hint"}},
		"the disk":     {&File{Path: "F", Size: 2 << 20, Err: errors.New("no space left on device")}, 5 << 20, []string{"! cut at 1.0 MB, 5.0 MB in all: the first 2.0 MB saved to F; no space left on device", "hint"}},
		"no file":      {&File{Err: errors.New("permission denied")}, 5 << 20, []string{"! cut at 1.0 MB, 5.0 MB in all; not saved: permission denied"}},
		"not read all": {nil, 5 << 20, []string{"(cut at 1.0 MB, 5.0 MB in all)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, c.file.cut(MaxShown, c.all, "hint")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOfALongAnswerTheStartIsTold(t *testing.T) {
	t.Parallel()
	body := "[" + strings.Repeat("1,", 5000) + "1]"
	lines := (&Answer{Status: 200, Body: []byte(body), Calls: []Call{{Status: 200, Body: body}}}).Text(false)
	if n := len(lines); n != 2*(1+toldLines+1) || lines[1+toldLines] != "(4003 more lines)" {
		t.Errorf("%d lines, among them %q", n, lines[min(n-1, 1+toldLines)])
	}
}

func TestPackedBodiesAreShownUnpacked(t *testing.T) {
	t.Parallel()
	pack := func(text string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	packed := http.Header{"Content-Encoding": {"gzip"}}
	var items []string
	for i := range 20000 {
		items = append(items, fmt.Sprintf(`"item %d"`, i*i*7919))
	}
	long := pack("[" + strings.Join(items, ",") + "]")
	for name, c := range map[string]struct {
		held  []byte
		all   int64
		h     http.Header
		first []string
		last  string
	}{
		"packed":           {pack(`{"a":1}`), 0, packed, []string{"(unpacked from gzip)", "{", `  "a": 1`}, "}"},
		"unpacked already": {[]byte(`{"a":1}`), 7, packed, []string{"{", `  "a": 1`}, "}"},
		"not packed":       {[]byte(`{"a":1}`), 7, nil, []string{"{", `  "a": 1`}, "}"},
		"its start":        {long[:5000], int64(len(long)), packed, []string{"(unpacked from gzip)", "[", `  "item 0",`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := shown(c.held, c.all, c.h, false)
			if diff := cmp.Diff(c.first, got[:min(len(c.first), len(got))]); diff != "" {
				t.Error(diff)
			}
			if last := got[len(got)-1]; c.last != "" && last != c.last {
				t.Errorf("it ends with %q", last)
			}
		})
	}
}
