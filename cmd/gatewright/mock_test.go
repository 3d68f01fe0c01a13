//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
)

const mockedUsers = `{"openapi": "3.0.0", "info": {"title": "People", "version": "1"}, "paths": {"/users": {"get": {"responses":
	{"200": {"description": "all", "content": {"application/json": {"schema": {"type": "array", "items": {"type": "string", "example": "Ada"}}}}}}}}}}`

// A document without a server is found again by the name under which the
// configuration was generated, and a host that no document describes is named.
func TestServeMocksWhereTheConfigurationWasGeneratedFrom(t *testing.T) {
	dir := t.TempDir()
	document, config := filepath.Join(dir, "users.json"), filepath.Join(dir, "krakend.json")
	if err := os.WriteFile(document, []byte(mockedUsers), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	args := []string{"gatewright", "generate", "users=" + document, "--host", "users=http://localhost:5001/base", "-o", config}
	if code := run(t.Context(), args, nil, strings.NewReader(""), io.Discard, &stderr); code != exit.Fine {
		t.Fatalf("generate: exit code %d: %s", code, stderr.String())
	}
	o, _ := start(t, "serve", "--listen", "127.0.0.1:0", "--mock", "users="+document, config)
	base := o.wait(t, `serving .* on (http://\S+),`)[1]
	if status, body := get(t, base+"/users"); status != 200 || body != `["Ada"]` {
		t.Errorf("got %d %s", status, body)
	}
	o, _ = start(t, "serve", "--listen", "127.0.0.1:0", "--mock", "other.example:80="+document, config)
	o.wait(t, `no document of --mock describes http://localhost:5001`)
	o.wait(t, `hint: --mock http://localhost:5001=FILE`)
}

func TestServeRecordsOnlyIntoAFolder(t *testing.T) {
	file := gatewayFile(t, `{"version": 3}`)
	var stderr strings.Builder
	code := run(t.Context(), []string{"gatewright", "serve", "--record", file, file}, nil, strings.NewReader(""), io.Discard, &stderr)
	if code != exit.Failed || !strings.Contains(stderr.String(), "recording into") {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWhatCannotBePrintedIsAnError(t *testing.T) {
	for _, args := range []string{"--help", "lint --help", "--version", "version", "version --format json", "schema", "rules", "completion fish", "demo --check"} {
		t.Run(args, func(t *testing.T) {
			var stderr strings.Builder
			code := run(t.Context(), append([]string{"gatewright"}, strings.Fields(args)...), nil, strings.NewReader(""), fullDisk{}, &stderr)
			if code != exit.Failed || !strings.Contains(stderr.String(), "no space left") {
				t.Errorf("exit code %d: %s", code, stderr.String())
			}
		})
	}
}

// What is no file has nothing to keep: it is neither read, nor replaced, nor
// given a lock.
func TestResultsGoToPipes(t *testing.T) {
	dir := t.TempDir()
	document, config := filepath.Join(dir, "users.json"), filepath.Join(dir, "krakend.json")
	err := errors.Join(os.WriteFile(document, []byte(mockedUsers), 0o600),
		os.WriteFile(config, []byte(`{"version": 3, "endpoints": [{"endpoint": "/a", "backend": [{"url_pattern": "/a", "host": ["http://ab:80"]}]}]}`), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"generate", document, "--host", "http://users:5000", "-o"},
		{"migrate", config, "-o"},
		{"convert", "--to", "yaml", config, "-o"},
		{"export", "openapi", config, "-o"},
	} {
		t.Run(args[0], func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			fd := "/dev/fd/" + strconv.FormatUint(uint64(w.Fd()), 10)
			if _, err := os.Stat(fd); err != nil {
				t.Skip("/dev/fd")
			}
			var stderr strings.Builder
			code := run(t.Context(), append(append([]string{"gatewright"}, args...), fd), nil, strings.NewReader(""), io.Discard, &stderr)
			w.Close()
			text, err := io.ReadAll(r)
			if code != exit.Fine || err != nil || !strings.Contains(string(text), "3") {
				t.Errorf("exit code %d, %v: %s%s", code, err, text, stderr.String())
			}
		})
	}
}

// A reload that brings another host to a service takes its document along.
func TestServeMocksFollowTheConfiguration(t *testing.T) {
	document := filepath.Join(t.TempDir(), "users.json")
	if err := os.WriteFile(document, []byte(mockedUsers), 0o600); err != nil {
		t.Fatal(err)
	}
	text := func(host string) string {
		return `{"version": 3, "endpoints": [{"endpoint": "/users", "output_encoding": "json-collection", "backend": [{"url_pattern": "/users", "is_collection": true, "host": ["` + host + `"]}],
			"@gatewright": {"from": {"format": "openapi", "service": "users", "pointer": "/paths/~1users/get"}}}]}`
	}
	file := gatewayFile(t, text("http://one:80"))
	o, _ := start(t, "serve", "--listen", "127.0.0.1:0", "--watch", "--mock", "users="+document, file)
	base := o.wait(t, `serving .* on (http://\S+),`)[1]
	if status, body := get(t, base+"/users"); status != 200 || body != `["Ada"]` {
		t.Errorf("got %d %s", status, body)
	}
	if err := os.WriteFile(file, []byte(text("http://two:81")), 0o600); err != nil {
		t.Fatal(err)
	}
	o.wait(t, "reloaded")
	if status, body := get(t, base+"/users"); status != 200 || body != `["Ada"]` {
		t.Errorf("got %d %s after the reload", status, body)
	}
	other := strings.ReplaceAll(text("http://three:82"), `"@gatewright"`, `"@other"`)
	if err := os.WriteFile(file, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	o.wait(t, `no document of --mock describes http://three:82`)
}
