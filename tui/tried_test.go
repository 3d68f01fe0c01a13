package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/try"
)

func TestOfAnswersOnlyTheLastTwoOfSomeEndpointsAreHeld(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sent := func(name string) try.Sent {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return try.Sent{Answer: &try.Answer{Status: 200, Body: []byte(`{"a": 1}`), File: &try.File{Path: path}}}
	}
	there := func() (n int) {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	var held tried
	id := func(n int) diag.Endpoint { return diag.Endpoint{Method: "GET", Path: fmt.Sprintf("/%d", n)} }
	if held.last(id(0)) != nil || held.before(id(0)) != nil || held.whole(id(0)) != nil {
		t.Error("there is something of nothing")
	}
	for i := range 5 {
		held.add(id(0), sent(fmt.Sprintf("0-%d", i)))
	}
	if n := there(); n != 2 {
		t.Errorf("%d files of one endpoint are there", n)
	}
	if held.last(id(0)).Answer.File.Path != filepath.Join(dir, "0-4") || held.before(id(0)).Answer.File.Path != filepath.Join(dir, "0-3") {
		t.Error("they are not the last ones")
	}
	kept := held.last(id(0)).Answer.File
	kept.Keep()
	for i := range remembered {
		held.add(id(i+1), sent(fmt.Sprint(i+1)))
	}
	if held.last(id(0)) != nil || there() != remembered+1 {
		t.Errorf("the first endpoint is still held, or its files are: %d", there())
	}
	if _, err := os.Stat(kept.Path); err != nil {
		t.Errorf("what is kept is gone: %v", err)
	}
	failed := sent("failed")
	failed.Answer.Calls = []try.Call{{Err: "refused"}}
	failed.Answer.Body = []byte(`{"b": 1}`)
	held.add(id(1), failed)
	if got := try.Object(held.whole(id(1))); got != `{"a": null}` {
		t.Errorf("the last whole answer had %s", got)
	}
	if held.end(); there() != 1 || held.last(id(1)) != nil {
		t.Errorf("%d files are left", there())
	}
}
