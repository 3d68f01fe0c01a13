package draft

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// patchOf is the patch of a draft that makes a file with one text another one.
func patchOf(t *testing.T, file, before, after string) []Operation {
	t.Helper()
	d := New(config.Parse(file, []byte(before)))
	if before == "" {
		d = New(config.Parse(file, []byte(after)))
		d.Saved("")
	} else if err := d.Replace("edit", after); err != nil && before != after {
		t.Fatal(err)
	}
	operations, err := d.Patch()
	if err != nil {
		t.Fatal(err)
	}
	return operations
}

func TestAPatchSaysWhatWasEdited(t *testing.T) {
	t.Parallel()
	endpoint := func(path, more string) string {
		return fmt.Sprintf(`{"endpoint": %q, "backend": [{"url_pattern": %q, "host": ["http://a"]}]%s}`, path, path, more)
	}
	file := func(endpoints ...string) string {
		return `{"version": 3, "endpoints": [` + strings.Join(endpoints, ",\n") + `]}`
	}
	a, b, c := endpoint("/a", ""), endpoint("/b", ""), endpoint("/c", "")
	tests := []struct {
		name, before, after string
		want                []string
	}{
		{"nothing", file(a), file(a) + "\n", nil},
		{"keys in another order", `{"version": 3, "port": 1}`, `{"port": 1, "version": 3}`, nil},
		{"a field", file(a, b), file(a, endpoint("/b", `, "timeout": "2s"`)), []string{`{"op": "add", "path": "/endpoints/1/timeout", "value": "2s"}`}},
		{"another value", file(endpoint("/b", `, "timeout": "2s"`)), file(endpoint("/b", `, "timeout": "30s"`)), []string{`{"op": "replace", "path": "/endpoints/0/timeout", "value": "30s"}`}},
		{"a field out", file(endpoint("/b", `, "timeout": "2s"`)), file(b), []string{`{"op": "remove", "path": "/endpoints/0/timeout"}`}},
		{"one in front", file(b, c), file(a, b, c), []string{`{"op": "add", "path": "/endpoints/0", "value": ` + a + `}`}},
		{"one away", file(a, b, c), file(b, c), []string{`{"op": "remove", "path": "/endpoints/0"}`}},
		{"moved to the end", file(a, b, c), file(b, c, a), []string{`{"op": "move", "from": "/endpoints/0", "path": "/endpoints/2"}`}},
		{"moved to the front", file(a, b, c), file(c, a, b), []string{`{"op": "move", "from": "/endpoints/2", "path": "/endpoints/0"}`}},
		{"another path", file(a, b), file(a, strings.Replace(b, "/b", "/other", 1)), []string{`{"op": "replace", "path": "/endpoints/1/endpoint", "value": "/other"}`}},
		{"another host", file(a), strings.Replace(file(a), "http://a", "http://b", 1), []string{`{"op": "replace", "path": "/endpoints/0/backend/0/host/0", "value": "http://b"}`}},
		{"a name with signs of pointers", `{"extra_config": {"a/b~": 1}}`, `{"extra_config": {"a/b~": 1e3}}`, []string{`{"op": "replace", "path": "/extra_config/a~1b~0", "value": 1e3}`}},
		{"a new file", "", `{"version": 3}`, []string{`{"op": "add", "path": "", "value": {"version": 3}}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, o := range patchOf(t, "k.json", tt.before, tt.after) {
				got = append(got, o.JSON())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("yaml", func(t *testing.T) {
		t.Parallel()
		got := PatchJSON(patchOf(t, "k.yaml", "version: 3\nname: a\n", "version: 3\nname: b # mine\ntls:\n  disabled: true\n"))
		if want := "[\n  {\"op\": \"replace\", \"path\": \"/name\", \"value\": \"b\"},\n  {\"op\": \"add\", \"path\": \"/tls\", \"value\": {\"disabled\": true}}\n]\n"; got != want {
			t.Errorf("got %s", got)
		}
	})
	if got := PatchJSON(nil); got != "[]\n" {
		t.Errorf("no operations are %q", got)
	}
}

func TestNoPatchIsMadeOfWhatIsNoConfiguration(t *testing.T) {
	t.Parallel()
	for _, texts := range [][2]string{{`{"a": 1}`, `{"a": `}, {`{"a": `, `{"a": 1}`}, {`[1]`, `{"a": 1}`}} {
		d := New(config.Parse("k.json", []byte(texts[0])))
		if err := d.Replace("edit", texts[1]); err != nil {
			t.Fatal(err)
		}
		if got, err := d.Patch(); err == nil {
			t.Errorf("%q: got %v", texts, got)
		}
	}
}

// TestDoingAPatchGivesTheDraft holds for configurations and for whatever else a
// file may have, as a reader of RFC 6902 does the operations.
func TestDoingAPatchGivesTheDraft(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(6902))
	for range 3000 {
		before, after := randomObject(rnd, 3), randomObject(rnd, 3)
		if rnd.Intn(2) == 0 {
			after = shuffled(rnd, before)
		}
		texts := [2]string{config.Format(before), config.Format(after)}
		patch := PatchJSON(patchOf(t, "k.json", texts[0], texts[1]))
		var operations []map[string]any
		if err := json.Unmarshal([]byte(patch), &operations); err != nil {
			t.Fatalf("%v:\n%s", err, patch)
		}
		var root any
		_ = json.Unmarshal([]byte(texts[0]), &root)
		for _, o := range operations {
			root = applied(t, root, o)
		}
		var want any
		_ = json.Unmarshal([]byte(texts[1]), &want)
		if diff := cmp.Diff(want, root); diff != "" {
			t.Fatalf("%s\nfrom %s\nto %s\n%s", diff, texts[0], texts[1], patch)
		}
	}
}

func randomObject(rnd *rand.Rand, depth int) map[string]any {
	o := map[string]any{}
	for range rnd.Intn(5) {
		o[[]string{"endpoints", "backend", "a/b", "~", "url_pattern", "endpoint", "host"}[rnd.Intn(7)]] = randomValue(rnd, depth-1)
	}
	return o
}

func randomValue(rnd *rand.Rand, depth int) any {
	switch kind := rnd.Intn(6); {
	case kind < 2 && depth > 0:
		return randomObject(rnd, depth)
	case kind < 4 && depth > 0:
		list := []any{}
		for range rnd.Intn(6) {
			list = append(list, randomValue(rnd, depth-1))
		}
		return list
	case kind == 4:
		return nil
	}
	return []any{"a", "/b", 3.0, true}[rnd.Intn(4)]
}

// shuffled is a copy of an object with its lists in another order, some elements
// gone and others there twice.
func shuffled(rnd *rand.Rand, value map[string]any) map[string]any {
	var of func(any) any
	of = func(value any) any {
		switch v := value.(type) {
		case map[string]any:
			o := map[string]any{}
			for _, name := range slices.Sorted(maps.Keys(v)) {
				o[name] = of(v[name])
			}
			return o
		case []any:
			list := []any{}
			for _, item := range v {
				for range []int{1, 1, 1, 0, 2}[rnd.Intn(5)] {
					list = append(list, of(item))
				}
			}
			rnd.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			return list
		}
		return value
	}
	return of(value).(map[string]any)
}

// applied does one operation as RFC 6902 has it.
func applied(t *testing.T, root any, o map[string]any) any {
	t.Helper()
	path, op := o["path"].(string), o["op"].(string)
	value := o["value"]
	if op == "move" {
		from := o["from"].(string)
		root = changed(t, root, from, func(old any) (any, string) { value = old; return nil, "remove" })
		op = "add"
	}
	return changed(t, root, path, func(any) (any, string) { return value, op })
}

// changed does something to the value at a pointer, and returns the root.
func changed(t *testing.T, root any, pointer string, do func(old any) (any, string)) any {
	t.Helper()
	if pointer == "" {
		value, _ := do(root)
		return value
	}
	token, rest, more := strings.Cut(pointer[1:], "/")
	if more {
		rest = "/" + rest
	}
	token = syntax.UnescapeToken(token)
	switch v := root.(type) {
	case map[string]any:
		old, there := v[token]
		if more {
			v[token] = changed(t, old, rest, do)
			return v
		}
		value, op := do(old)
		if there == (op == "add") {
			t.Fatalf("%s at %q", op, pointer)
		}
		if v[token] = value; op == "remove" {
			delete(v, token)
		}
		return v
	case []any:
		i, err := strconv.Atoi(token)
		if err != nil || i > len(v) {
			t.Fatalf("there is no %q", pointer)
		}
		if more {
			v[i] = changed(t, v[i], rest, do)
			return v
		}
		var old any
		if i < len(v) {
			old = v[i]
		}
		switch value, op := do(old); op {
		case "add":
			return slices.Insert(slices.Clone(v), i, value)
		case "remove":
			return slices.Delete(slices.Clone(v), i, i+1)
		default:
			v[i] = value
			return v
		}
	}
	t.Fatalf("nothing has %q", pointer)
	return nil
}
