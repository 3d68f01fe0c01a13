package tui

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/try"
)

func TestBodiesAreShownHereWhereThereIsNoPager(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30, func(o *Options) { o.Send = answering(`{"name":"Pen","token":"s3cret"}`) })
	d.press("t", "ctrl+r", "alt+o").sees("v1-products.json", `"name": "Pen"`, `"token": "****"`)
	if strings.Contains(d.frame(), "s3cret") {
		t.Errorf("a secret is shown:\n%s", d.frame())
	}
	d.press("esc").sees("Try GET /v1/products")
}

func TestTheNameOfALongBodyIsCopiedAndItsFileStays(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "answer.json")
	var out strings.Builder
	d := newDriver(t, shop(t), 120, 30, func(o *Options) {
		o.Send = func(context.Context, *config.Document, int, *http.Request) (*try.Answer, error) {
			if err := os.WriteFile(path, []byte("[1, 2]"), 0o600); err != nil {
				return nil, err
			}
			return &try.Answer{Status: 200, Body: []byte("[1"), Size: 6, File: &try.File{Path: path, Size: 6}}, nil
		}
	})
	d.m.clip.terminal = &out
	d.press("t", "ctrl+r", "alt+o").sees("the start of it").press("esc")
	if d.m.stop(); exists(path) {
		t.Error("the file is there when the editor has ended")
	}
	d.press("ctrl+r", "alt+y").sees("which stays")
	if d.m.stop(); !exists(path) || !strings.Contains(out.String(), "\x1b]52;c;") {
		t.Errorf("the file whose name was copied is gone, or it was not copied: %q", out.String())
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
