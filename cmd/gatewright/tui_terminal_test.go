//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// These tests run the editor in a real terminal, that of tmux, each in a server
// of its own.

// terminal is a window of tmux with the editor in it.
type terminal struct {
	t      *testing.T
	socket string
	dir    string // what the editor runs in
}

const edited = `{
  "version": 3,
  "endpoints": [
    {"endpoint": "/one", "backend": [{"url_pattern": "/1", "host": ["http://one:1"]}]},
    {"endpoint": "/two", "backend": [{"url_pattern": "/2", "host": ["http://two:2"]}]}
  ]
}
`

// open starts the editor on a file that holds the text above, with variables of
// the environment, and waits for its first frame.
func open(t *testing.T, env ...string) *terminal {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "krakend.json"), []byte(edited), 0o640); err != nil {
		t.Fatal(err)
	}
	w := &terminal{t: t, dir: dir}
	w.start(env...)
	w.sees("/two")
	return w
}

func (w *terminal) start(env ...string) {
	w.t.Helper()
	w.run(`exec "$GATEWRIGHT" tui krakend.json`, env...)
}

// run runs a command of the shell, in which $GATEWRIGHT is the program.
func (w *terminal) run(command string, env ...string) {
	w.t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		w.t.Skip("tmux is not installed")
	}
	program, err := exec.LookPath("gatewright")
	if err != nil {
		w.t.Fatal(err)
	}
	socket, err := os.MkdirTemp("", "tmux") // the path of a socket has to be short
	if err != nil {
		w.t.Fatal(err)
	}
	w.socket = filepath.Join(socket, "s")
	w.t.Cleanup(func() {
		tmux := func(args ...string) string {
			out, _ := exec.Command("tmux", append([]string{"-S", filepath.Join(socket, "s")}, args...)...).Output() // it may have ended
			return string(out)
		}
		panes := strings.Fields(tmux("list-panes", "-a", "-F", "#{pane_pid}"))
		tmux("kill-server")
		for end := time.Now().Add(20 * time.Second); anyOf(panes) && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		}
		os.RemoveAll(socket)
	})
	script := fmt.Sprintf("sh -c 'echo $$ > pid; %s'; echo exit code $?; read wait", command)
	args := []string{"-S", w.socket, "-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", script}
	cmd := exec.Command("tmux", args...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "NO_COLOR=", "XDG_STATE_HOME="+w.dir, "XDG_CONFIG_HOME="+w.dir, "EDITOR=", "VISUAL=", "GATEWRIGHT="+program)
	cmd.Env = append(cmd.Env, env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("tmux: %v: %s", err, out)
	}
}

// anyOf reports whether a process of one of the sessions runs: an editor whose
// terminal is gone still writes down what was not saved.
func anyOf(sessions []string) bool {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		data, _ := os.ReadFile(stat)
		_, rest, _ := strings.Cut(string(data), ") ") // behind the name of the program
		if f := strings.Fields(rest); len(f) > 3 && f[0] != "Z" && slices.Contains(sessions, f[3]) {
			return true
		}
	}
	return false
}

func (w *terminal) tmux(args ...string) string {
	w.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", w.socket}, args...)...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return string(out)
}

// keys presses keys by the names that tmux has for them.
func (w *terminal) keys(keys ...string) *terminal {
	w.t.Helper()
	for _, k := range keys {
		w.tmux("send-keys", k)
	}
	return w
}

// sees waits until the window shows all the texts.
func (w *terminal) sees(texts ...string) *terminal {
	w.t.Helper()
	screen := ""
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		screen = w.tmux("capture-pane", "-p")
		all := true
		for _, text := range texts {
			all = all && strings.Contains(screen, text)
		}
		if all {
			return w
		}
	}
	w.t.Fatalf("the terminal does not show %q:\n%s", texts, screen)
	return w
}

// restored fails unless the terminal is as it was before the editor.
func (w *terminal) restored() {
	w.t.Helper()
	if got := strings.TrimSpace(w.tmux("display", "-p", "#{alternate_on} #{mouse_any_flag}")); got != "0 0" {
		w.t.Errorf("the terminal is left with alternate screen and mouse %s", got)
	}
}

func (w *terminal) pid() int {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, "pid"))
	if err != nil {
		w.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		w.t.Fatal(err)
	}
	return pid
}

