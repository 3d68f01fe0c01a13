package tui

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheDraftIsWrittenToAnotherFile(t *testing.T) {
	t.Parallel()
	for _, locked := range []bool{false, true} {
		d := newDriver(t, shop(t), 120, 30, func(o *Options) { o.ReadOnly = locked })
		d.press("d")
		to := filepath.Join(t.TempDir(), "copy.json")
		d.press("S").sees("the file to write the draft to").press(" "+to, "enter").sees("wrote ")
		if data, err := os.ReadFile(to); err != nil || string(data) != d.text() {
			t.Errorf("locked %t: got %v\n%s", locked, err, data)
		}
		if d.onDisk() != string(shop(t)) {
			t.Error("the edited file is another")
		}
		d.press("u", "S", " "+to, "enter").sees("The file is there").press("esc")
		if data, _ := os.ReadFile(to); !locked && string(data) == d.text() {
			t.Error("it was replaced unasked")
		}
		d.press("S", " "+to, "enter", "w").sees("wrote ")
		if data, _ := os.ReadFile(to); string(data) != d.text() {
			t.Error("it was not replaced")
		}
		d.press("S", " "+d.m.opts.Path, "enter").sees("that is the file that is edited")
		if d.press("S", "enter"); d.m.writing != nothing || len(d.m.overlays) > 0 {
			t.Error("without a name something is still asked")
		}
		d.press("S", " "+filepath.Join(to, "x"), "enter").sees("not a directory")
	}
}

func TestTheMapIsWrittenAsItsFileIsCalled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := newDriver(t, shop(t), 160, 30)
	for ending, has := range map[string]string{".svg": "<svg", ".dot": "digraph", ".mmd": "flowchart", ".json": `"routes"`, ".txt": "/v1"} {
		to := filepath.Join(dir, "map"+ending)
		d.press("m", "x", " "+to, "enter").sees("wrote ")
		if data, err := os.ReadFile(to); err != nil || !strings.Contains(string(data), has) {
			t.Errorf("%s: got %v\n%s", ending, err, data)
		}
		d.press("esc")
	}
	d.press("m", "x", " "+filepath.Join(dir, "map.png"), "enter").sees("the map is written as .svg")
}

func TestTheJSONUnderTheCursorIsShown(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	d.press("p").sees(`"endpoint": "/v1/products"`, `"group": "stock"`).press("esc", "enter", "]", "p")
	if d.sees(`{"url_pattern": "/api/products", "host"`); strings.Contains(d.frame(), `"/api/levels", "host"`) {
		t.Error("another backend is shown")
	}
	d.press("esc", "1", "k", "p").sees("without its endpoints", "timeout", `"3s"`)
	if strings.Contains(d.frame(), `"output_encoding"`) {
		t.Error("its endpoints are shown")
	}
}

func TestT10AFileThatMayNotBeWrittenIsEditedAndNotSaved(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30, func(o *Options) { o.refused = "you may not write this file" })
	d.sees("[read only]").press("d").sees("(3)").press("ctrl+s").sees("you may not write this file")
	d.press("q", "s").sees("you may not write this file")
	if d.quit || d.onDisk() != string(shop(t)) {
		t.Error("it was saved, or the edits are lost")
	}
	to := filepath.Join(t.TempDir(), "mine.json")
	d.press("S", " "+to, "enter").sees("wrote ")
	if data, err := os.ReadFile(to); err != nil || string(data) != d.text() {
		t.Errorf("got %v\n%s", err, data)
	}
	if d.press("q", "d"); !d.quit {
		t.Error("the editor cannot be left")
	}
}

func TestT10TheRightToWriteIsLookedAt(t *testing.T) {
	if os.Geteuid() == 0 && !asUser(t, 1000) { // root may write everything
		return
	}
	dir := t.TempDir()
	mine, locked := filepath.Join(dir, "mine.json"), filepath.Join(dir, "locked.json")
	if err := errors.Join(os.WriteFile(mine, nil, 0o600), os.WriteFile(locked, nil, 0o400)); err != nil {
		t.Fatal(err)
	}
	if refused(locked) == "" || refused(mine) != "" || refused(filepath.Join(dir, "new.json")) != "" {
		t.Error("it is not told which file may be written")
	}
}
