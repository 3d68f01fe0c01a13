package tui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestT20ActionsGetOtherKeys(t *testing.T) {
	t.Parallel()
	keys := Keymap{"endpoints.delete": {"w", "delete"}, "undo": {"f5"}, "save": {"ctrl+x"}, "help": {"f2"}}
	if problems := keys.Check(); len(problems) > 0 {
		t.Fatalf("got %v", problems)
	}
	d := newDriver(t, shop(t), 140, 40, func(o *Options) { o.Keys = keys })
	if d.press("d"); d.text() != string(shop(t)) {
		t.Error("a key that was given up still works")
	}
	d.press("w").sees("(3)", "delete GET /v1/products")
	if d.press("u"); d.text() == string(shop(t)) {
		t.Error("undo has kept its key")
	}
	d.send(keyMsg("ctrl+x"))
	d.sees("Save krakend.json").press("esc", "2", "G", "k", "d").sees("delete a backend") // of another pane
	if d.m.undo(); !strings.Contains(d.frame(), "took back") {
		t.Error("the step before is not taken back")
	}
	d.press("1", "?")
	if len(d.m.overlays) > 0 {
		t.Error("help has kept its key")
	}
	d.send(keyMsg("f2"))
	d.sees("Keys here", "f5").press(" delete the endpoint", "enter").sees("delete GET /v1/products/{id}")
	// What is typed is typed.
	d.press("/", " w").sees("/ w")
}

func TestT20DialogsGetOtherKeys(t *testing.T) {
	t.Parallel()
	keys := Keymap{
		"form.keep": {"f5"}, "form.cancel": {"f6"}, "items.new": {"i"}, "diff.accept": {"w"}, "move.down": {"O", "down"}, "move.up": {"W"},
		"endpoints.new": {"a"}, "fields.new-backend": {"c"}, "try.send": {"f7"}, "page.close": {"ctrl+q"}, "filter.keep": {"ctrl+y"}, "question.back": {"b"}, "repair.edit": {"ctrl+b"},
	}
	if problems := keys.Check(); len(problems) > 0 {
		t.Fatalf("got %v", problems)
	}
	d := newDriver(t, shop(t), 120, 40, everything(t), func(o *Options) { o.Keys = keys })
	if before := d.frame(); d.press("j").frame() != before {
		t.Error("j still moves")
	}
	d.press("O", "enter", "enter", " w", "enter").sees("/v1/products/{id}w", "f5 keep", "f6 cancel")
	if d.press("f5"); !strings.Contains(d.text(), `"/v1/products/{id}w"`) {
		t.Errorf("the form is not kept:\n%s", d.text())
	}
	if d.press("enter", "esc"); len(d.m.overlays) != 1 {
		t.Error("esc does in forms what it did")
	}
	d.press("f6", "ctrl+s").sees("w save").press("w").sees("saved")
	d.press("1", "/", " users", "enter").sees("ctrl+y keep").press("ctrl+y").sees("/ users")
	if d.press("?", " jump", "ctrl+u", "esc", "d", "q").sees("b back").press("b"); len(d.m.overlays) > 0 {
		t.Error("the question is still there")
	}
	d.press("t", "f7").sees("Client  200")
}

func TestT20WhatIsWrongWithAKeymapIsTold(t *testing.T) {
	t.Parallel()
	keys := Keymap{
		"nonsense": {"x"}, "save": {"u"}, "endpoints.new": {"strg+n"}, "endpoints.delete": {"q"}, "fields.unset": {"d"},
		"form.keep": {"w"}, "form.choose": {"esc"},
		"findings.fix": {}, "redo": {"ctrl+c"}, "map": {"j"}, "fix": {"F6"}, "zoom": {"n"},
	}
	var got []string
	for _, p := range keys.Check() {
		got = append(got, p.Action+" "+p.Key+": "+p.Message)
	}
	want := []string{
		`endpoints.delete q: "q" is the key of "quit" already`,
		`endpoints.new strg+n: there is no key "strg+n"; write it as x, ctrl+x, f5 or "g x"`,
		`fields.unset d: "d" is the key of "fields.delete-backend" already`,
		`findings.fix : "findings.fix" has no key`,
		`fix F6: there is no key "F6"; write it as x, ctrl+x, f5 or "g x"`,
		`form.choose esc: "esc" is the key of "form.cancel" already`,
		`form.keep w: "w" is a letter like others where "form.keep" is done; take a key such as ctrl+x or f5`,
		`map j: "j" is the key of "move.down" already`,
		`nonsense : there is no action "nonsense"`,
		`redo ctrl+c: ctrl+c always quits`,
		`save u: "u" is the key of "undo" already`,
		`zoom n: "n" is the key of "fields.new-backend" already`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if (Keymap{"undo": {"d"}, "endpoints.delete": {"u"}, "fields.delete-backend": {"u"}}).Check() != nil {
		t.Error("two keys cannot be exchanged")
	}
}

func TestT20EveryActionHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, name := range Actions() {
		if name == "" || seen[name] {
			t.Errorf("the name %q is empty or stands twice", name)
		}
		seen[name] = true
	}
}

func TestT20KeymapFilesAreReadWithPlaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       Keymap
		problem    string
	}{
		{"keys.yaml", "save: f2\nendpoints.delete: [w, delete]\nto-findings: 9\n", Keymap{"save": {"f2"}, "endpoints.delete": {"w", "delete"}, "to-findings": {"9"}}, ""},
		{"keys.json", `{"save": ["f2"]}`, Keymap{"save": {"f2"}}, ""},
		{"keys.toml", "save = \"f2\"\n", Keymap{"save": {"f2"}}, ""},
		{"keys.yaml", "", nil, ""},
		{"keys.yaml", "save: f2\nsaev: f3\nundo: [x, q]\n", nil,
			"keys.yaml:2:1: there is no action \"saev\"\nkeys.yaml:3:8: \"x\" is the key of \"fields.unset\" already\nkeys.yaml:3:11: \"q\" is the key of \"quit\" already"},
		{"keys.json", `{"save": {"a": 1}, "undo": [true]}`, nil,
			"keys.json:1:2: the keys of \"save\" must be a string or a list of strings\nkeys.json:1:20: the keys of \"undo\" must be a string or a list of strings"},
		{"keys.json", `["save"]`, nil, "keys.json:1:1: the keymap is array, it must be an object of actions"},
		{"keys.json", `{"save": `, nil, "keys.json:1:9: the file ends"},
	} {
		got, err := ParseKeymap(c.name, []byte(c.text))
		switch {
		case c.problem == "" && err != nil, c.problem != "" && (err == nil || !strings.HasPrefix(err.Error(), c.problem)):
			t.Errorf("%s %q: got %v, want %q", c.name, c.text, err, c.problem)
		case c.problem == "":
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%q: %s", c.text, diff)
			}
		}
	}
}

func TestT20HintsNameTheKeysOfTheKeymap(t *testing.T) {
	t.Parallel()
	keys := Keymap{
		"findings.fix": {"f5"}, "undo": {"f6"}, "fields.new-backend": {"f7"}, "endpoints.clear": {"f2"}, "endpoints.paste": {"f8"},
		"try.send": {"ctrl+b"}, "items.keep-all": {"f9"}, "items.new": {"f10"}, "endpoints.new": {"f11"}, "quit": {"f12"},
	}
	if problems := keys.Check(); len(problems) > 0 {
		t.Fatalf("got %v", problems)
	}
	open := func(data []byte) *driver {
		return newDriver(t, data, 140, 40, everything(t), func(o *Options) { o.Keys = keys })
	}
	open(shop(t)).press("3", "j").sees("[f5]")
	open(shop(t)).press("d").sees("f6 takes it back")
	open(shop(t)).press("2").sees("+ add backend [f7]")
	open(shop(t)).press("/", " zzz", "enter").sees("f2 clears")
	open(shop(t)).press("y").sees("f8 pastes it")
	open(shop(t)).press("t").sees("ctrl+b sends")
	open(shop(t)).press("enter", "j", "j", "j", "j", "enter").sees("[f9]", "+ add [f10]")
	open([]byte(`{"endpoints": []}`)).sees("f11 adds one")
	d := open(shop(t))
	d.m.width, d.m.height = 30, 5
	d.sees("f12")
	if d.press("q"); d.quit {
		t.Error("quit has kept its key in a small terminal")
	}
}
