package tui

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const keyed = `{
  "version": 3,
  "name": "shop",
  "extra_config": {"auth/api-keys": {"keys": [{"key": "0123456789abcdef0123"}]}},
  "endpoints": [{"endpoint": "/one", "backend": [{"url_pattern": "/1", "host": ["http://me:hidden@a"]}]}]
}
`

func TestThePatchIsShownCopiedAndWritten(t *testing.T) {
	t.Parallel()
	var terminal bytes.Buffer
	d := newDriver(t, []byte(keyed), 120, 30)
	d.m.clip.terminal = &terminal
	d.press(":", " patch", "enter").sees("the draft is what the file holds")
	if err := d.m.draft.Replace("edit", strings.NewReplacer("0123456789abcdef0123", "9876543210abcdef9876", ":hidden@", ":another@").Replace(keyed)); err != nil {
		t.Fatal(err)
	}
	d.run(d.m.refresh())
	d.press(":", " patch", "enter").sees("Patch of krakend.json: 2 operations", `"path": "/extra_config/auth~1api-keys/keys/0`, "****", "me:****@a", "has the secrets as they are", "y copy")
	if frame := d.frame(); strings.Contains(frame, "9876543210") || strings.Contains(frame, "another") {
		t.Errorf("it shows a secret:\n%s", frame)
	}
	d.press("y").sees("copied the text")
	_, encoded, _ := strings.Cut(terminal.String(), "52;c;")
	copied, _ := base64.StdEncoding.DecodeString(strings.TrimSuffix(encoded, "\a"))
	if !strings.Contains(string(copied), "9876543210abcdef9876") {
		t.Errorf("copied %q", copied)
	}
	file := filepath.Join(t.TempDir(), "patch.json")
	d.press("esc", ":", " patch "+file, "enter").sees("wrote " + file)
	if data, err := os.ReadFile(file); string(data) != string(copied) || err != nil {
		t.Errorf("wrote %q, %v", data, err)
	}
	d.press("u", ":", " patch "+file, "enter").sees("The file is there").press("esc")
	if data, _ := os.ReadFile(file); string(data) != string(copied) {
		t.Errorf("it is overwritten without an answer: %q", data)
	}
	d.press(":", " patch "+d.m.opts.Path, "enter").sees("that is the file that is edited")
}

func TestAPatchOfBlanksIsNone(t *testing.T) {
	t.Parallel()
	d := newDriver(t, []byte(keyed), 100, 30)
	if err := d.m.draft.Replace("edit", strings.TrimSuffix(keyed, "\n")); err != nil {
		t.Fatal(err)
	}
	d.press(":", " patch", "enter").sees("in nothing that matters to JSON")
	d = newDriver(t, []byte(`{"version": 3,`), 100, 30).press(":", " patch", "enter").sees("no configuration yet")
	if len(d.m.overlays) > 0 {
		t.Error("a page is open")
	}
}

func TestTheTextOfAPlaceIsCopied(t *testing.T) {
	t.Parallel()
	var terminal bytes.Buffer
	d := newDriver(t, []byte(keyed), 100, 30).press("j")
	d.m.clip.terminal = &terminal
	d.press("p", "y").sees("copied the text")
	_, encoded, _ := strings.Cut(terminal.String(), "52;c;")
	if copied, _ := base64.StdEncoding.DecodeString(strings.TrimSuffix(encoded, "\a")); !strings.Contains(keyed, string(copied)) || !strings.Contains(string(copied), "me:hidden@a") {
		t.Errorf("copied %q", copied)
	}
}

func TestTheConversationSaysAndWritesThePatch(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "patch.json")
	said, _, err := talk(t, []byte(keyed), []string{
		"patch", "set 0 name other", `extend 1.1 auth/client-credentials {"client_id": "a", "client_secret": "hush-hush", "token_url": "http://a"}`, "patch", "patch " + file, "reveal", "patch", "save", "yes", "patch", "quit",
	})
	if err != nil {
		t.Fatal(err)
	}
	masked, revealed, _ := strings.Cut(said, "Wrote "+file+".")
	for _, text := range []string{"Nothing differs that matters to JSON.", `{"op": "replace", "path": "/name", "value": "other"}`, `"client_secret": "****"`} {
		if !strings.Contains(masked, text) {
			t.Errorf("it does not say %s:\n%s", text, masked)
		}
	}
	if strings.Contains(masked, "hush-hush") || !strings.Contains(revealed, "hush-hush") {
		t.Errorf("secrets are said, or never:\n%s", said)
	}
	if data, err := os.ReadFile(file); err != nil || !strings.Contains(string(data), "hush-hush") {
		t.Errorf("wrote %q, %v", data, err)
	}
}
