package tui

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestSavingKeepsWhatTheFileHeldWhereAsked(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	backup := d.m.opts.Path + ".bak"
	if err := os.Chmod(d.m.opts.Path, 0o640); err != nil {
		t.Fatal(err)
	}
	d.press("D", "ctrl+s").sees("b save + .bak").press("b").sees("saved krakend.json, before it krakend.json.bak")
	kept, err := os.ReadFile(backup)
	if err != nil || string(kept) != string(shop(t)) {
		t.Errorf("%v, the backup holds\n%s", err, kept)
	}
	if info, err := os.Stat(backup); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("the backup has the mode %v, %v", info.Mode(), err)
	}
	second := d.onDisk()
	if second != d.text() {
		t.Error("the draft is not saved")
	}
	d.press("D", "ctrl+s", "enter").sees("saved krakend.json")
	if strings.Contains(d.frame(), ".bak") {
		t.Errorf("a backup is told of that nobody asked for:\n%s", d.frame())
	}
	if kept, _ := os.ReadFile(backup); string(kept) != string(shop(t)) {
		t.Error("a save without a backup writes one")
	}
	third := d.onDisk()
	d.press("D", "ctrl+s", "b")
	if kept, _ := os.ReadFile(backup); string(kept) != third {
		t.Errorf("the second backup holds\n%s", kept)
	}
}

func TestNothingIsSavedWithoutTheBackupThatWasAskedFor(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	if err := os.Mkdir(d.m.opts.Path+".bak", 0o700); err != nil {
		t.Fatal(err)
	}
	d.press("D", "ctrl+s", "b").sees("is a directory", "the file is as it was")
	if d.onDisk() != string(shop(t)) {
		t.Error("the file has changed")
	}
	if d.press("ctrl+s", "enter").sees("saved krakend.json"); d.onDisk() != d.text() {
		t.Error("the draft is not saved")
	}
}

func TestTheDialogOfSavingHasOtherWaysOut(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	other := filepath.Join(t.TempDir(), "other.json")
	d.press("D", "ctrl+s", "a").sees("the file to write the draft to").press(" "+other, "enter")
	if data, err := os.ReadFile(other); err != nil || string(data) != d.text() || d.onDisk() != string(shop(t)) {
		t.Errorf("%v, wrote\n%s", err, data)
	}
	d.press("ctrl+s", "e").sees("there is no editor: set VISUAL or EDITOR")
	if len(d.m.overlays) != 0 {
		t.Error("the dialog is still open")
	}
}

func TestTheConversationKeepsWhatTheFileHeld(t *testing.T) {
	t.Parallel()
	said, _, err := talk(t, shop(t), []string{"delete 4", "save what", "save bak", "yes", "quit"})
	if err != nil || !strings.Contains(said, "Saved, before it krakend.json.bak.") || !strings.Contains(said, "save bak to keep") {
		t.Errorf("%v, it says\n%s", err, said)
	}
}
