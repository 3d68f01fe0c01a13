package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPagesOfTheProjectAreUpToDate(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	if code := run([]string{"-check", "../../../docs/rules"}, &stderr); code != 0 {
		t.Errorf("exit %d: %s", code, stderr.String())
	}
}

func TestCheckSeesWhatIsMissingStaleAndLeftOver(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "rules")
	var stderr bytes.Buffer
	if code := run([]string{dir}, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	if code := run([]string{"-check", dir}, &stderr); code != 0 {
		t.Fatalf("what was just written is out of date: %s", stderr.String())
	}
	for _, change := range []func(string) error{
		func(f string) error { return os.Remove(f) },
		func(f string) error { return os.WriteFile(f, []byte("old"), 0o644) },
		func(string) error { return os.WriteFile(filepath.Join(dir, "gone-rule.md"), []byte("old"), 0o644) },
	} {
		if err := change(filepath.Join(dir, "noop-static.md")); err != nil {
			t.Fatal(err)
		}
		stderr.Reset()
		if code := run([]string{"-check", dir}, &stderr); code != 1 || !strings.Contains(stderr.String(), "out of date") {
			t.Errorf("exit %d: %s", code, stderr.String())
		}
		if code := run([]string{dir}, &stderr); code != 0 {
			t.Errorf("exit %d: %s", code, stderr.String())
		}
	}
	if code := run([]string{"-check", dir}, &stderr); code != 0 {
		t.Errorf("it does not mend what it reports: %s", stderr.String())
	}
}

func TestUnknownFlagIsWrongUse(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	if code := run([]string{"-wrong"}, &stderr); code != 2 {
		t.Errorf("exit %d", code)
	}
}
