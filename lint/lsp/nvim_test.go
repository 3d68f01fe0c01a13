package lsp

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint"
)

// serveVariable turns the test program into a language server: an editor that a
// test starts finds one in it.
const serveVariable = "GATEWRIGHT_LSP_TEST_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(serveVariable) == "" {
		os.Exit(m.Run())
	}
	if err := Serve(context.Background(), os.Stdin, os.Stdout, Options{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}

// TestNeovimWorksWithTheServer lets a real editor open, ask, fix and write a
// configuration, as testdata/session.lua says.
func TestNeovimWorksWithTheServer(t *testing.T) {
	t.Parallel()
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("nvim is not installed")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	session, err := filepath.Abs("testdata/session.lua")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "krakend.json")
	text := `{"version": 3, "@comment": "für 𐐀",
  "endpoints": [
    {"endpoint": "/users",
      "backend": [{
        "host": ["http://users:5000"], "urlpattern": "/users",
        "encoding": "JSON",
        "is_collection": true
      }]}
  ]
}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, nvim, "--headless", "--clean", "-n", file, "-c", "luafile "+session)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GATEWRIGHT_LSP="+self, serveVariable+"=1", "HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_CACHE_HOME="+dir, "XDG_DATA_HOME="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"encoding": "json"`, `"url_pattern": "/users"`, `"@comment": "für 𐐀"`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s is not in what was written:\n%s", want, data)
		}
	}
	r, err := lint.Run(t.Context(), config.Parse(file, data), lint.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Rule == "encoding-case" || f.Rule == "unknown-field" {
			t.Errorf("what was written has %v", f)
		}
	}
}
