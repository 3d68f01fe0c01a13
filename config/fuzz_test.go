package config

import (
	"testing"

	"github.com/gatewright/gatewright/config/syntax"
)

// FuzzEdits makes every kind of edit at every place of a document: the result
// must still be JSON, hold what was set, and lack what was removed.
func FuzzEdits(f *testing.F) {
	for _, s := range []string{sample, `{}`, `[]`, `[1,2]`, `{"a":{"b":[{},[ ]]}}`, "{\r\n\t\"a\" : [ 1 ,2]\r\n}", `{"a":1,"a":{"a":2}}`, `{"/":{"~":[0]}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := Parse("f.json", []byte(text))
		if d.Root == nil || len(d.Findings) > 0 || len(text) > 2000 {
			return
		}
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
			}
			set, err := d.Set(pointer, "{\n  \"x\": 1\n}")
			check("set", set, err, func(d *Document) bool { return d.Root.At(pointer).Get("x").Text == "1" })
			switch n.Kind {
			case syntax.Object:
				add, err := d.Set(syntax.Join(pointer, "new\nkey"), `"v"`)
				check("add to", add, err, func(d *Document) bool { return d.Root.At(pointer).Get("new\nkey").Str() == "v" })
			case syntax.Array:
				for i := range len(n.Items) + 1 {
					insert, err := d.Insert(pointer, i, `"v"`)
					check("insert into", insert, err, func(d *Document) bool {
						a := d.Root.At(pointer)
						return len(a.Items) == len(n.Items)+1 && a.Items[i].Str() == "v"
					})
				}
			}
			if pointer != "" {
				remove, err := d.Remove(pointer)
				check("remove", remove, err, func(next *Document) bool {
					parent, _ := splitPointer(pointer)
					was, is := d.Root.At(parent), next.Root.At(parent)
					return len(is.Members)+len(is.Items) == len(was.Members)+len(was.Items)-1
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
