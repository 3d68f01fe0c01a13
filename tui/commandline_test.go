package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheCommandLineDoesWhatItSays types a line and looks at the draft, the
// cursor or the message.
func TestTheCommandLineDoesWhatItSays(t *testing.T) {
	t.Parallel()
	text := string(shop(t))
	cases := map[string]struct {
		before []string
		line   string
		sees   []string
		text   string // of the draft, "" for as it was
	}{
		"goto a path":           {nil, "goto /v1/products/{id}", []string{"2 GET /v1/products/{id}"}, ""},
		"goto a number":         {nil, "goto 2", []string{"2 GET /v1/products/{id}"}, ""},
		"goto the service":      {nil, "g 0", []string{"2 service"}, ""},
		"goto a part":           {nil, "goto PRODUCTS/{", []string{"2 GET /v1/products/{id}"}, ""},
		"goto a pointer":        {nil, "goto /endpoints/1/backend/0/url_pattern", []string{"2 GET /v1/products/{id}"}, ""},
		"goto nowhere":          {nil, "goto nowhere", []string{`no endpoint has "nowhere"`}, ""},
		"goto too far":          {nil, "goto 99", []string{"there is no endpoint 99"}, ""},
		"goto without a place":  {nil, "goto", []string{"write goto PLACE"}, ""},
		"set":                   {[]string{"2"}, "set timeout 7s", []string{"set timeout"}, "7s"},
		"set with =":            {nil, "set timeout=7s", nil, "7s"},
		"set in all marked":     {[]string{"*"}, "set cache_ttl 9s", []string{"set cache_ttl in"}, "9s"},
		"set in a group":        {[]string{"v", "h"}, "set cache_ttl 9s", []string{"set cache_ttl in 2 endpoints"}, "9s"},
		"set in the service":    {[]string{"k"}, "set name other", nil, `"other"`},
		"set what is wrong":     {nil, "set timeout soon", []string{"timeout"}, ""},
		"set what there is not": {nil, "set timeuot 1s", []string{`no field "timeuot"`}, ""},
		"set nothing":           {nil, "set timeout", []string{"write set FIELD VALUE"}, ""},
		"filter":                {nil, "filter m:post", []string{"/ m:post"}, ""},
		"lint":                  {nil, "lint", []string{"3 Findings"}, ""},
		"a rule":                {nil, "rule param-undefined", []string{"about param-undefined", "why"}, ""},
		"no such rule":          {nil, "rule none", []string{`there is no rule "none"`}, ""},
		"an action":             {nil, "endpoints.delete", []string{"delete GET /v1/products"}, "-"},
		"no command":            {nil, "frobnicate", []string{`there is no command "frobnicate"`}, ""},
		"too much":              {nil, "lint now", []string{`"lint" takes nothing behind it`}, ""},
		"diff of nothing":       {nil, "diff", []string{"nothing differs"}, ""},
		"diff":                  {[]string{"d"}, "diff", []string{"Draft against krakend.json"}, "-"},
		"w without changes":     {nil, "w!", []string{"nothing to save"}, ""},
		"w shows the diff":      {[]string{"d"}, "w", []string{"Save krakend.json"}, "-"},
		"git":                   {[]string{"d"}, "compare", []string{"krakend.json since the last commit"}, "-"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, shop(t), 140, 40, everything(t), func(o *Options) {
				o.Committed = func(context.Context) (string, error) { return text, nil }
				o.Explain = func(rule string) (RulePage, bool) {
					return RulePage{Summary: "about " + rule, Why: "why"}, rule != "none"
				}
			})
			d.press(c.before...).press(":", " "+c.line, "enter").sees(c.sees...)
			switch got := d.text(); {
			case c.text == "" && got != text, c.text != "" && got == text, c.text != "-" && !strings.Contains(got, c.text):
				t.Errorf("the draft is\n%s\n%s", got, d.frame())
			}
		})
	}
}

