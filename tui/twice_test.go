package tui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
)

const doubled = `{
  "version": 3,
  "name": "one", "timeout": "3s",
  "name": "two",
  "endpoints": [
    {"endpoint": "/a", "timeout": "1s", "backend": [{"host": ["http://a"], "url_pattern": "/a"}], "timeout": "2s"}
  ],
  "client_secret": "hush-a", "client_secret": "hush-b", "name": "three"
}
`

func TestOfKeysThatStandTwiceOneIsChosen(t *testing.T) {
	t.Parallel()
	without := func(parts ...string) string {
		text := doubled
		for _, p := range parts {
			if !strings.Contains(text, p) {
				t.Fatalf("there is no %q", p)
			}
			text = strings.Replace(text, p, "", 1)
		}
		return text
	}
	cases := map[string]struct {
		keys []string
		want string
	}{
		"the first, on editing":        {[]string{"k", "enter", "enter", "1"}, without(`"name": "two",`+"\n  ", `, "name": "three"`)},
		"the second":                   {[]string{"k", "enter", "enter", "2"}, without(`"name": "one", `, `, "name": "three"`)},
		"the last, on unsetting":       {[]string{"k", "enter", "x", "3"}, without(`"name": "one", `, `"name": "two",`+"\n  ")},
		"that of an endpoint":          {[]string{"enter", "j", "j", "j", "enter", "1"}, without(`, "timeout": "2s"`)},
		"the last one of an endpoint":  {[]string{"enter", "j", "j", "j", "enter", "2"}, without(`"timeout": "1s", `)},
		"before the command line sets": {[]string{"k", ":", " set name x", "enter", "1"}, without(`"name": "two",`+"\n  ", `, "name": "three"`)},
		"left for later":               {[]string{"k", "enter", "enter", "esc"}, doubled},
		"taken back":                   {[]string{"k", "enter", "enter", "1", "u"}, doubled},
		"from the finding":             {[]string{"3", "f", "2"}, without(`"name": "one", `, `, "name": "three"`)},
		"from the finding, fix before": {[]string{"f", "1"}, without(`"name": "two",`+"\n  ", `, "name": "three"`)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, []byte(doubled), 140, 40).press(c.keys...)
			if diff := cmp.Diff(c.want, d.text()); diff != "" {
				t.Errorf("%s\n%s", diff, d.frame())
			}
		})
	}
}

func TestTheQuestionShowsBothValues(t *testing.T) {
	t.Parallel()
	newDriver(t, []byte(doubled), 140, 40).press("k", "enter", "enter").
		sees(`"name" stands 3 times`, `[1] keep that of line 3: "one"`, `[3] keep that of line 8, which the gateway takes: "three"`)
	d := newDriver(t, []byte(doubled), 140, 40)
	if !d.m.askTwice(d.m.draft.Doc().Root, "client_secret") {
		t.Fatal("there is no question")
	}
	if frame := d.frame(); strings.Contains(frame, "hush") {
		t.Errorf("secrets are shown:\n%s", frame)
	}
}

// TestDroppingMembersLeavesTheOthers drops every set of members of an object but
// all, and what is left must be there with its bytes.
func TestDroppingMembersLeavesTheOthers(t *testing.T) {
	t.Parallel()
	text := "{\n  \"a\": 1, \"b\": {\"x\": [1, 2]},\n  \"c\": \"3\"\n, \"d\": null\n}"
	for set := range 15 {
		doc := config.Parse("k.json", []byte(text))
		var drop []int
		var want []string
		for i, m := range doc.Root.Members() {
			if set>>i&1 == 1 {
				drop = append(drop, i)
			} else {
				want = append(want, m.Name+m.Value.Span.Text())
			}
		}
		if len(drop) == 0 {
			continue
		}
		after, err := doc.Apply(dropMembers(doc.Root, drop)...)
		if err != nil || after.Broken() || len(after.Findings) > 0 {
			t.Fatalf("%v: %v, %+v", drop, err, after)
		}
		var got []string
		for _, m := range after.Root.Members() {
			got = append(got, m.Name+m.Value.Span.Text())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: %s", drop, diff)
		}
	}
}

const version2 = `{
  "version": 2,
  "endpoints": [
    {"endpoint": "/a", "extra_config": {"github.com/devopsfaith/krakend-ratelimit/juju/router": {"maxRate": 10}},
     "backend": [{"host": ["http://a"], "url_pattern": "/a", "whitelist": ["id"]}]}
  ]
}
`

func TestAnEarlierVersionIsOfferedToMigrate(t *testing.T) {
	t.Parallel()
	d := newDriver(t, []byte(version2), 120, 40).sees("A configuration of version 2", "[m] migrate")
	d.press("m").sees("migrate to version 3", `"version": 3`).press("enter")
	for _, part := range []string{`"version": 3`, `"qos/ratelimit/router": {"max_rate": 10}`, `"allow": ["id"]`} {
		if !strings.Contains(d.text(), part) {
			t.Errorf("there is no %s in\n%s", part, d.text())
		}
	}
	d.press("@").sees("$ gatewright migrate -w").press("esc", "u")
	if d.text() != version2 {
		t.Errorf("undoing gives\n%s", d.text())
	}
	if d := newDriver(t, []byte(version2), 120, 40).press("esc"); d.text() != version2 || len(d.m.overlays) > 0 {
		t.Error("leaving the question changes something")
	}
	newDriver(t, []byte(version2), 120, 40).press("esc", ":", " migrate", "enter").sees("migrate to version 3")
	for _, text := range []string{`{"version": 3, "endpoints": []}`, `{"endpoints": []}`, `{"version": 2,`} {
		if d := newDriver(t, []byte(text), 120, 40); len(d.m.overlays) > 0 {
			t.Errorf("%s: asked\n%s", text, d.frame())
		}
	}
	newDriver(t, []byte(strings.Replace(version2, "2", "3", 1)), 120, 40).press(":", " migrate", "enter").sees("migrate to version 3")
	if d := newDriver(t, []byte(version2), 120, 40, func(o *Options) { o.ReadOnly = true }); len(d.m.overlays) > 0 {
		t.Error("a read-only editor offers to migrate")
	}
}

func TestT19TheConversationMigrates(t *testing.T) {
	t.Parallel()
	said, disk, err := talk(t, []byte(version2), []string{"migrate", "no", "migrate", "yes", "migrate", "changes", "save", "yes"})
	if err != nil || !strings.Contains(disk, `"version": 3`) || !strings.Contains(disk, `"max_rate": 10`) {
		t.Errorf("%v\n%s", err, disk)
	}
	for _, want := range []string{"Left as it was.", "Done: migrate to version 3", "There is nothing to migrate.", "gatewright migrate -w krakend.json"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
}
