package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/teatest"
	"go.uber.org/goleak"

	"github.com/gatewright/gatewright/tui/journal"
)

// These tests are not parallel: they look at the goroutines of the process, and
// one sends it a signal.

func TestT24ProgramEditsSavesAndLeavesNothingRunning(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent(),
		goleak.IgnoreTopFunction("github.com/charmbracelet/x/exp/teatest.NewTestModel.func2")) // its own, waits for signals
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	path := filepath.Join(t.TempDir(), "krakend.json")
	if err := os.WriteFile(path, shop(t), 0o640); err != nil {
		t.Fatal(err)
	}
	m := newModel(ctx, Options{Path: path, Data: shop(t), NoColor: true})
	m.interval = time.Hour // the watch ends with the program, whenever it would look
	tm := teatest.NewTestModel(t, m, teatest.WithInitialTermSize(100, 30))
	teatest.WaitFor(t, tm.Output(), func(b []byte) bool { return bytes.Contains(b, []byte("/v1/products")) }, teatest.WithDuration(20*time.Second))
	tm.Send(keyMsg("enter"))
	tm.Type("jjj")
	tm.Send(keyMsg("enter"))
	tm.Type("7s")
	for _, k := range []string{"enter", "ctrl+s", "enter"} {
		tm.Send(keyMsg(k))
	}
	teatest.WaitFor(t, tm.Output(), func(b []byte) bool { return bytes.Contains(b, []byte("saved krakend.json")) }, teatest.WithDuration(20*time.Second))
	tm.Type("q")
	final := tm.FinalModel(t, teatest.WithFinalTimeout(10*time.Second)).(*model)
	final.stop()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(`"timeout": "7s"`)) {
		t.Errorf("got\n%s", data)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v", info.Mode())
	}
}

// launch runs the editor with keys typed into it.
func launch(t *testing.T, ctx context.Context, o Options, keys string) (wait func() error) {
	t.Helper()
	in, typed := io.Pipe()
	t.Cleanup(func() { typed.Close() })
	o.Path, o.Data, o.NoColor = filepath.Join(t.TempDir(), "krakend.json"), shop(t), true
	o.Input, o.Output = in, io.Discard
	done := make(chan error, 1)
	go func() { done <- Run(ctx, o) }()
	if _, err := typed.Write([]byte(keys)); err != nil { // returns when the keys are read
		t.Fatal(err)
	}
	return func() error {
		select {
		case err := <-done:
			return err
		case <-time.After(20 * time.Second):
			return errors.New("the editor does not end")
		}
	}
}

func TestRunEndsWithQ(t *testing.T) {
	if err := launch(t, context.Background(), Options{}, "q")(); err != nil {
		t.Error(err)
	}
}

func TestT11RunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	wait := launch(t, ctx, Options{}, "j")
	why := errors.New("enough")
	cancel(why)
	if err := wait(); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}

func TestT11WhatIsNotSavedIsKeptWhenTheEditorIsStopped(t *testing.T) {
	dir := t.TempDir()
	m := newModel(context.Background(), Options{Path: filepath.Join(dir, "k.json"), Data: shop(t), Journal: filepath.Join(dir, "journal")})
	_, _ = m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	_, _ = m.Update(keyMsg("d"))
	m.stop()
	j, err := journal.Read(m.opts.Journal, m.opts.Path)
	if err != nil || j == nil {
		t.Fatalf("got %v, %v", j, err)
	}
	if text, err := j.Restore(string(shop(t))); err != nil || text != m.draft.Doc().Source.Text {
		t.Errorf("got %v\n%s", err, text)
	}
}
