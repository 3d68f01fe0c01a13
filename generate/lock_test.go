package generate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

func TestLockKnowsAFileThatAHandHasEdited(t *testing.T) {
	path := filepath.Join(t.TempDir(), LockName)
	l, err := ReadLock(path)
	if err != nil {
		t.Fatal(err)
	}
	services := []*spec.Service{{Name: "users", Source: syntax.NewSource("users.json", []byte("{}"))}}
	l.Record("krakend.json", []byte("made"), services, Base{})
	if err := l.Write(path); err != nil {
		t.Fatal(err)
	}
	if l, err = ReadLock(path); err != nil {
		t.Fatal(err)
	}
	if !l.Untouched("krakend.json", []byte("made")) || l.Untouched("krakend.json", []byte("edited")) || l.Untouched("other.json", []byte("made")) {
		t.Errorf("got %+v", l)
	}
	for _, broken := range []string{"{", `{"version": 9}`} {
		if err := os.WriteFile(path, []byte(broken), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadLock(path); err == nil {
			t.Errorf("%s is no error", broken)
		}
	}
}
