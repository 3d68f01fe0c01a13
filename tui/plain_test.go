package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
)

// talk gives the conversation lines and returns what it said; answers stand
// where they were given.
func talk(t *testing.T, data []byte, lines []string, change ...func(*Options)) (said, disk string, err error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "krakend.json")
	if len(data) > 0 {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	o := Options{Path: path, Data: data, Input: strings.NewReader(strings.Join(lines, "\n") + "\n"), Output: &out, Services: products(t)}
	for _, c := range change {
		c(&o)
	}
	err = RunPlain(context.Background(), o)
	text, readErr := os.ReadFile(path)
	if readErr != nil && len(data) > 0 {
		t.Fatal(readErr)
	}
	return strings.ReplaceAll(out.String(), path, "krakend.json"), string(text), err
}

func TestT19ConversationMakesTheMainEdits(t *testing.T) {
	t.Parallel()
	lines := []string{
		"help", "list", "list users", "show 2", "show 1.2", "findings", "findings 3",
		"set 2 timeout", "oops", "set 2 timeout 2s", "set 1 input_query_strings page, sort", "set 1.2 url_pattern", "/api/products",
		"set 2.1 mapping id = key, name = title", "unset 1 output_encoding", "fix 1", "explain 1",
		"add /v1/new", "add-backend 5", "duplicate 5", "delete 6", "delete 5.1", "undo", "redo", "undo",
		"set 9 timeout 1s", "set 2.7 host x", "nonsense", "set 1 method FETCH", "diff", "save", "no", "save", "yes", "save", "quit",
	}
	said, disk, err := talk(t, shop(t), lines)
	if err != nil {
		t.Fatal(err)
	}
	transcript(t, "plain.txt", said)
	for _, text := range []string{`"timeout": "2s"`, `"page", "sort"`, `{"id": "key", "name": "title"}`, `"/v1/new"`} {
		if !strings.Contains(disk, text) {
			t.Errorf("the file has no %s:\n%s", text, disk)
		}
	}
	if strings.ContainsAny(said, "\x1b\r") {
		t.Error("it writes control characters")
	}
}

// transcript compares what was said with a file of testdata.
func transcript(t *testing.T, name, said string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if updating() {
		if err := os.WriteFile(path, []byte(said), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), said); diff != "" {
		t.Error(diff)
	}
}

func TestT19ConversationDoesWhatTheScreenDoes(t *testing.T) {
	t.Parallel()
	lines := []string{
		"ignore 3", "", "ignore 3 until 2999-01-31: the backend is fast", "fix-all", "no", "fix-all", "yes", "undo", "redo",
		"copy 1.2", "paste", "2", "paste 9", "move 2 1", "move 2.1 7", "copy 0",
		"try 2", "", "20", "changes", "diff", "save", "yes", "quit",
	}
	said, disk, err := talk(t, shop(t), lines, func(o *Options) { o.Send = canned })
	if err != nil {
		t.Fatal(err)
	}
	transcript(t, "plain_more.txt", said)
	if text := `"@lint-ignore": {"duration-number": "until 2999-01-31: the backend is fast"}`; !strings.Contains(disk, text) {
		t.Errorf("the file has no %s:\n%s", text, disk)
	}
}

func TestT19ConversationImports(t *testing.T) {
	t.Parallel()
	said, disk, err := talk(t, shop(t), []string{
		"import", "nothing.yaml", "import products.yaml", "9", "import products.yaml", "none", "import products.yaml", "1, 2", "yes",
		"import products.yaml", "new", "no", "save", "yes", "quit",
	}, loading)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"no such file", `there is no "9", they go from 1 to 4`, "Nothing is picked.", "1: GET /api/products, new GET /api/products",
		"Done: import from products.yaml", "1: GET /api/products, as in the draft", "Left as it was.",
	} {
		if !strings.Contains(said, text) {
			t.Errorf("%q is not said:\n%s", text, said)
		}
	}
	svc := config.Parse("krakend.json", []byte(disk)).Service()
	if svc.NumEndpoints() != 6 || svc.Endpoint(5).ID().String() != "POST /api/products" {
		t.Errorf("the file is\n%s", disk)
	}
}

