//go:build unix

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
)

func TestServeReplaysWhatItRecorded(t *testing.T) {
	var calls atomic.Int64
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		io.WriteString(w, `{"name":"Ada","password":"hunter2"}`)
	}))
	defer backend.Close()
	file := gatewayFile(t, `{"version": 3, "host": ["`+backend.URL+`"], "endpoints": [{"endpoint": "/u/{id}", "backend": [{"url_pattern": "/users/{id}"}]}]}`)
	tapes := filepath.Join(t.TempDir(), "tapes")
	o, end := start(t, "serve", "--listen", "127.0.0.1:0", "--record", tapes, file)
	base := o.wait(t, `serving .* on (http://\S+),`)[1]
	if _, body := get(t, base+"/u/1"); !strings.Contains(body, "hunter2") {
		t.Errorf("while recording: got %s", body)
	}
	end()
	entries, err := os.ReadDir(tapes)
	if err != nil || len(entries) != 1 {
		t.Fatalf("got the files %v, %v", entries, err)
	}
	o, _ = start(t, "serve", "--listen", "127.0.0.1:0", "--replay", tapes, file)
	base = o.wait(t, `serving .* on (http://\S+),`)[1]
	if status, body := get(t, base+"/u/1"); status != 200 || body != `{"name":"Ada","password":"***"}` {
		t.Errorf("replay: got %d %s", status, body)
	}
	if status, _ := get(t, base+"/u/2"); status != 500 || calls.Load() != 1 {
		t.Errorf("what was not recorded: got %d after %d calls", status, calls.Load())
	}
	o.wait(t, `backend call failed.* status=502`)
}

func TestServeNeedsOneSourceOfAnswers(t *testing.T) {
	file := gatewayFile(t, `{"version": 3}`)
	empty := t.TempDir()
	for _, tt := range []struct {
		args []string
		code int
		said string
	}{
		{[]string{"--record", "a", "--replay", "b"}, exit.Usage, "--record and --replay exclude each other"},
		{[]string{"--replay", empty}, exit.Failed, "there are none"},
	} {
		var stderr strings.Builder
		code := run(t.Context(), append(append([]string{"gatewright", "serve"}, tt.args...), file), nil, strings.NewReader(""), io.Discard, &stderr)
		if code != tt.code || !strings.Contains(stderr.String(), tt.said) {
			t.Errorf("%v: exit code %d: %s", tt.args, code, stderr.String())
		}
	}
}

// TestServeLogsWhereTheFileSays has a log in the format of the configuration on
// stdout.
func TestServeLogsWhereTheFileSays(t *testing.T) {
	file := gatewayFile(t, `{"version": 3, "extra_config": {"telemetry/logging": {"level": "INFO", "prefix": "[SHOP]", "stdout": true}}}`)
	o, _ := start(t, "serve", "--listen", "127.0.0.1:0", file)
	base := o.wait(t, `serving .* on (http://\S+),`)[1]
	get(t, base+"/nothing?token=s3cret")
	o.wait(t, `^\[SHOP\] \S+ - \S+ ▶ INFO +request method=GET path="?/nothing\?token=\*\*\*"? status=404`)
}