func (w *terminal) file() string {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, "krakend.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

func TestT03LookingAtScreensInATerminalLeavesTheFileAlone(t *testing.T) {
	t.Parallel()
	w := open(t)
	before, err := os.Stat(filepath.Join(w.dir, "krakend.json"))
	if err != nil {
		t.Fatal(err)
	}
	// A key right behind Escape would be one with Alt.
	w.keys("Enter", "Enter").sees("enter keep").keys("Escape").sees("enter edit").keys("1", "t").sees("Try GET /one").keys("Escape").sees("1 Endpoints")
	w.keys("m").sees("Routes by path").keys("v").sees("Routes as a table").keys("v").sees("Routes by host").keys("q").sees("1 Endpoints").keys("?").sees("Keys here").keys("?").sees("enter edit")
	w.keys("@").sees("no changes yet").keys("q").sees("enter edit").keys("p").sees("url_pattern").keys("q").sees("enter edit")
	w.keys("C-s").sees("nothing to save").keys("q").sees("exit code 0")
	after, err := os.Stat(filepath.Join(w.dir, "krakend.json"))
	if err != nil || !after.ModTime().Equal(before.ModTime()) || w.file() != edited {
		t.Errorf("the file is another: %v\n%s", err, w.file())
	}
	w.restored()
}

func TestT09AnotherProgramChangesTheFileDuringTheDialog(t *testing.T) {
	t.Parallel()
	w := open(t)
	theirs := strings.Replace(edited, `"version": 3,`, `"version": 3, "name": "theirs",`, 1)
	w.keys("G", "d").sees("delete GET /two").keys("C-s").sees("Save krakend.json")
	if err := os.WriteFile(filepath.Join(w.dir, "krakend.json"), []byte(theirs), 0o640); err != nil {
		t.Fatal(err)
	}
	w.keys("Enter").sees("another program has changed", "[m] merge").keys("m").sees("merge with the file").keys("C-s").sees("Save krakend.json").keys("Enter").sees("saved")
	if got := w.file(); !strings.Contains(got, "theirs") || strings.Contains(got, "/two") {
		t.Errorf("the file is\n%s", got)
	}
}

func TestT11SignalsKeepTheEditsAndGiveTheTerminalBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		signal    syscall.Signal
		code, why string
	}{
		{syscall.SIGTERM, "exit code 143", "terminate."}, {syscall.SIGHUP, "exit code 129", "closed."},
		{syscall.SIGINT, "exit code 130", "interrupted."}, {syscall.SIGKILL, "exit code 137", "Nothing tells"},
	} {
		t.Run(c.signal.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t)
			w.keys("d").sees("delete GET /one", "(1)")
			if c.signal == syscall.SIGKILL {
				w.journal() // nothing can be written any more then
			}
			if err := syscall.Kill(w.pid(), c.signal); err != nil {
				t.Fatal(err)
			}
			w.sees(c.code)
			if c.signal != syscall.SIGKILL {
				w.restored()
			}
			if w.file() != edited {
				t.Error("the file has changed")
			}
			w.start()
			w.sees("Unsaved edits found", c.why).keys("r").sees("restore unsaved edits", "(1)")
		})
	}
}

// journal waits until what is not saved stands in a file.
func (w *terminal) journal() {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if files, _ := filepath.Glob(filepath.Join(w.dir, "gatewright", "*.json")); len(files) > 0 {
			return
		}
	}
	w.t.Fatal("there is no journal")
}

func TestT13TheScreenIsWhatTheTerminalCanShow(t *testing.T) {
	t.Parallel()
	t.Run("colours", func(t *testing.T) {
		t.Parallel()
		if out := open(t).tmux("capture-pane", "-p", "-e"); !strings.Contains(out, "\x1b[") || !strings.Contains(out, "─") {
			t.Errorf("there are no colours, or no lines:\n%q", out)
		}
	})
	t.Run("NO_COLOR", func(t *testing.T) {
		t.Parallel()
		if out := open(t, "NO_COLOR=1").tmux("capture-pane", "-p", "-e"); strings.Contains(out, "\x1b[") {
			t.Errorf("there are codes of looks:\n%q", out)
		}
	})
	t.Run("LANG=C", func(t *testing.T) {
		t.Parallel()
		out := open(t, "LANG=C", "LC_ALL=C").tmux("capture-pane", "-p")
		if i := strings.IndexFunc(out, func(r rune) bool { return r > '~' }); i >= 0 || !strings.Contains(out, "+- 1 Endpoints") {
			t.Errorf("there is more than ASCII:\n%s", out)
		}
	})
	t.Run("TERM=dumb", func(t *testing.T) {
		t.Parallel()
		w := &terminal{t: t, dir: t.TempDir()}
		if err := os.WriteFile(filepath.Join(w.dir, "krakend.json"), []byte(edited), 0o640); err != nil {
			t.Fatal(err)
		}
		w.start()
		w.sees("/two").keys("q").sees("exit code 0")
		w.tmux("respawn-pane", "-k", "-c", w.dir, "-e", "TERM=dumb", "TERM=dumb gatewright tui krakend.json; echo exit code $?; read wait")
		w.sees("TERM is dumb", "--accessible", "exit code 2")
	})
}

