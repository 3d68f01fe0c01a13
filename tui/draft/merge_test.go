package draft

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// merged is what comes of both changes where one side counts in every clash.
func merged(name, base, mine, theirs string, prefer Side) (text string, ok bool) {
	return Compare(name, base, mine, theirs).Text(func(int) Pick { return Pick{Side: prefer} })
}

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
		{"beside each other", change("1s", "2s"), change(`"port": 1`, `"port": 2`), change("1s", "2s", `"port": 1`, `"port": 2`)},
		{"both add a field", change(`"port": 1`, `"port": 1, "a": 1`), change(`"port": 1`, `"port": 1, "b": 2`), change(`"port": 1`, `"port": 1, "a": 1,
  "b": 2`)},
		{"both add the same field", change(`"port": 1`, `"port": 1, "a": 1`), change(`[]`, `[], "a": 1`), change(`[]`, `[], "a": 1`)},
		{"theirs broken", change("1s", "2s"), change(`"name": "a",`, `"name": "a"`), ""},
		{"theirs empty", change("1s", "2s"), "", ""},
	} {
		text, ok := merged("krakend.json", base, c.mine, c.theirs, Neither)
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
		if text, ok := merged("krakend.json", base, mine, theirs, side); !ok || text != want {
			t.Errorf("%d: got %v\n%s", side, ok, text)
		}
	}
	if text, ok := merged("krakend.json", base, mine, `{"broken"`, Theirs); ok {
		t.Errorf("a broken file is merged into\n%s", text)
	}
}

func TestT09EachClashIsDecidedAlone(t *testing.T) {
	base := "{\n  \"version\": 3,\n  \"name\": \"a\",\n  \"port\": 1,\n  \"timeout\": \"1s\",\n  \"cache_ttl\": \"1s\",\n  \"host\": []\n}\n"
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(base) }
	mine := change(`"a"`, `"mine"`, `"timeout": "1s"`, `"timeout": "2s"`, "[]", `["http://h"]`)
	theirs := change(`"a"`, `"theirs"`, `"timeout": "1s"`, `"timeout": "3s"`, `"version": 3`, `"version": 3, "@by": 1`)
	m := Compare("krakend.json", base, mine, theirs)
	if len(m.Clashes) != 2 || m.Clashes[0].Line != 3 || m.Clashes[1].Line != 5 {
		t.Fatalf("got %+v", m.Clashes)
	}
	c := m.Clashes[1]
	want0 := Clash{Place: "timeout", Key: "timeout", Line: 5, Base: `"timeout": "1s"`, Mine: `"timeout": "2s"`, Theirs: `"timeout": "3s"`}
	if diff := cmp.Diff(want0, c, cmpopts.IgnoreUnexported(Clash{})); diff != "" {
		t.Error(diff)
	}
	text, ok := m.Text(func(i int) Pick { return Pick{Side: [...]Side{Theirs, Mine}[i]} })
	want := change(`"a"`, `"theirs"`, `"timeout": "1s"`, `"timeout": "2s"`, "[]", `["http://h"]`, `"version": 3`, `"version": 3, "@by": 1`)
	if !ok || text != want {
		t.Errorf("got %v\n%s", ok, text)
	}
}

// gateway is a configuration of some endpoints for merges.
const gateway = `{
  "version": 3,
  "endpoints": [
    {"endpoint": "/a", "method": "GET", "input_headers": ["X-A", "X-B"], "timeout": "1s", "backend": [
      {"host": ["http://a"], "url_pattern": "/a", "mapping": {"id": "key"}},
      {"host": ["http://b"], "url_pattern": "/b"}
    ]},
    {"endpoint": "/b", "backend": [{"host": ["http://b"], "url_pattern": "/b2"}]},
    {"endpoint": "/c", "backend": [{"host": ["http://c"], "url_pattern": "/c"}]}
  ]
}
`