func TestT19ConversationPastesWhatIsTyped(t *testing.T) {
	t.Parallel()
	said, disk, err := talk(t, []byte(`{"endpoints": []}`), []string{
		"paste", "{", `  "endpoint": "/typed"`, "}", "", "paste", "{", "", "paste", `{"url_pattern": "/x", "host": ["http://me:hunter2@a"]}`, "", "1",
		"show 1.1", "reveal", "show 1.1", "reveal", "save", "yes", "quit",
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(disk, `"/typed"`) || !strings.Contains(disk, `"/x"`) {
		t.Errorf("the file is\n%s", disk)
	}
	if strings.Count(said, "hunter2") != 1 || !strings.Contains(said, "http://me:****@a") || !strings.Contains(said, "what is pasted is no JSON") {
		t.Errorf("said\n%s", said)
	}
}

func TestT19ConversationWritesNothingUnasked(t *testing.T) {
	t.Parallel()
	t.Run("the input ends", func(t *testing.T) {
		_, disk, err := talk(t, shop(t), []string{"set 0 name x"})
		if !errors.Is(err, ErrUnsaved) || disk != string(shop(t)) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("quit is asked", func(t *testing.T) {
		said, disk, err := talk(t, shop(t), []string{"set 0 name x", "quit", "no", "undo", "quit"})
		if err != nil || disk != string(shop(t)) || !strings.Contains(said, "Left as it was") {
			t.Errorf("got %v\n%s", err, said)
		}
	})
	t.Run("read only", func(t *testing.T) {
		said, disk, err := talk(t, shop(t), []string{"set 0 name x", "undo", "save", "quit"}, func(o *Options) { o.ReadOnly = true })
		if err != nil || disk != string(shop(t)) || strings.Count(said, "Not done: the editor is read only") != 3 {
			t.Errorf("got %v\n%s", err, said)
		}
	})
	t.Run("a new file", func(t *testing.T) {
		_, disk, err := talk(t, nil, []string{"add /a", "save", "y", "quit"})
		if err != nil || !strings.Contains(disk, `"endpoint": "/a"`) {
			t.Errorf("got %v\n%s", err, disk)
		}
	})
	t.Run("changed by another program", func(t *testing.T) {
		_, disk, err := talk(t, shop(t), []string{"set 0 name x", "save", "y", "no", "quit", "yes"}, func(o *Options) {
			if err := os.WriteFile(o.Path, []byte("theirs"), 0o600); err != nil {
				t.Fatal(err)
			}
		})
		if err != nil || disk != "theirs" {
			t.Errorf("got %v\n%s", err, disk)
		}
	})
}

func TestT22ASecondEditorIsReadOnly(t *testing.T) {
	t.Parallel()
	state, path := t.TempDir(), filepath.Join(t.TempDir(), "krakend.json")
	_, unlock := claim(Options{Path: path, Journal: state})
	second := func(o *Options) { o.Path, o.Journal = path, state }
	said, _, err := talk(t, shop(t), []string{"set 0 name x", "quit"}, second)
	if err != nil || !strings.Contains(said, "Not done: another editor has this file open") {
		t.Errorf("got %v\n%s", err, said)
	}
	unlock()
	if said, _, err = talk(t, shop(t), []string{"set 0 name x", "undo", "quit"}, second); err != nil || !strings.Contains(said, "Done: set name") {
		t.Errorf("after the first has left: %v\n%s", err, said)
	}
}

func TestT19ConversationEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	silent, keep := io.Pipe()
	t.Cleanup(func() { keep.Close() })
	ended := make(chan error, 1)
	go func() {
		ended <- RunPlain(ctx, Options{Path: "krakend.json", Data: []byte("{}"), Input: silent, Output: io.Discard})
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
