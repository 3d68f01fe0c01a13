package payload

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var fuzzSeeds = []string{
	`{"a":1,"b":[1,2,{"c":null}]}`, `[1,{"a":"<&>"}]`, `null`, `"x"`, `-0.5e+3`, "{\"a\":\"\xff\u2028\"}",
	` { "a" : "\ud83d\ude00" , "a" : [ ] } x`, `{"a":{"b":{"c":1}},"d":"\\\""}`, `{`, ``, `{"a":1,}`, "\ufeff{}",
}

// FuzzDecode holds the scanner to encoding/json: both take the same texts, and
// what is written has the same value.
func FuzzDecode(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, err := Decode(nil, text)
		var want map[string]any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		stdErr := d.Decode(&want)
		if (err == nil) != (stdErr == nil) {
			t.Fatalf("Decode says %v, encoding/json says %v", err, stdErr)
		}
		if err != nil {
			if err.Error() != stdErr.Error() && err != io.ErrUnexpectedEOF {
				t.Fatalf("Decode says %q, encoding/json says %q", err, stdErr)
			}
			return
		}
		sameAs(t, want, o.AppendJSON(nil))
	})
}

func sameAs(t *testing.T, want map[string]any, out []byte) {
	t.Helper()
	if !json.Valid(out) {
		t.Fatalf("no JSON: %q", out)
	}
	var got map[string]any
	d := json.NewDecoder(bytes.NewReader(out))
	d.UseNumber()
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("values differ (-want +got):\n%s", diff)
	}
}

// FuzzShape holds merging, filtering, renaming and grouping to the same steps
// done on decoded values.
func FuzzShape(f *testing.F) {
	for i, s := range fuzzSeeds {
		f.Add(s, fuzzSeeds[(i+1)%len(fuzzSeeds)], "a", "b.c")
	}
	f.Fuzz(func(t *testing.T, one, two, first, second string) {
		a, err1 := Decode(nil, one)
		b, err2 := Decode(nil, two)
		if err1 != nil || err2 != nil || a.Null || b.Null {
			return
		}
		for _, rules := range []*Rules{
			NewRules("", []string{first, second}, nil, nil, ""),
			NewRules("", nil, []string{first, second}, nil, second),
			NewRules(first, nil, []string{second}, map[string]string{second: first}, "g"),
			NewRules(second, []string{first}, nil, nil, ""),
			NewRules(first, nil, nil, nil, ""),
		} {
			readAsApplied(t, rules, one, a)
		}
		want := a.Value()
		maps.Copy(want, b.Value())
		a.Merge(b)
		sameAs(t, want, a.AppendJSON(nil))

		denied := NewRules("", nil, []string{first, second}, nil, "").Apply(nil, a)
		deny(want, strings.Split(first, "."))
		deny(want, strings.Split(second, "."))
		sameAs(t, want, denied.AppendJSON(nil))

		grouped := NewRules("", nil, []string{first, second}, map[string]string{first: second}, "g").Apply(nil, a)
		to, _, _ := strings.Cut(second, ".")
		if v, ok := want[first]; ok && !strings.Contains(first, ".") {
			delete(want, first)
			if to != first {
				want[to] = v
			}
		}
		sameAs(t, map[string]any{"g": want}, grouped.AppendJSON(nil))

		// Whatever the rules, the result is JSON.
		odd := NewRules(second, []string{first, second}, nil, map[string]string{second: first}, first).Apply(nil, a)
		if out := odd.AppendJSON(nil); !json.Valid(out) {
			t.Fatalf("no JSON: %q", out)
		}
	})
}

// readAsApplied holds that rules leave the same of a text, while it is read into
// memory that others have had, as of what was read of it.
func readAsApplied(t *testing.T, rules *Rules, text string, o Object) {
	t.Helper()
	m := NewMemory()
	defer m.Release()
	got, err := rules.Read(m, text)
	if err != nil {
		t.Fatal(err)
	}
	want := rules.Apply(nil, o)
	if got, want := string(got.AppendJSON(nil)), string(want.AppendJSON(nil)); got != want {
		t.Errorf("read %s, want %s", got, want)
	}
}

func deny(v any, path []string) {
	m, ok := v.(map[string]any)
	if !ok {
		return
	}
	if len(path) == 1 {
		delete(m, path[0])
		return
	}
	deny(m[path[0]], path[1:])
}

// FuzzOutputs makes sure that no answer breaks the writers of XML and YAML, and
// no text the reader of XML.
func FuzzOutputs(f *testing.F) {
	for _, s := range append(fuzzSeeds, `<a k="v">t<b/></a>`) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if o, err := DecodeAny(nil, text); err == nil {
			for _, write := range []func([]byte, int) ([]byte, error){o.AppendXML, o.AppendYAML} {
				if _, err := write(nil, 1<<16); err != nil && !errors.Is(err, ErrTooLarge) {
					t.Error(err)
				}
			}
		}
		if o, err := DecodeXML(text, false); err == nil {
			if out := o.AppendJSON(nil); !json.Valid(out) {
				t.Fatalf("no JSON: %q", out)
			}
		}
	})
}