func TestT09MergeKnowsEndpointsAndFields(t *testing.T) {
	b, c := `    {"endpoint": "/b", "backend": [{"host": ["http://b"], "url_pattern": "/b2"}]},`+"\n", `    {"endpoint": "/c", "backend": [{"host": ["http://c"], "url_pattern": "/c"}]}`
	change := func(pairs ...string) string {
		text := gateway
		for i := 0; i < len(pairs); i += 2 {
			after := strings.Replace(text, pairs[i], pairs[i+1], 1)
			if after == text {
				t.Fatalf("there is no %q", pairs[i])
			}
			text = after
		}
		return text
	}
	for _, k := range []struct {
		name, mine, theirs, want string
	}{
		{"two fields of a line", change(`"1s"`, `"2s"`), change(`"GET"`, `"PUT"`), change(`"1s"`, `"2s"`, `"GET"`, `"PUT"`)},
		{"two headers", change(`"X-B"]`, `"X-B", "X-C"]`), change(`["X-A"`, `["X-D", "X-A"`), change(`["X-A", "X-B"]`, `["X-D", "X-A", "X-B", "X-C"]`)},
		{"a field of an endpoint that moved", change(`"/c"}]}`, `"/c"}], "timeout": "9s"}`), change(b, "", c, c+",\n"+strings.TrimSuffix(b, ",\n")), change(b, "", c, strings.TrimSuffix(c, "}")+`, "timeout": "9s"}`+",\n"+strings.TrimSuffix(b, ",\n"))},
		{"a field of an endpoint with another path", change(`"1s"`, `"2s"`), change(`"endpoint": "/a"`, `"endpoint": "/aa"`), change(`"1s"`, `"2s"`, `"endpoint": "/a"`, `"endpoint": "/aa"`)},
		{"an endpoint deleted, another changed", change(b, ""), change(`"/c"}]`, `"/cc"}]`), change(b, "", `"/c"}]`, `"/cc"}]`)},
		{"both add an endpoint", change(b, b+"    {\"endpoint\": \"/m\"},\n"), change(b, "    {\"endpoint\": \"/t\"},\n"+b), change(b, "    {\"endpoint\": \"/t\"},\n"+b+"    {\"endpoint\": \"/m\"},\n")},
		{"both add the same endpoint", change(b, b+"    {\"endpoint\": \"/m\"},\n"), change(b, "    {\"endpoint\": \"/m\"},\n"+b), change(b, "    {\"endpoint\": \"/m\"},\n"+b)},
		{"both delete the same endpoint", change(b, "", `"1s"`, `"2s"`), change(b, ""), change(b, "", `"1s"`, `"2s"`)},
		{"moved here, changed there", change(b, "", "    {\"endpoint\": \"/a\"", b+"    {\"endpoint\": \"/a\""), change(`"/b2"`, `"/b3"`), change(b, "", "    {\"endpoint\": \"/a\"", strings.Replace(b, "b2", "b3", 1)+"    {\"endpoint\": \"/a\"")},
		{"the rows of a mapping", change(`{"id": "key"}`, `{"id": "key", "n": "name"}`), change(`{"id": "key"}`, `{"id": "number"}`), change(`{"id": "key"}`, `{"id": "number", "n": "name"}`)},
		{"one value", change(`"1s"`, `"2s"`), change(`"1s"`, `"3s"`), ""},
		{"changed and deleted", change(`"/b2"`, `"/b3"`), change(b, ""), ""},
		{"deleted and changed", change(b, ""), change(`"/b2"`, `"/b3"`), ""},
	} {
		t.Run(k.name, func(t *testing.T) {
			text, ok := merged("krakend.json", gateway, k.mine, k.theirs, Neither)
			if diff := cmp.Diff(k.want, text); diff != "" || ok != (k.want != "") {
				t.Errorf("got %v: %s", ok, diff)
			}
		})
	}
}

