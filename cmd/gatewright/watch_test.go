//go:build unix

package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
)

// TestServeWatchReloadsUnderLoadWithoutDroppingARequest changes the file while
// clients ask without a break: each request is answered, by the old or the new
// configuration, and a broken file in between changes nothing.
func TestServeWatchReloadsUnderLoadWithoutDroppingARequest(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"path": "`+r.URL.Path+`"}`)
	}))
	defer backend.Close()
	text := func(path string) string {
		return `{"version": 3, "timeout": "20s", "host": ["` + backend.URL + `"], "endpoints": [{"endpoint": "/x", "backend": [{"url_pattern": "` + path + `"}]}]}`
	}
	file := gatewayFile(t, text("/0"))
	o, end := start(t, "serve", "--watch", "--access-log", "off", "--listen", "127.0.0.1:0", file)
	base := o.wait(t, `serving .* on (http://\S+),`)[1]
	var asked atomic.Int64
	stop := make(chan struct{})
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				resp, err := http.Get(base + "/x")
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(body), `"path"`) {
					t.Errorf("got %d %s %v", resp.StatusCode, body, err)
					return
				}
				asked.Add(1)
			}
		})
	}
	replace := func(text, said string) {
		t.Helper()
		next := filepath.Join(filepath.Dir(file), "next")
		if err := os.WriteFile(next, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(next, file); err != nil {
			t.Fatal(err)
		}
		o.wait(t, said)
	}
	for i := 1; i <= 6; i++ {
		path := fmt.Sprintf("/%d", i)
		replace(text(path), "reloaded .*, 1 endpoints")
		if _, body := get(t, base+"/x"); !strings.Contains(body, path) {
			t.Errorf("got %s after %s was loaded", body, path)
		}
		replace(`{"version": 3, "endpoints": [`, `krakend.json:1:\d+: error: .*\[syntax-error\]`)
		o.wait(t, "the old configuration goes on")
	}
	close(stop)
	clients.Wait()
	if asked.Load() == 0 {
		t.Error("no request was made")
	}
	if code := end(); code != exit.Fine {
		t.Errorf("exit code %d", code)
	}
}

// TestServeWatchFollowsTheFilesOfATemplate changes a settings file, a partial,
// and a settings file that was not there at the start.
func TestServeWatchFollowsTheFilesOfATemplate(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"path": "`+r.URL.Path+`"}`)
	}))
	defer backend.Close()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("krakend.tmpl", `{"version": 3, "host": ["`+backend.URL+`"], "endpoints": [{"endpoint": "/x", "backend": [{"url_pattern": "/{{.paths.first}}/{{include "last.txt"}}"}]}]}`)
	write("settings/paths.json", `{"first": "a"}`)
	write("partials/last.txt", "b")
	o, _ := startIn(t, []string{"PATH=/", "FC_ENABLE=1", "FC_SETTINGS=" + filepath.Join(dir, "settings"), "FC_PARTIALS=" + filepath.Join(dir, "partials")},
		"serve", "--watch", "--listen", "127.0.0.1:0", filepath.Join(dir, "krakend.tmpl"))
	base := o.wait(t, `serving .* on (http://\S+),`)[1]
	expect := func(path string) {
		t.Helper()
		if _, body := get(t, base+"/x"); !strings.Contains(body, `"`+path+`"`) {
			t.Errorf("got %s, want %s", body, path)
		}
	}
	expect("/a/b")
	write("settings/paths.json", `{"first": "c"}`)
	o.wait(t, "reloaded")
	expect("/c/b")
	write("partials/last.txt", "d")
	o.wait(t, "reloaded")
	expect("/c/d")
	write("settings/new.json", `{}`)
	o.wait(t, "reloaded")
}

func TestServeWatchNeedsAFile(t *testing.T) {
	var stderr strings.Builder
	code := run(t.Context(), []string{"gatewright", "serve", "--watch", "-"}, nil, strings.NewReader(`{"version": 3}`), io.Discard, &stderr)
	if code != exit.Usage || !strings.Contains(stderr.String(), "--watch") {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}
