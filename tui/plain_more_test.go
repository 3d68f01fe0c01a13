package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/journal"
)

func TestT19ConversationHasEveryJobOfTheScreen(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	other := filepath.Join(folder, "other.json")
	said, _, err := talk(t, shop(t), []string{
		"list is:error", "list m:delete", "set-many timeout 7s", "1, 3-4", "set-many encoding safejson", "products", "set-many cache_ttl", "is:clean !users", "",
		"set-many timeout 1s", "9", "set-many bogus", "1", "extend 1 qos/ratelimit/router", `{"max_rate": 5}`, "extend 1.1", "", "extend 2 x {",
		"json 1.1", "map", "map " + filepath.Join(folder, "map.svg"), "map " + filepath.Join(folder, "map.png"), "cut 4", "paste", "lines 2", "compare",
		"try 2", "", "20", "curl", "write-try " + filepath.Join(folder, "try.hurl"), "write " + other, "write " + other, "no",
		"diff", "open " + filepath.Join(folder, "new.json"), "no", "open " + filepath.Join(folder, "new.json"), "yes", "list", "open " + other, "yes", "list", "reload", "quit",
	}, func(o *Options) {
		o.Send = canned
		o.Committed = func(context.Context) (string, error) { return replaced(t, `"name": "shop"`, `"name": "old"`), nil }
	})
	if err != nil {
		t.Fatal(err)
	}
	transcript(t, "plain_jobs.txt", strings.ReplaceAll(said, folder, "FOLDER"))
	for name, want := range map[string]string{"other.json": `"timeout": "7s"`, "map.svg": "<svg", "try.hurl": "HTTP 200"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || !strings.Contains(string(data), want) {
			t.Errorf("%s has no %s: %v\n%s", name, want, err, data)
		}
	}
}

func TestT19ConversationKeepsOneOfTwoKeys(t *testing.T) {
	t.Parallel()
	const text = `{"version": 3, "timeout": "2s", "timeout": "3s", "endpoints": [{"endpoint": "/a", "client_secret": "hunter2", "client_secret": "x"}]}`
	for _, c := range []struct {
		name        string
		lines       []string
		says, holds string
	}{
		{"before a change", []string{"set 0 timeout 9s", "1"}, `1: keep that of line 1: "2s"`, `"timeout": "9s", "endpoints"`},
		{"not answered", []string{"set 0 timeout 9s", ""}, "one of them has to be kept first", `"timeout": "2s", "timeout": "3s"`},
		{"taken out", []string{"unset 0 timeout", "2"}, "which the gateway takes", `{"version": 3, "endpoints"`},
		{"of a finding", []string{"fix 1", "1"}, "Done: keep one timeout of 2", `{"version": 3, "timeout": "2s", "endpoints"`},
		{"masked", []string{"unset 1 client_secret", "none"}, `1: keep that of line 1: "****"`, "hunter2"},
		{"in one of many", []string{"set-many client_secret y", "all"}, `Not done: "client_secret" stands twice in one of them`, "hunter2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			said, disk, err := talk(t, []byte(text), append(c.lines, "save", "yes", "quit", "yes"))
			if err != nil || !strings.Contains(said, c.says) || !strings.Contains(disk, c.holds) {
				t.Errorf("%v: want %q and %q\n%s\n%s", err, c.says, c.holds, said, disk)
			}
			if strings.Contains(said, "hunter2") {
				t.Error("a secret is said")
			}
		})
	}
}

func TestT19ConversationMendsABrokenFile(t *testing.T) {
	t.Parallel()
	said, disk, err := talk(t, []byte("{\n  \"version\": 3\n  \"endpoints\": [],\n}\n"), []string{
		"set 0 timeout 2s", "add /a", "findings", "lines", "line 2", `  "version": 3,`, "fix 1", "set 0 timeout 2s", "line 99 x", "save", "yes", "quit",
	})
	if err != nil || strings.Count(said, "Not done: this cannot be read as a configuration, at line 2, column 15") != 2 {
		t.Errorf("%v\n%s", err, said)
	}
	if want := "{\n  \"version\": 3,\n  \"endpoints\": [],\n  \"timeout\": \"2s\"\n}\n"; disk != want {
		t.Errorf("the file is\n%s\n%s", disk, said)
	}
}