func TestT09AClashSaysWhereItIsAndTakesAnotherValue(t *testing.T) {
	mine, theirs := strings.Replace(gateway, `"key"`, `"mine"`, 1), strings.Replace(gateway, `"key"`, `"theirs"`, 1)
	mine = strings.Replace(mine, `, "backend": [{"host": ["http://b"], "url_pattern": "/b2"}]`, `, "timeout": "7s"`, 1)
	m := Compare("krakend.json", gateway, mine, theirs)
	want := []Clash{{Place: "GET /a, backend 0, mapping, id", Key: "id", Line: 5, Base: `"id": "key"`, Mine: `"id": "mine"`, Theirs: `"id": "theirs"`}}
	if diff := cmp.Diff(want, m.Clashes, cmpopts.IgnoreUnexported(Clash{})); diff != "" {
		t.Error(diff)
	}
	text, ok := m.Text(func(int) Pick { return Pick{Side: Other, Text: `"ours"`} })
	if want := strings.Replace(mine, `"mine"`, `"ours"`, 1); !ok || text != want {
		t.Errorf("got %v\n%s", ok, text)
	}
	if text, ok := m.Text(func(int) Pick { return Pick{Side: Other, Text: `{`} }); ok {
		t.Errorf("a value that is no JSON gives\n%s", text)
	}
}

func TestT09TwoOrdersClash(t *testing.T) {
	order := func(paths ...string) string {
		return `{"endpoints": [{"endpoint": "/` + strings.Join(paths, `"}, {"endpoint": "/`) + `"}]}`
	}
	m := Compare("krakend.json", order("a", "b", "c"), order("b", "a", "c"), order("a", "c", "b"))
	if len(m.Clashes) != 1 || m.Clashes[0].Place != "endpoints, the order" || m.Clashes[0].Theirs != "GET /a\nGET /c\nGET /b" {
		t.Fatalf("got %+v", m.Clashes)
	}
	for side, want := range map[Side]string{Mine: order("b", "a", "c"), Theirs: order("a", "c", "b")} {
		if text, ok := m.Text(func(int) Pick { return Pick{Side: side} }); !ok || text != want {
			t.Errorf("%d: got %v %s", side, ok, text)
		}
	}
}

// TestT09MergeIsFair makes random changes on two sides: a side that changed
// nothing gives the other, the sides may be swapped, and a pick of one side in
// every clash leaves nothing of the other there.
func TestT09MergeIsFair(t *testing.T) {
	for seed := range int64(400) {
		rnd := rand.New(rand.NewSource(seed))
		side := func() string {
			d := New(config.Parse("krakend.json", []byte(sample)))
			for range 1 + rnd.Intn(4) {
				_ = randomChange(d, rnd) // what is refused changes nothing
			}
			return d.Doc().Source.Text
		}
		mine, theirs := side(), side()
		root := func(text string) *syntax.Node { return config.Parse("krakend.json", []byte(text)).Root }
		for name, c := range map[string][3]string{"only mine": {mine, sample, mine}, "only theirs": {sample, theirs, theirs}, "the same": {mine, mine, mine}} {
			if text, ok := merged("krakend.json", sample, c[0], c[1], Neither); !ok || text != c[2] {
				t.Fatalf("seed %d, %s: got %v\n%s\nwant\n%s", seed, name, ok, text, c[2])
			}
		}
		one, ok := merged("krakend.json", sample, mine, theirs, Mine)
		two, ok2 := merged("krakend.json", sample, theirs, mine, Theirs)
		if !ok || !ok2 {
			t.Fatalf("seed %d: cannot merge\n%s\nwith\n%s", seed, mine, theirs)
		}
		if !sameButOrder(root(one), root(two)) {
			t.Errorf("seed %d: one way\n%s\nthe other\n%s\nof\n%s\nand\n%s", seed, one, two, mine, theirs)
		}
	}
}

// sameButOrder is same for which the elements of a list may stand in another
// order: two that add an element at one place may both be first.
func sameButOrder(a, b *syntax.Node) bool {
	var names func(n *syntax.Node) []string
	names = func(n *syntax.Node) []string {
		var list []string
		for _, m := range n.Members() {
			for _, s := range names(m.Value) {
				list = append(list, m.Name+"/"+s)
			}
		}
		for _, item := range n.Items() {
			list = append(list, strings.Join(names(item), " "))
		}
		slices.Sort(list)
		if len(list) == 0 {
			return []string{n.Kind.String() + n.Text}
		}
		return list
	}
	return slices.Equal(names(a), names(b))
}