func TestALineNumberLeadsToWhatStandsThere(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 140, 40)
	lines := strings.Split(string(shop(t)), "\n")
	for i, line := range lines {
		if !strings.Contains(line, `"url_pattern"`) || strings.Count(line, `": `) != 1 {
			continue
		}
		d.m.toLine(i + 1)
		node := d.m.draft.Doc().Root.At(d.m.detail.Pointer())
		if node == nil || d.m.draft.Doc().Source.Position(node.Start).Line != i+1 {
			t.Errorf("line %d (%s) leads to %q", i+1, line, d.m.detail.Pointer())
		}
	}
	d.press(":", " 9999", "enter").sees("there is no line 9999")
}

func TestTheCommandLineSavesAndQuits(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40).press("d", ":", " w!", "enter").sees("saved krakend.json")
	if d.onDisk() != d.text() || d.quit {
		t.Error("it is not saved, or the editor has ended")
	}
	d.press("d", ":", " wq", "enter")
	if d.onDisk() != d.text() || !d.quit {
		t.Error("it is not saved, or the editor has not ended")
	}
	d = newDriver(t, shop(t), 120, 40).press("d", ":", " q", "enter").sees("Quit").press("esc", ":", " q!", "enter")
	if d.onDisk() != string(shop(t)) || !d.quit {
		t.Error("it is saved, or the editor has not ended")
	}
	d = newDriver(t, shop(t), 120, 40).press("d", ":", " e", "enter").sees("file is as it was read").press(":", " e!", "enter")
	if d.text() != string(shop(t)) {
		t.Error("what was not saved is still there")
	}
	other := filepath.Join(t.TempDir(), "other.json")
	d.press(":", " w "+other, "enter").sees("wrote " + other)
	if data, err := os.ReadFile(other); err != nil || string(data) != d.text() {
		t.Errorf("%v", err)
	}
	d = newDriver(t, shop(t), 120, 40, func(o *Options) { o.ReadOnly = true }).press(":", " set timeout 1s", "enter").sees("read only").press(":", " x", "enter")
	if !d.quit {
		t.Error("a read-only editor does not end")
	}
}

func TestTheCommandLineProposes(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 140, 40, everything(t)).press(":").sees("save, the diff first")
	d.press(" go", "tab", " {id}", "tab").sees(":goto GET /v1/products/{id}").press("enter").sees("2 GET /v1/products/{id}")
	d.press(":", "up").sees(":goto GET /v1/products/{id}").press("esc", ":", " set con", "tab").sees(":set concurrent_calls ").press("esc")
	d.press(":", " dupl", "down", "enter").sees("duplicate an endpoint")
}

func TestComparingTellsWhyItCannot(t *testing.T) {
	t.Parallel()
	newDriver(t, shop(t), 120, 40, func(o *Options) {
		o.Committed = func(context.Context) (string, error) { return "", errors.New("not a git repository") }
	}).press("C").sees("not a git repository")
	d := newDriver(t, shop(t), 120, 40).press("?", " git")
	if strings.Contains(d.frame(), "last commit") {
		t.Error("a comparison is offered that there is not")
	}
}

func TestATryIsCopiedAndSaved(t *testing.T) {
	t.Parallel()
	out := &strings.Builder{}
	d := newDriver(t, shop(t), 140, 40, everything(t))
	d.m.clip.terminal = out
	d.press("t", "ctrl+y").sees("copied the request as curl")
	if !strings.HasPrefix(out.String(), "\x1b]52;c;Y3VybCAtaSAn") { // curl -i '
		t.Errorf("the terminal gets %q", out)
	}
	file := filepath.Join(t.TempDir(), "products.hurl")
	d.press("ctrl+r", "ctrl+x", " "+file, "enter").sees("wrote "+file, "Try GET")
	data, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(data), "HTTP 200\n[Asserts]\nheader \"X-Krakend-Completed\" == \"false\"\njsonpath \"$['collection']\" exists\n") {
		t.Errorf("%v\n%s", err, data)
	}
	d.press("ctrl+x", " x.txt", "enter").sees("a request is written as .hurl, .http or .sh")
}
