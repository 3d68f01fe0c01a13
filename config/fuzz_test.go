package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config/syntax"
)

// everything has all fields of an endpoint and a backend, and an endpoint behind
// it: an edit of the one leaves the other as it is.
const everything = `{"endpoints": [
  {
    "@c": 1, "x": 2, "endpoint": "/a", "method": "GET", "output_encoding": "json", "timeout": "3", "cache_ttl": "1s", "concurrent_calls": "2",
    "input_headers": ["a", 1], "input_query_strings": "b", "extra_config": {"a": {"b": []}, "github.com/devopsfaith/krakend/proxy": {}, "_": 0},
    "backend": [null, 3, {
      "url_pattern": "/b", "host": "h", "disable_host_sanitize": 1, "method": "PUT", "encoding": "xml", "is_collection": "true", "target": "t",
      "allow": ["a"], "deny": ["b"], "mapping": {"a": 1}, "group": "g", "sd": "dns", "sd_scheme": "http",
      "input_headers": ["*"], "input_query_strings": [], "extra_config": {"y": {}}, "y": null
    }]
  },
  {"endpoint": "/a", "backend": {"url_pattern": 1, "extra_config": []}}
]}`

// told writes down all that a document says: its tree with every place, its
// findings and those of its typed view.
func told(d *Document) string {
	var b strings.Builder
	d.Root.Walk(func(pointer string, n *syntax.Node) bool {
		fmt.Fprintf(&b, "%s %v %q %d-%d %t", pointer, n.Kind, n.Text, n.Start, n.End, n.Source == d.Source)
		for _, m := range n.Members() {
			fmt.Fprintf(&b, " %q %d-%d %t", m.Name, m.Key.Start, m.Key.End, m.Key.Source == d.Source)
		}
		b.WriteByte('\n')
		return true
	})
	fmt.Fprintln(&b, d.Findings)
	svc := d.Service()
	dump(&b, d, reflect.ValueOf(svc).Elem())
	dump(&b, d, reflect.ValueOf(svc.Endpoints()))
	dump(&b, d, reflect.ValueOf(svc.Findings()))
	return b.String()
}

// dump writes down a value of the typed view, places and all.
func dump(b *strings.Builder, d *Document, v reflect.Value) {
	switch x := v.Interface().(type) {
	case *syntax.Node:
		if x == nil {
			b.WriteString("-")
			return
		}
		dump(b, d, reflect.ValueOf(x.Span))
		return
	case syntax.Span:
		fmt.Fprintf(b, "%d-%d %t ", x.Start, x.End, x.Source == d.Source)
		return
	case *syntax.Source:
		fmt.Fprint(b, x == d.Source)
		return
	case *Document:
		fmt.Fprint(b, x == d)
		return
	case *Service:
		fmt.Fprint(b, x == d.Service())
		return
	}
	if field, ok := v.Interface().(interface {
		Node() *syntax.Node
		Key() syntax.Span
	}); ok {
		dump(b, d, reflect.ValueOf(field.Node()))
		dump(b, d, reflect.ValueOf(field.Key()))
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			dump(b, d, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			dump(b, d, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch {
			case !f.IsExported():
			case v.Type() == reflect.TypeFor[Backend]() && f.Name == "Endpoint":
				// The one that it stands in, which is being written down.
			default:
				fmt.Fprintf(b, "%s:", f.Name)
				dump(b, d, v.Field(i))
			}
		}
		b.WriteByte('\n')
	default:
		fmt.Fprintf(b, "%v ", v)
	}
}

// FuzzEdits makes every kind of edit at every place of a document: the result
// must still be JSON, hold what was set, lack what was removed, and be the
// document that its text gives when it is read anew.
func FuzzEdits(f *testing.F) {
	for _, s := range []string{sample, everything, `{}`, `[]`, `[1,2]`, `{"a":{"b":[{},[ ]]}}`, "{\r\n\t\"a\" : [ 1 ,2]\r\n}", `{"a":1,"a":{"a":2}}`, `{"/":{"~":[0]}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := Parse("f.json", []byte(text))
		if d.Root == nil || len(d.Findings) > 0 || len(text) > 2000 {
			return
		}
		d.Service().Endpoints()
		d.Root.Walk(func(pointer string, n *syntax.Node) bool {
			if d.Root.At(pointer) != n {
				return true // hidden by a later key of the same name
			}
			check := func(what string, edits []syntax.Edit, err error, holds func(*Document) bool) {
				if err != nil {
					t.Fatalf("%s %s: %v", what, pointer, err)
				}
				next, err := d.Apply(edits...)
				if err != nil || len(next.Findings) > 0 || !holds(next) {
					t.Fatalf("%s %q of %q gives %q: %v %v", what, pointer, text, next.Source.Text, err, next.Findings)
				}
				if got, want := told(next), told(Parse("f.json", []byte(next.Source.Text))); got != want {
					t.Fatalf("%s %q of %q gives\n%sbut its text\n%s", what, pointer, text, got, want)
				}
			}
			set, err := d.Set(pointer, "{\n  \"x\": 1\n}")
			check("set", set, err, func(d *Document) bool { return d.Root.At(pointer).Get("x").Text == "1" })
			switch n.Kind {
			case syntax.Object:
				add, err := d.Set(syntax.Join(pointer, "new\nkey"), `"v"`)
				check("add to", add, err, func(d *Document) bool { return d.Root.At(pointer).Get("new\nkey").Str() == "v" })
			case syntax.Array:
				for i := range len(n.Items()) + 1 {
					insert, err := d.Insert(pointer, i, `"v"`)
					check("insert into", insert, err, func(d *Document) bool {
						a := d.Root.At(pointer)
						return len(a.Items()) == len(n.Items())+1 && a.Items()[i].Str() == "v"
					})
				}
			}
			if pointer != "" {
				remove, err := d.Remove(pointer)
				check("remove", remove, err, func(next *Document) bool {
					parent, _ := splitPointer(pointer)
					was, is := d.Root.At(parent), next.Root.At(parent)
					return len(is.Members())+len(is.Items()) == len(was.Members())+len(was.Items())-1
				})
			}
			return true
		})
	})
}

// FuzzService reads any text as a configuration: it must never panic.
func FuzzService(f *testing.F) {
	f.Add(sample)
	f.Add(`{"endpoints":{"backend":[null,1,{"host":{}}]},"tls":[],"extra_config":3}`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"f.json", "f.yaml", "f.toml"} {
			Parse(name, []byte(text)).Service()
		}
	})
}
