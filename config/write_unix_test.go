//go:build unix

package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestWriteFileKeepsModeLinkAndOwner(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, link := filepath.Join(dir, "k.json"), filepath.Join(dir, "link.json")
	if err := errors.Join(os.WriteFile(path, []byte("old"), 0o600), os.Chmod(path, 0o640), os.Symlink("k.json", link)); err != nil {
		t.Fatal(err)
	}
	owner := os.Geteuid()
	if owner == 0 {
		owner = 4321
		if err := os.Chown(path, owner, owner); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || string(data) != "new" {
		t.Errorf("got %q, %v", data, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o640 || int(info.Sys().(*syscall.Stat_t).Uid) != owner {
		t.Errorf("the mode is %v, the owner %d", info.Mode(), info.Sys().(*syscall.Stat_t).Uid)
	}
	if to, err := os.Readlink(link); err != nil || to != "k.json" {
		t.Errorf("the link leads to %q: %v", to, err)
	}
}

func TestWriteFileOverwritesWhatCannotBeReplaced(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "k.json")
	for _, text := range []string{"something long", "short"} {
		if err := os.WriteFile(path, []byte("in the middle"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := overwrite(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != text {
			t.Errorf("got %q, %v", data, err)
		}
	}
	for _, err := range []error{syscall.EBUSY, syscall.EROFS, os.ErrPermission} {
		if !fixed(&os.LinkError{Op: "rename", Err: err}) {
			t.Errorf("%v is no reason to overwrite a file", err)
		}
	}
	if fixed(syscall.ENOSPC) {
		t.Error("a full disk is a reason to overwrite a file")
	}
}

func TestWriteFileSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path, want := range map[string]string{dir: "it is a directory", filepath.Join(dir, "no", "k.json"): "no such file"} {
		if err := WriteFile(path, nil); err == nil || !strings.HasPrefix(err.Error(), "writing ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", path, err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("something is left behind: %v", left)
	}
}

func TestWriteFileFollowsALinkToWhatIsNotThereYet(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	link := filepath.Join(dir, "link.json")
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "real"), 0o755), os.Symlink("next.json", link), os.Symlink("real/k.json", filepath.Join(dir, "next.json"))); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "real", "k.json")); err != nil || string(data) != "new" {
		t.Errorf("got %q, %v", data, err)
	}
	if to, err := os.Readlink(link); err != nil || to != "next.json" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
}

func TestWriteFileLeavesPipesWhatTheyAre(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("mkfifo: ", err)
	}
	// Open for both, so that neither side waits for the other.
	pipe, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if err := WriteFile(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 3)
	if _, err := pipe.Read(got); err != nil || string(got) != "new" {
		t.Errorf("read %q, %v", got, err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode().Type() != os.ModeNamedPipe {
		t.Errorf("the pipe has become %v, %v", info.Mode(), err)
	}
}
