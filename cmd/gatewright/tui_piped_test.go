//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestTheEditorShowsInATerminalWhatIsPiped(t *testing.T) {
	t.Parallel()
	w := &terminal{t: t, dir: t.TempDir()}
	if err := os.WriteFile(filepath.Join(w.dir, "krakend.json"), []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	w.run(`cat krakend.json | "$GATEWRIGHT" tui -`)
	w.sees("/two", "- [read only]").keys("d").sees("only looked at").keys("R").sees("can be read only once")
	w.keys("S").sees("what to write").keys("copy.json", "Enter").sees("wrote copy.json")
	if data, err := os.ReadFile(filepath.Join(w.dir, "copy.json")); string(data) != edited || err != nil {
		t.Errorf("wrote %q, %v", data, err)
	}
	w.keys("q").sees("exit code 0")
}

func TestTheConversationInATerminalIsOfWhatIsPiped(t *testing.T) {
	t.Parallel()
	w := &terminal{t: t, dir: t.TempDir()}
	if err := os.WriteFile(filepath.Join(w.dir, "krakend.json"), []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	w.run(`cat krakend.json | "$GATEWRIGHT" tui --accessible -`)
	w.sees("-, 2 endpoints", "only looked at").keys("delete 1", "Enter").sees("Not done").keys("quit", "Enter").sees("exit code 0")
}

func TestNothingPipedIntoATerminalIsToldTo(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		`"$GATEWRIGHT" tui -`:                       "nothing is piped into the editor",
		`"$GATEWRIGHT" tui - </dev/null`:            "standard input is empty",
		`echo "{}" | "$GATEWRIGHT" tui - >out`:      "the editor needs a terminal",
		`echo "{}" | TERM=dumb "$GATEWRIGHT" tui -`: "TERM is dumb",
	} {
		w := &terminal{t: t, dir: t.TempDir()}
		w.run(command)
		w.sees(want, "exit code 2")
	}
}

func TestASignalEndsTheConversationInATerminalWithItsEditsKept(t *testing.T) {
	t.Parallel()
	w := &terminal{t: t, dir: t.TempDir()}
	if err := os.WriteFile(filepath.Join(w.dir, "krakend.json"), []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	const conversation = `exec "$GATEWRIGHT" tui --accessible krakend.json`
	w.run(conversation)
	w.sees("2 endpoints").keys("delete 1", "Enter").sees("Done: delete")
	if err := syscall.Kill(w.pid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	w.sees("exit code 143")
	w.run(conversation)
	w.sees("with 1 edit not saved", "told to terminate").keys("restore", "Enter").sees("Done: restore unsaved edits")
}
