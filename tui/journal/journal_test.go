package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestJournalBringsTheTextBack(t *testing.T) {
	dir, path := filepath.Join(t.TempDir(), "state", "journal"), "krakend.json"
	if j, err := Read(dir, path); j != nil || err != nil {
		t.Fatalf("before anything was written: %v, %v", j, err)
	}
	disk, text := "{\"a\": 1, \"b\": 2}\n", "{\"a\": 1, \"é\": true, \"b\": 2}\n"
	if err := Write(dir, path, disk, text, []string{"set é"}); err != nil {
		t.Fatal(err)
	}
	j, err := Read(dir, path)
	if err != nil || j == nil || len(j.Labels) != 1 {
		t.Fatalf("got %+v, %v", j, err)
	}
	if got, err := j.Restore(disk); got != text || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := j.Restore(disk + " "); !errors.Is(err, ErrChanged) {
		t.Errorf("another file: %v", err)
	}
	entries, _ := os.ReadDir(dir)
	info, _ := entries[0].Info()
	if len(entries) != 1 || info.Mode().Perm() != 0o600 {
		t.Errorf("%d files, mode %v", len(entries), info.Mode())
	}
	if err := Write(dir, path, text, text, nil); err != nil {
		t.Fatal(err)
	}
	if j, err := Read(dir, path); j != nil || err != nil {
		t.Errorf("after saving: %v, %v", j, err)
	}
	if err := Remove(dir, path); err != nil {
		t.Errorf("removing what is not there: %v", err)
	}
}

func TestAJournalTellsWhyTheEditorEnded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := NewKeeper(dir, "k.json")
	if err := k.End(Closed); err != nil {
		t.Errorf("without a journal: %v", err)
	}
	if j, err := Read(dir, "k.json"); j != nil || err != nil {
		t.Errorf("why an editor ended without edits is kept: %v, %v", j, err)
	}
	if err := k.Note("a", "ab", []string{"first"})(); err != nil {
		t.Fatal(err)
	}
	if j, err := Read(dir, "k.json"); err != nil || j.Ended != "" || !strings.Contains(j.Ended.String(), "killed") {
		t.Errorf("got %+v, %v", j, err)
	}
	said := map[string]Cause{}
	for _, c := range []Cause{Closed, Terminated, Interrupted, Crashed, CalledOff, Failed, "", "of a later version"} {
		if err := k.End(c); err != nil {
			t.Fatal(err)
		}
		j, err := Read(dir, "k.json")
		if err != nil || j.Ended != c || len(j.Labels) != 1 {
			t.Fatalf("got %+v, %v", j, err)
		}
		if text, err := j.Restore("a"); text != "ab" || err != nil {
			t.Errorf("%q: %q, %v", c, text, err)
		}
		if other, ok := said[c.String()]; ok && other != "" {
			t.Errorf("%q and %q are said alike", c, other)
		}
		said[c.String()] = c
	}
	if err := k.Note("a", "abc", []string{"first", "second"})(); err != nil {
		t.Fatal(err)
	}
	if j, err := Read(dir, "k.json"); err != nil || j.Ended != "" {
		t.Errorf("an editor that goes on has ended: %+v, %v", j, err)
	}
}

func TestBrokenJournalsAreErrors(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(file(dir, "k.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if j, err := Read(dir, "k.json"); j != nil || err == nil {
		t.Errorf("got %v, %v", j, err)
	}
	j := Journal{Base: hash("ab")}
	j.Edit.End = 7
	if _, err := j.Restore("ab"); err == nil {
		t.Error("an edit outside the text is taken")
	}
	if err := Write(filepath.Join(file(dir, "k.json"), "below"), "k.json", "a", "b", nil); err == nil {
		t.Error("a folder that cannot be made is no error")
	}
}

func TestANoteNeverTakesThePlaceOfALaterOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := NewKeeper(dir, "k.json")
	early, late := k.Note("a", "ab", []string{"first"}), k.Note("a", "abc", []string{"first", "second"})
	for _, write := range []func() error{late, early} {
		if err := write(); err != nil {
			t.Fatal(err)
		}
	}
	if j, err := Read(dir, "k.json"); err != nil || j == nil || len(j.Labels) != 2 {
		t.Errorf("got %+v, %v", j, err)
	}
	lost := k.Note("a", "abcd", nil)
	if err := errors.Join(k.Drop(), lost()); err != nil {
		t.Fatal(err)
	}
	if j, err := Read(dir, "k.json"); err != nil || j != nil {
		t.Errorf("got %+v, %v", j, err)
	}
}
