package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatCameThroughAPipeIsOnlyLookedAt(t *testing.T) {
	t.Parallel()
	journal := t.TempDir()
	d := newDriver(t, shop(t), 120, 30, func(o *Options) { o.Path, o.Piped, o.Journal = "-", true, journal }).sees(" - [read only]")
	held, unlock := claim(d.m.opts)
	if unlock(); held != "" {
		t.Errorf("it is claimed: %s", held)
	}
	for _, k := range []string{"D", "X", "ctrl+s", "I"} {
		if d.press(k, "esc"); d.text() != string(shop(t)) {
			t.Fatalf("%s changes it", k)
		}
	}
	d.press("ctrl+s").sees("only looked at").press("R").sees("can be read only once")
	d.press(":", " e!", "enter").sees("can be read only once")
	if d.m.interval = 1; d.m.watch() != nil {
		t.Error("a file of that name is watched")
	}
	file := filepath.Join(t.TempDir(), "copy.json")
	d.press("S", " "+file, "enter").sees("wrote " + file)
	if data, err := os.ReadFile(file); string(data) != string(shop(t)) || err != nil {
		t.Errorf("wrote %q, %v", data, err)
	}
	d.m.interval = 0
	if d.press(":", " e "+file, "enter", "D"); d.text() == string(shop(t)) {
		t.Error("the file that it was written to cannot be edited")
	}
	if entries, err := os.ReadDir(journal); err != nil || strings.Contains(d.m.draft.Locked(), "pipe") {
		t.Errorf("%v, %v, %q", entries, err, d.m.draft.Locked())
	}
	d = newDriver(t, shop(t), 120, 30, func(o *Options) { o.Path, o.Piped = "-", true })
	if d.press("q"); !d.quit {
		t.Error("leaving asks")
	}
}

func TestTheConversationLooksAtWhatCameThroughAPipe(t *testing.T) {
	t.Parallel()
	said, _, err := talk(t, shop(t), []string{"delete 1", "reload", "save", "quit"}, func(o *Options) { o.Path, o.Piped = "-", true })
	if err != nil || strings.Count(said, "only looked at") != 3 || !strings.Contains(said, "read only once") {
		t.Errorf("%v: %s", err, said)
	}
}
