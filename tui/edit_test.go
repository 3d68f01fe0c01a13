package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
)

// replaced is the shop with one place of its text changed.
func replaced(t testing.TB, old, new string) string {
	t.Helper()
	if !strings.Contains(string(shop(t)), old) {
		t.Fatalf("the sample has no %s", old)
	}
	return strings.Replace(string(shop(t)), old, new, 1)
}

func TestT05KeysChangeOnlyTheFieldAndUndoGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		keys     []string
		old, new string
	}{
		{"path", []string{"enter", "enter", "ctrl+u", " /v2/products", "enter"}, `"/v1/products",`, `"/v2/products",`},
		{"method from a list", []string{"enter", "j", "enter", " p", "enter"}, `"method": "GET"`, `"method": "POST"`},
		{"output encoding", []string{"enter", "j", "j", "enter", "j", "enter"}, `"output_encoding": "json"`, `"output_encoding": "json-collection"`},
		{"T06 third of allow", []string{"enter", "]", "j", "j", "j", "j", "j", "enter", "G", "k", "k", "d", "ctrl+s"}, `["id", "name", "price"]`, `["id", "name"]`},
		{"T06 second of allow", []string{"enter", "]", "j", "j", "j", "j", "j", "enter", "j", "d", "ctrl+s"}, `["id", "name", "price"]`, `["id", "price"]`},
		{"one more query string", []string{"enter", "j", "j", "j", "j", "enter", "j", "n", " sort", "enter", "enter", "ctrl+s"}, `["page", "limit"]`, `["page", "limit", "sort"]`},
		{"mapping", []string{"j", "enter", "]", "j", "j", "j", "j", "j", "enter", "enter", "ctrl+u", " id = pid", "enter", "ctrl+s"}, `{"id": "product_id"}`, `{"id": "pid"}`},
		{"wrong type set right", []string{"enter", "]", "j", "j", "j", "j", "space"}, `"is_collection": "true"`, `"is_collection": true`},
		{"unset", []string{"enter", "j", "j", "x"}, "\n      \"output_encoding\": \"json\",", ""},
		{"delete a backend", []string{"enter", "]", "]", "d"}, ",\n        {\"url_pattern\": \"/api/levels\", \"host\": [\"http://stock:5003\"], \"group\": \"stock\"}", ""},
		{"service timeout", []string{"k", "enter", "j", "j", "j", "enter", "ctrl+u", " 5s", "enter"}, `"timeout": "3s"`, `"timeout": "5s"`},
		{"raw JSON of an extension", []string{"j", "j", "enter", "G", "k", "k", "k", "k", "k", "k", "k", "enter", "ctrl+u", ` {"max_rate": 7}`, "enter"}, `{"max_rate": 50}`, `{"max_rate": 7}`},
		{"a finding ignored", []string{"i", " it works", "enter"}, `"allow": ["id", "name", "price"]}`, `"allow": ["id", "name", "price"], "@lint-ignore": {"type-coerced": "it works"}}`},
		{"fix of a finding", []string{"f"}, `"is_collection": "true"`, `"is_collection": true`},
		{"fix in the findings", []string{"3", "j", "f"}, `{ID}`, `{id}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, shop(t), 120, 40)
			d.press(c.keys...)
			want := replaced(t, c.old, c.new)
			if diff := cmp.Diff(want, d.text()); diff != "" {
				t.Fatalf("%s\n%s", diff, d.frame())
			}
			d.press("u")
			if d.text() != string(shop(t)) || d.m.draft.Dirty() {
				t.Errorf("undo gives\n%s", d.text())
			}
			d.press("U")
			if d.text() != want {
				t.Errorf("redo gives\n%s", d.text())
			}
		})
	}
}

func TestT04EveryFieldIsSetAndTakenBack(t *testing.T) {
	t.Parallel()
	samples := map[string][2]string{"endpoint": {"/t", "/u"}, "url_pattern": {"/t", "/u"}, "host": {"http://t:80", "http://u:80"}}
	value := func(f field.Field, at field.At, second bool) form.Kept {
		k := form.Kept{At: at, Field: f}
		i := 0
		if second {
			i = 1
		}
		pair, special := samples[f.Name]
		switch f.Kind {
		case field.Choice:
			k.Text = f.Options[i].Value
		case field.Flag:
			k.Text = [2]string{"true", "false"}[i]
		case field.Duration:
			k.Text = [2]string{"7s", "8s"}[i]
		case field.Whole:
			k.Text = [2]string{"3", "4"}[i]
		case field.List:
			k.Items = [][]string{{"t"}, {"t", "u"}}[i]
		case field.Table:
			k.Pairs = [][]draft.Pair{{{Name: "a", Value: "b"}}, {{Name: "a", Value: "c"}}}[i]
		default:
			k.Text = [2]string{"t", "u"}[i]
		}
		if special && f.Kind == field.Text {
			k.Text = pair[i]
		} else if special {
			k.Items = pair[:i+1]
		}
		return k
	}
	for _, level := range []fact.Level{fact.Service, fact.Endpoint, fact.Backend} {
		for _, f := range field.Of(level) {
			t.Run(string(level)+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				d := newDriver(t, shop(t), 120, 40)
				at := func() field.At {
					svc := d.m.draft.Doc().Service()
					a := field.At{Service: svc}
					if level != fact.Service {
						a.Endpoint = svc.Endpoint(0)
					}
					if level == fact.Backend {
						a.Backend = a.Endpoint.Backends[1]
					}
					return a
				}
				before := []string{d.text()}
				for _, second := range []bool{false, true} {
					d.run(d.m.keep(value(f, at(), second)))
					if d.text() == before[len(before)-1] {
						if f.Name == "method" || f.Name == "output_encoding" || f.Name == "version" {
							continue // the sample has that value
						}
						t.Fatalf("nothing was set: %s", d.m.note.text)
					}
					before = append(before, d.text())
				}
				if v := f.Read(at().Object()); f.Name != "version" && (!v.Set || v.Odd) {
					t.Errorf("the field reads as %+v", v)
				}
				d.run(d.m.unset(at(), f))
				if v := f.Read(at().Object()); v.Set {
					t.Errorf("the field is still there: %+v", v)
				}
				before = append(before, d.text())
				for i := len(before) - 2; i >= 0; i-- {
					d.press("u")
					if d.text() != before[i] {
						t.Fatalf("undo %d gives\n%s", i, d.text())
					}
				}
			})
		}
	}
}

func TestT03LookingAtEveryScreenChangesNothing(t *testing.T) {
	t.Parallel()
	for _, input := range []string{string(shop(t)), odd, "\uFEFF{\r\n\"version\": 3.0,\r\n\"version\": 3}\r\n"} {
		d := newDriver(t, []byte(input), 120, 30)
		stat, _ := os.Stat(d.m.opts.Path)
		for range 8 {
			d.press("1", "j", "enter", "a", "a", "G", "g", "esc", "3", "j", "e", "esc", "esc", "?", "esc", "@", "esc", "z", "z", "/", " x", "esc", "2")
			for range 20 {
				if d.press("j"); !strings.HasSuffix(d.m.detail.Pointer(), "/backend") { // enter would add one there
					d.press("enter", "j", "k", "esc", "esc")
				}
				d.press("2")
			}
		}
		d.press("ctrl+s", "R", "1", "q")
		after, _ := os.Stat(d.m.opts.Path)
		if !d.quit || d.onDisk() != input || d.text() != input || !after.ModTime().Equal(stat.ModTime()) {
			t.Errorf("the file or the draft has changed: quit %v\n%s", d.quit, d.text())
		}
	}
}

func TestEndpointsAreAddedDuplicatedMovedAndDeleted(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	ids := func() string {
		var list []string
		for _, e := range config.Parse("k.json", []byte(d.text())).Service().Endpoints() {
			list = append(list, strings.TrimPrefix(e.ID().String(), "GET "))
		}
		return strings.Join(list, " ")
	}
	steps := []struct {
		keys []string
		want string
	}{
		{[]string{"n", "ctrl+u", " /fresh", "enter", "esc"}, "/v1/products /fresh /v1/products/{id} POST /v1/users DELETE /v1/users/{id}/orders"},
		{[]string{"D"}, "/v1/products /fresh /fresh /v1/products/{id} POST /v1/users DELETE /v1/users/{id}/orders"},
		{[]string{"K", "K"}, "/fresh /v1/products /fresh /v1/products/{id} POST /v1/users DELETE /v1/users/{id}/orders"},
		{[]string{"J"}, "/v1/products /fresh /fresh /v1/products/{id} POST /v1/users DELETE /v1/users/{id}/orders"},
		{[]string{"/", " fresh", "enter", "*", "d", "d"}, "/v1/products /v1/products/{id} POST /v1/users DELETE /v1/users/{id}/orders"},
		{[]string{"u"}, "/v1/products /fresh /fresh /v1/products/{id} POST /v1/users DELETE /v1/users/{id}/orders"},
		{[]string{"u", "u", "u", "u", "u", "u", "u"}, "/v1/products /v1/products/{id} POST /v1/users DELETE /v1/users/{id}/orders"},
	}
	for _, s := range steps {
		d.press(s.keys...)
		if got := ids(); got != s.want {
			t.Fatalf("after %q:\ngot  %s\nwant %s\n%s", s.keys, got, s.want, d.frame())
		}
	}
	if d.text() != string(shop(t)) {
		t.Errorf("undoing all gives\n%s", d.text())
	}
}

func TestAnEmptyFileGrowsIntoAConfiguration(t *testing.T) {
	t.Parallel()
	d := newDriver(t, nil, 100, 30)
	d.press("n", "ctrl+u", " /a", "enter", "n", "ctrl+s", "enter", "q")
	if !d.quit {
		t.Errorf("the editor still asks:\n%s", d.frame())
	}
	want := `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/a",
      "method": "GET",
      "backend": [
        {
          "host": [
            "http://localhost:8000"
          ],
          "url_pattern": "/a"
        },
        {
          "host": [
            "http://localhost:8000"
          ],
          "url_pattern": "/a"
        }
      ]
    }
  ]
}
`
	if diff := cmp.Diff(want, d.onDisk()); diff != "" {
		t.Error(diff)
	}
}

func TestWrongValuesAreRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		keys   []string
		reason string
	}{
		{"path without slash", []string{"enter", "enter", "ctrl+u", " users", "enter"}, "a path starts with a slash"},
		{"reserved path", []string{"enter", "enter", "ctrl+u", " /__health", "enter"}, "the gateway keeps paths"},
		{"open brace", []string{"enter", "enter", "ctrl+u", " /a/{id", "enter"}, "a brace is not closed"},
		{"duration without unit", []string{"enter", "j", "j", "j", "enter", " 2", "enter"}, "write 2s"},
		{"negative duration", []string{"enter", "j", "j", "j", "enter", " -2s", "enter"}, "a negative time"},
		{"host with a path", []string{"enter", "]", "j", "j", "enter", "enter", " /base", "enter"}, "the gateway does not take it"},
		{"the same twice", []string{"enter", "j", "j", "j", "j", "enter", "n", " page", "enter"}, "is in the list already"},
		{"mapping without a sign", []string{"j", "enter", "]", "j", "j", "j", "j", "j", "enter", "n", " abc", "enter"}, "name = new name"},
		{"port out of range", []string{"k", "enter", "j", "j", "enter", " 70000", "enter"}, "it lies between 0 and 65535"},
		{"no JSON", []string{"j", "j", "enter", "G", "k", "k", "k", "k", "k", "k", "k", "enter", "backspace", "enter"}, "column"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, shop(t), 120, 40)
			d.press(c.keys...).sees(c.reason)
			if d.text() != string(shop(t)) {
				t.Errorf("the draft has changed")
			}
			d.press("esc", "esc", "esc")
			if len(d.m.overlays) > 0 {
				t.Errorf("the form is still open:\n%s", d.frame())
			}
		})
	}
}

func TestReadOnlyEditorChangesNothing(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40, func(o *Options) { o.ReadOnly = true })
	d.sees("[read only]")
	for _, k := range []string{"n", "d", "D", "J", "u", "f", "F", "ctrl+s", "enter", "enter", "x", "n", "d", "space", "3", "f", "F"} {
		d.press(k)
		if len(d.m.overlays) > 0 || d.text() != string(shop(t)) {
			t.Fatalf("%s has opened a dialog or changed the draft:\n%s", k, d.frame())
		}
	}
	if d.press("q"); !d.quit {
		t.Error("q does not quit")
	}
}

func TestFieldsThatTheTableDoesNotNameAreKeptAndShown(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	d.press("j", "enter").sees("@owner", "team-a")
}

func TestEditorHandsOutACopy(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	if d.press("E").sees("there is no editor"); d.text() != string(shop(t)) {
		t.Error("the draft has changed")
	}
	cases := []struct {
		name string
		r    edited
		want string
		sees string
	}{
		{"changed", edited{text: "{}"}, "{}", "edit the text"},
		{"not changed", edited{text: string(shop(t))}, string(shop(t)), "changed nothing"},
		{"failed", edited{err: os.ErrNotExist}, string(shop(t)), "nothing is changed"},
		{"left broken", edited{text: "{"}, "{", "Repair"},
	}
	for _, c := range cases {
		t.Run("T14 "+c.name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, shop(t), 120, 40, func(o *Options) { o.Editor = []string{"ed"} })
			c.r.before = d.text()
			d.send(c.r)
			d.sees(c.sees)
			if d.text() != c.want || d.onDisk() != string(shop(t)) {
				t.Errorf("got\n%s", d.text())
			}
			if d.press("u"); d.text() != string(shop(t)) {
				t.Errorf("undo gives\n%s", d.text())
			}
		})
	}
}

func TestT10FailedSaveLeavesDraftAndFile(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 100, 30)
	d.press("d")
	dir := filepath.Dir(d.m.opts.Path)
	d.m.opts.Path = filepath.Join(dir, "missing", "krakend.json")
	d.m.saving.exists = false
	d.press("ctrl+s", "enter").sees("no such file")
	if !d.m.draft.Dirty() || d.quit {
		t.Error("the draft counts as saved")
	}
}