func TestT14WhatTheUsersEditorLeaves(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, sees string }{
		"edits":   {`sed -i.bak 's|/one|/edited|' "$1"`, "/edited"},
		"fails":   {`exit 3`, "nothing is changed"},
		"deletes": {`rm "$1"`, "nothing is changed"},
		"breaks":  {`echo '{' > "$1"`, "Repair"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			script := filepath.Join(t.TempDir(), "editor")
			if err := os.WriteFile(script, []byte("#!/bin/sh\n"+c.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			w := open(t, "EDITOR="+script)
			w.keys("E").sees(c.sees)
			if w.file() != edited {
				t.Error("the file has changed before it was saved")
			}
			if c.sees == "nothing is changed" {
				w.keys("q").sees("exit code 0")
			}
		})
	}
}

func TestT15ALongAnswerGoesToThePagerAndIsGoneInTheEnd(t *testing.T) {
	t.Parallel()
	body := `{"a": "` + strings.Repeat("x", 3<<20) + `"}`
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body) // whoever asks sees what is missing
	}))
	defer backend.Close()
	w := &terminal{t: t, dir: t.TempDir()}
	config := strings.ReplaceAll(edited, "http://one:1", backend.URL)
	config = strings.Replace(config, `"version": 3,`, `"version": 3, "timeout": "1m",`, 1)
	if err := os.WriteFile(filepath.Join(w.dir, "krakend.json"), []byte(config), 0o640); err != nil {
		t.Fatal(err)
	}
	pager := filepath.Join(w.dir, "pager")
	if err := os.WriteFile(pager, []byte("#!/bin/sh\nwc -c < \"$1\" >> seen\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	files := func() int {
		list, err := filepath.Glob(filepath.Join(w.dir, "gatewright-answer-*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	w.start("PAGER="+pager, "TMPDIR="+w.dir)
	w.sees("/two").keys("t").sees("Try GET /one").keys("C-r").sees("cut at 1.0 MB, 3.0 MB in all: saved to", "Backend 0  200")
	if n := files(); n != 2 {
		t.Errorf("%d files are there, want that of the client and that of the backend", n)
	}
	w.keys("Tab", "o")
	seen := w.reads("seen")
	w.sees("Try GET /one").keys("y").sees("which stays").keys("Escape").sees("1 Endpoints").keys("q").sees("exit code 0")
	if n := files(); n != 1 {
		t.Errorf("%d files are left, want the one whose name was copied", n)
	}
	if n := strings.TrimSpace(seen); n != strconv.Itoa(len(body)) { // that of the backend, as it came
		t.Errorf("the pager saw %s bytes of %d", n, len(body))
	}
}

// reads waits until a file of the folder holds a line, and returns it.
func (w *terminal) reads(name string) string {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if data, _ := os.ReadFile(filepath.Join(w.dir, name)); bytes.HasSuffix(data, []byte("\n")) {
			return string(data)
		}
	}
	w.t.Fatalf("nothing is in %s", name)
	return ""
}

func TestT22TheSecondEditorOfAFileIsReadOnly(t *testing.T) {
	t.Parallel()
	w := open(t)
	second := &terminal{t: t, dir: w.dir}
	second.start()
	second.sees("another editor has this file open", "[read only]").keys("d").sees("(2)").keys("q").sees("exit code 0")
	w.keys("d").sees("(1)")
}

func TestT23WhatIsCopiedGoesToTheTerminalsClipboard(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.tmux("set", "-s", "set-clipboard", "on")
	w.keys("y").sees("copied 1 endpoint")
	want := []byte(`{"endpoint": "/one", "backend": [{"url_pattern": "/1", "host": ["http://one:1"]}]}`)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(30 * time.Millisecond) {
		out, _ := exec.Command("tmux", "-S", w.socket, "show-buffer").Output() // fails as long as there is none
		if bytes.Equal(bytes.TrimSpace(out), want) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the clipboard holds %q", out)
		}
	}
}
