//go:build unix && !solaris && !illumos && !aix

package journal

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestT22OneEditorAtATimeHasAFile(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	unlock, err := Lock(dir, "krakend.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(dir, "./krakend.json"); !errors.Is(err, ErrLocked) {
		t.Errorf("a second editor gets %v", err)
	}
	other, err := Lock(dir, "other.json")
	if err != nil {
		t.Errorf("another file: %v", err)
	} else {
		other()
	}
	unlock()
	again, err := Lock(dir, "krakend.json")
	if err != nil {
		t.Fatalf("after the first has left: %v", err)
	}
	again()
}