func TestT19ConversationLeavesATemplate(t *testing.T) {
	t.Parallel()
	const text = "{\n  \"port\": {{ .port }},\n  \"endpoints\": []\n}\n"
	said, disk, err := talk(t, []byte(text), []string{"set 0 timeout 2s", "line 2 x", "undo", "save", "lines 2", "quit"})
	if err != nil || disk != text || !strings.Contains(said, "This is a template.") || strings.Count(said, "Not done: a template is not edited here") != 4 {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestT19ConversationMergesWithTheFile(t *testing.T) {
	t.Parallel()
	theirs := strings.Replace(replaced(t, `"name": "shop"`, `"name": "theirs"`), `"endpoint": "/v1/products",`, `"endpoint": "/v1/products", "@by": 1,`, 1)
	for _, c := range []struct {
		name, holds string
		lines       []string
	}{
		{"mine", `"name": "mine"`, []string{"merge", "yours", "save", "yes"}},
		{"theirs", `"name": "theirs"`, []string{"merge", "theirs", "save", "yes"}},
		{"another", `"name": "both"`, []string{"merge", `"both"`, "save", "yes"}},
		{"no answer", `"name": "theirs"`, []string{"merge", ""}},
		{"all of theirs", `"name": "theirs"`, []string{"theirs"}},
		{"overwritten", `"name": "mine"`, []string{"overwrite"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			lines := append([]string{"set 0 name mine", "set 3 timeout 9s", "save", "yes"}, c.lines...)
			said, disk, err := talk(t, shop(t), append(lines, "quit", "yes"), func(o *Options) {
				if err := os.WriteFile(o.Path, []byte(theirs), 0o600); err != nil {
					t.Fatal(err)
				}
			})
			if err != nil || !strings.Contains(disk, c.holds) || strings.Contains(disk, `"@by"`) == (c.name == "overwritten") {
				t.Errorf("%v\n%s\n%s", err, said, disk)
			}
		})
	}
}

func TestT19ConversationOffersWhatACrashHasLeft(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{"restore": `"name": "kept"`, "drop": `"name": "shop"`, "later": `"name": "shop"`} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			state, path := t.TempDir(), filepath.Join(t.TempDir(), "krakend.json")
			if err := journal.Write(state, path, string(shop(t)), replaced(t, `"name": "shop"`, `"name": "kept"`), []string{"set name"}); err != nil {
				t.Fatal(err)
			}
			in := make(chan typedLine, 3)
			in <- typedLine{text: answer}
			in <- typedLine{err: errors.New("gone")}
			p := &plain{ctx: context.Background(), in: in, out: &strings.Builder{}, typed: true, unlock: func() {}}
			if err := p.edit(Options{Path: path, Data: shop(t), Journal: state}); err != nil {
				t.Fatal(err)
			}
			if text := p.draft.Doc().Source.Text; !strings.Contains(text, want) {
				t.Errorf("the draft is\n%s", text)
			}
			if err := p.set("0 timeout 8s"); err != nil {
				t.Fatal(err)
			}
			j, err := journal.Read(state, path)
			if err != nil || j == nil {
				t.Fatalf("nothing is kept: %v", err)
			}
			text, err := j.Restore(string(shop(t)))
			if doc := config.Parse(path, []byte(text)); err != nil || (doc.Service().Timeout.Set() && strings.Contains(text, `"8s"`)) == (answer == "later") {
				t.Errorf("kept is %v\n%s", err, text)
			}
		})
	}
}
