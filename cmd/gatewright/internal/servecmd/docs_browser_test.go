package servecmd

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// browser starts Chromium, with nothing in it that calls home.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no chromium here")
	}
	// Processes of the browser outlive it by a moment and go on writing, which
	// t.TempDir takes for a failure.
	profile, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(profile) })
	opts := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(profile),
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(time.Minute),
	}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage"} {
		opts = append(opts, chromedp.Flag(flag, true))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// heard is what a page did beside being shown.
type heard struct {
	mu       sync.Mutex
	requests []string
	errors   []string
}

func (h *heard) listen(event any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		h.requests = append(h.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		h.errors = append(h.errors, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			h.errors = append(h.errors, fmt.Sprint(e.Args))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError {
			h.errors = append(h.errors, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// searchFor puts a text into the field for searches as typing does.
func searchFor(text string) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`{ const s = document.querySelector("#search"); s.value = %q; s.dispatchEvent(new Event("input")); }`, text), nil)
}

// TestDocsWorkInABrowser opens the page of --docs, reads and searches it.
func TestDocsWorkInABrowser(t *testing.T) {
	ctx := browser(t)
	const document = `{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "http://api:80"}], "paths": {
  "/users/{id}": {"get": {"summary": "One user", "parameters": [{"name": "id", "in": "path", "required": true, "description": "which one", "schema": {"type": "string"}}],
    "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object", "properties": {"nickname": {"type": "string"}}}}}}}},
   "delete": {"responses": {"204": {"description": "gone"}}}}}}`
	svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(document)})
	if err != nil {
		t.Fatal(err)
	}
	doc := config.Parse("krakend.json", []byte(`{"version": 3, "host": ["http://api:80"], "endpoints": [
  {"endpoint": "/users/{id}", "backend": [{"url_pattern": "/users/{id}"}]},
  {"endpoint": "/users/{id}", "method": "DELETE", "output_encoding": "no-op", "backend": [{"url_pattern": "/users/{id}", "encoding": "no-op"}]},
  {"endpoint": "/other", "backend": [{"url_pattern": "/none"}]}]}`))
	d := &docs{services: []*spec.Service{svc}, current: doc.Service}
	server := httptest.NewServer(d.wrap(http.NotFoundHandler()))
	defer server.Close()

	h := &heard{}
	chromedp.ListenTarget(ctx, h.listen)
	const shown = `[...document.querySelectorAll("main > details:not([hidden]) > summary")].map(s => s.innerText.replace(/\s+/g, " ").trim())`
	var all, found, gone, back []string
	var opened, count, focused string
	err = chromedp.Run(ctx,
		network.Enable(), runtime.Enable(), log.Enable(),
		chromedp.Navigate(server.URL+docsPath),
		chromedp.WaitVisible("#search"),
		chromedp.Evaluate(shown, &all),
		chromedp.Click("main > details > summary"),
		chromedp.Text("main > details > div", &opened),
		chromedp.SendKeys("#search", "get nickname"),
		chromedp.Evaluate(shown, &found),
		chromedp.Text("#count", &count),
		searchFor("nothing has this"),
		chromedp.Evaluate(shown, &gone),
		searchFor(""),
		chromedp.Blur("#search"),
		chromedp.KeyEvent("/"),
		chromedp.Evaluate(`document.activeElement.id`, &focused),
		chromedp.Evaluate(shown, &back),
	)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"GET /users/{id} One user", "DELETE /users/{id}", "GET /other"}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("the page shows (-want +got):\n%s", diff)
	}
	for _, part := range []string{"which one", "nickname", "200"} {
		if !strings.Contains(opened, part) {
			t.Errorf("an operation that is opened does not show %q: %s", part, opened)
		}
	}
	if diff := cmp.Diff(want[:1], found); diff != "" || count != "1 of 3" {
		t.Errorf("the search finds %q (-want +got):\n%s", count, diff)
	}
	if len(gone) > 0 || len(back) != 3 {
		t.Errorf("a search for nothing finds %q, and without one there are %q", gone, back)
	}
	if focused != "search" {
		t.Errorf("the key / leads to %q", focused)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, url := range h.requests {
		if !strings.HasPrefix(url, server.URL+"/") {
			t.Errorf("the page asks %s", url)
		}
	}
	if len(h.requests) == 0 || len(h.errors) > 0 {
		t.Errorf("%d requests, errors %q", len(h.requests), h.errors)
	}
}