func TestT09YAMLIsMergedByFieldToo(t *testing.T) {
	base := "# gateway\nversion: 3\nendpoints:\n  - endpoint: /a # first\n    timeout: 1s\n    backend:\n      - host: [\"http://a\"]\n        url_pattern: /a\n  - endpoint: /b\n    timeout: 1s\n"
	mine := strings.Replace(base, "/a # first\n    timeout: 1s", "/a # first\n    timeout: 2s", 1)
	theirs := strings.Replace(base, "/a # first\n    timeout: 1s", "/a # first\n    method: PUT\n    timeout: 1s", 1)
	want := strings.Replace(theirs, "1s", `"2s"`, 1) // new text has the quotes of the file's other text
	if text, ok := merged("krakend.yaml", base, mine, theirs, Neither); !ok || text != want {
		t.Errorf("got %v\n%s", ok, text)
	}
	m := Compare("krakend.yaml", base, mine, strings.Replace(base, "1s", "3s", 1))
	if len(m.Clashes) != 1 || m.Clashes[0].Place != "GET /a, timeout" || m.Clashes[0].Theirs != `"timeout": "3s"` {
		t.Errorf("got %+v", m.Clashes)
	}
}

func TestT09AMergeKeepsLineEndsAndIndentation(t *testing.T) {
	base := "\uFEFF{\n\t\"version\": 3,\n\t\"endpoints\": [\n\t\t{\"endpoint\": \"/a\"},\n\t\t{\"endpoint\": \"/b\"}\n\t]\n}"
	crlf := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	fresh := "\t\t{\n\t\t\t\"endpoint\": \"/n\",\n\t\t\t\"backend\": [\n\t\t\t\t{\"host\": []}\n\t\t\t]\n\t\t},\n"
	mine := strings.Replace(base, "\t\t{\"endpoint\": \"/b\"}", fresh+"\t\t{\"endpoint\": \"/b\"}", 1)
	theirs := strings.Replace(base, `"/b"}`, `"/b", "method": "PUT"}`, 1)
	want := strings.Replace(mine, `"/b"}`, `"/b", "method": "PUT"}`, 1)
	if text, ok := merged("krakend.json", crlf(base), crlf(mine), crlf(theirs), Neither); !ok || text != crlf(want) {
		t.Errorf("got %v\n%q\nwant\n%q", ok, text, crlf(want))
	}
}

// FuzzMerge merges any three texts: it never fails but by saying so, and a side
// that has changed nothing gives the other as it is.
func FuzzMerge(f *testing.F) {
	f.Add(gateway, strings.Replace(gateway, "1s", "2s", 1), strings.Replace(gateway, "1s", "3s", 1))
	f.Add(sample, "{}", "[")
	f.Add(`{"endpoints": [{}, {}, null, 1]}`, `{"endpoints": [{}, 1, null]}`, `{"endpoints": {"a": 1}}`)
	f.Add(`{"a": [1, 2, 3], "b": {"c": 1}}`, `{"a": [3, 2, 1], "b": null}`, `{"a": [2, 1, 3], "b": {"c": 2}}`)
	f.Fuzz(func(t *testing.T, base, mine, theirs string) {
		m := Compare("krakend.json", base, mine, theirs)
		for _, side := range []Side{Mine, Theirs, Other} {
			if text, ok := m.Text(func(int) Pick { return Pick{Side: side, Text: "1"} }); ok && !Readable(config.Parse("krakend.json", []byte(text))) {
				t.Fatalf("what is merged is broken: %q", text)
			}
		}
		if !Readable(config.Parse("krakend.json", []byte(mine))) {
			return
		}
		if text, ok := merged("krakend.json", base, mine, base, Neither); !ok || text != mine {
			t.Fatalf("mine alone gives %v %q", ok, text)
		}
	})
}
