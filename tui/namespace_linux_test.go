package tui

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const inside = "GATEWRIGHT_TEST_NAMESPACE"

// asUser runs a test once more in namespaces of its own, as a user with an id
// there: as 0 it may mount, as another it is the present user without the rights
// of root. It reports whether this is the run inside.
func asUser(t *testing.T, id int) bool {
	t.Helper()
	if os.Getenv(inside) != "" {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.v", "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), inside+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: id, HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: id, HostID: os.Getegid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		t.Errorf("%s", out)
	case err != nil:
		t.Skipf("user namespaces: %v", err)
	case bytes.Contains(out, []byte("--- SKIP")):
		t.Skipf("user namespaces: %s", out)
	}
	return false
}

// TestT10AFullDiskLosesNothing saves to a disk that has no room left.
func TestT10AFullDiskLosesNothing(t *testing.T) {
	if !asUser(t, 0) {
		return
	}
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("mounting a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	before := strings.Replace(string(shop(t)), `"team-a"`, `"`+strings.Repeat("team-a ", 12000)+`"`, 1)
	path := filepath.Join(disk, "krakend.json")
	if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	filler := filepath.Join(disk, "filler")
	if err := os.WriteFile(filler, make([]byte, 120<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	d := newDriver(t, []byte(before), 120, 30, func(o *Options) { o.Path = path })
	d.press("d", "ctrl+s", "enter").sees("no space left on device")
	if d.onDisk() != before || !d.m.draft.Dirty() || d.quit {
		t.Error("the file has changed, or the draft counts as saved")
	}
	if files, err := os.ReadDir(disk); err != nil || len(files) != 2 {
		t.Errorf("what could not be written is still there: %v, %v", files, err)
	}
	if d.press(":", " wq", "enter"); d.quit {
		t.Error("the editor ends though nothing was saved")
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if d.press("ctrl+s", "enter").sees("saved"); d.onDisk() != d.text() {
		t.Error("with room again it is not saved")
	}
}
