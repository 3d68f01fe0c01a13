package watch

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// start watches paths and returns a channel that gets what file holds at each
// change that is told.
func start(t *testing.T, file string, paths ...string) <-chan string {
	t.Helper()
	w, err := New(paths)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	told, done := make(chan string, 10), make(chan struct{})
	go func() {
		defer close(done)
		w.Run(ctx, func() []string {
			text, _ := os.ReadFile(file)
			told <- string(text)
			return paths
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		w.Close()
	})
	return told
}

// expect waits for a content; on a slow machine steps on the way to it may be
// told as well.
func expect(t *testing.T, told <-chan string, want string) {
	t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case got := <-told:
			if got == want {
				return
			}
		case <-limit:
			t.Fatalf("%q is not told", want)
		}
	}
}

func TestChangesAreTold(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, file, text string){
		"written in place": write,
		"renamed over": func(t *testing.T, file, text string) {
			write(t, file+".new", text)
			if err := os.Rename(file+".new", file); err != nil {
				t.Fatal(err)
			}
		},
		"removed and written": func(t *testing.T, file, text string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			write(t, file, text)
		},
		"written in steps": func(t *testing.T, file, text string) {
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for _, c := range []byte(text) {
				f.Write([]byte{c})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "krakend.json")
			write(t, file, "one")
			told := start(t, file, file)
			change(t, file, "two")
			expect(t, told, "two")
			change(t, file, "three")
			expect(t, told, "three")
		})
	}
}

// TestExchangedLinksAreTold changes a file as Kubernetes changes those of a
// ConfigMap: the link to the folder that holds it is exchanged.
func TestExchangedLinksAreTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, version := range []string{"one", "two"} {
		if err := os.Mkdir(filepath.Join(dir, version), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, version, "krakend.json"), version)
	}
	link := func(to, from string) {
		if err := os.Symlink(to, filepath.Join(dir, from)); err != nil {
			t.Skip(err)
		}
	}
	link("one", "data")
	link(filepath.Join("data", "krakend.json"), "krakend.json")
	file := filepath.Join(dir, "krakend.json")
	told := start(t, file, file)
	link("two", "next")
	if err := os.Rename(filepath.Join(dir, "next"), filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	expect(t, told, "two")
}

func TestNewFilesInAWatchedFolderAreTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "new.json")
	told := start(t, file, dir)
	write(t, file, "new")
	expect(t, told, "new")
}

func TestOtherFilesAreNotTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "krakend.json")
	write(t, file, "one")
	told := start(t, file, file)
	write(t, filepath.Join(dir, "access.log"), "noise")
	now := time.Now().Add(time.Hour)
	if err := os.Chtimes(file, now, now); err != nil {
		t.Fatal(err)
	}
	write(t, file, "two")
	if got := <-told; got == "one" {
		t.Error("a change is told that is none")
	}
}

func TestAFolderThatIsMissingIsAnError(t *testing.T) {
	t.Parallel()
	if w, err := New([]string{filepath.Join(t.TempDir(), "no", "krakend.json")}); err == nil {
		w.Close()
		t.Error("no error")
	}
}
