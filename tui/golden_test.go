package tui

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/journal"
	"github.com/gatewright/gatewright/tui/try"
)

// updating reports whether -update was given, which package teatest declares:
// frames are written anew then.
func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// canned answers every request the same way.
func canned(context.Context, *config.Document, int, *http.Request) (*try.Answer, error) {
	return &try.Answer{
		Status: 200, Header: http.Header{"X-Krakend-Completed": {"false"}, "Content-Type": {"application/json"}},
		Body: []byte(`{"collection":[{"id":1,"name":"Pen"}]}`), Duration: 41 * time.Millisecond,
		Calls: []try.Call{
			{Backend: 0, Method: "GET", URL: "http://products:5001/api/products?page=1", Status: 200, Duration: 38 * time.Millisecond, Size: 34, Sent: http.Header{"Accept-Encoding": {"gzip"}, "Authorization": {"Bearer s3cret"}}, Header: http.Header{"Content-Type": {"application/json"}, "Set-Cookie": {"id=s3cret; Path=/"}}, Body: `[{"id":1,"name":"Pen","sku":"P1"}]`},
			{Backend: 1, Method: "GET", URL: "http://stock:5003/api/levels", Status: 500, Duration: 40 * time.Millisecond, Size: 16, Body: `{"title":"boom"}`, Err: "invalid status code 500", Rule: "success-status-unsupported"},
		},
	}, nil
}

func TestT01Frames(t *testing.T) {
	t.Parallel()
	screens := []struct {
		name string
		data []byte
		keys []string
		then func(*driver)
	}{
		{"main", shop(t), nil, nil},
		{"filter", shop(t), []string{"/", " is:error", "enter"}, nil},
		{"endpoint", shop(t), []string{"enter", "j", "j"}, nil},
		{"backend", shop(t), []string{"enter", "]", "a"}, nil},
		{"service", shop(t), []string{"k", "enter"}, nil},
		{"findings", shop(t), []string{"3", "j"}, nil},
		{"marked", shop(t), []string{"3", "s", "g", "space", "space", "/", " e"}, nil},
		{"source", shop(t), []string{"o"}, nil},
		{"rule", shop(t), []string{"3", "j", "e"}, nil},
		{"line", shop(t), []string{"enter", "enter", " x y"}, nil},
		{"choice", shop(t), []string{"enter", "j", "j", "enter"}, nil},
		{"items", shop(t), []string{"enter", "j", "j", "j", "j", "enter", "n", " sort"}, nil},
		{"save", shop(t), []string{"enter", "j", "j", "j", "enter", " 2s", "enter", "ctrl+s"}, nil},
		{"routes", shop(t), []string{"m", "j", "j"}, nil},
		{"bulk", shop(t), []string{"*", "b"}, nil},
		{"quit", shop(t), []string{"d", "q"}, nil},
		{"help", shop(t), []string{"?"}, nil},
		{"log", shop(t), []string{"d", "D", "@"}, nil},
		{"fixes", shop(t), []string{"3", "F"}, nil},
		{"try", shop(t), []string{"t", " 1", "ctrl+r"}, nil},
		{"headers", shop(t), []string{"t", " 1", "ctrl+r", "ctrl+o"}, nil},
		{"changes", shop(t), []string{"t", " 1", "ctrl+r", "tab", "tab"}, func(d *driver) {
			d.m.opts.Send = answering(`{"collection": [{"id": 2, "name": "Pen"}]}`)
			d.press("ctrl+r", "d")
		}},
		{"cut", shop(t), []string{"t", " 1"}, func(d *driver) {
			d.m.opts.Send = func(context.Context, *config.Document, int, *http.Request) (*try.Answer, error) {
				return &try.Answer{
					Status: 200, Body: []byte(`[{"id":1,"name":"Pen"},{"id":2,"na`), Size: 12 << 20, File: &try.File{Path: "answer.json", Size: 12 << 20}, Duration: time.Second,
					Calls: []try.Call{{Method: "GET", URL: "http://products:5001/api/products", Status: 200, Body: "<a/>", Size: 200 << 20, File: &try.File{Path: "call.xml", Size: 100 << 20}, Duration: time.Second}},
				}, nil
			}
			d.press("ctrl+r", "tab", "tab")
		}},
		{"concern", shop(t), []string{"j", "enter", "]", "j", "enter"}, nil},
		{"proved", shop(t), []string{"3", "z", "j"}, func(d *driver) {
			f, _ := d.m.findings.Current()
			d.m.findings.SetProof(f, "users answers 204 -> client gets 500")
		}},
		{"hunks", shop(t), []string{"k", "enter", "enter", "ctrl+u", " store", "enter", "1", "G", "D", "ctrl+s", "tab", "x"}, nil},
		{"offers", shop(t), []string{"enter", "]", "j", "enter", "ctrl+u"}, nil},
		{"import", shop(t), []string{"I", " products.yaml", "enter", "j"}, nil},
		{"joined", shop(t), []string{"I", " products.yaml", "enter", "a", "g", "space", "j", "space", "m", "enter"}, nil},
		{"wrong", shop(t), []string{"enter", "j", "j", "j", "enter", " 2s", "enter", "ctrl+s", "l", "j"}, nil},
		{"range", shop(t), []string{"3", "V", "j"}, nil},
		{"meeting", []byte(met), []string{"I", " products.yaml", "enter", "g", "r", "r"}, nil},
		{"repair", []byte(strings.Replace(string(shop(t)), `"GET",`, `"GET"`, 1)), nil, nil},
		{"empty", nil, nil, nil},
		{"command", shop(t), []string{":", " set t"}, nil},
		{"groups", shop(t), []string{"v", "j", "h"}, nil},
		{"jump", shop(t), []string{"ctrl+o"}, nil},
		{"twice", []byte(doubled), []string{"k", "enter", "enter"}, nil},
		{"migrate", []byte(version2), []string{"m"}, nil},
		{"zoom", shop(t), []string{"3", "z", "j"}, nil},
		{"json", shop(t), []string{"p"}, nil},
		{"patch", shop(t), []string{"enter", "j", "j", "j", "enter", " 2s", "enter", "1", "G", "K", ":", " patch", "enter"}, nil},
		{"conflict", shop(t), []string{"d"}, func(d *driver) { d.m.askClash(clash{text: replaced(d, `"name": "shop"`, `"name": "theirs"`)}) }},
		{"clash", shop(t), []string{"d"}, func(d *driver) { d.m.askClash(clash{text: "{}"}) }},
		{"sides", shop(t), []string{"k", "enter", "enter", "ctrl+u", " mine", "enter"}, func(d *driver) {
			d.m.askSides(replaced(d, `"name": "shop"`, `"name": "theirs"`))
		}},
		{"recover", shop(t), nil, func(d *driver) {
			d.m.opts.Journal = d.TempDir()
			if err := journal.Write(d.m.opts.Journal, d.m.opts.Path, string(shop(d)), "{}", []string{"delete an endpoint", "set timeout"}); err != nil {
				d.Fatal(err)
			}
			d.m.now = func() time.Time { return time.Time{} }
			d.m.offerJournal()
		}},
	}
	documents := products(t)
	sizes := [][2]int{{60, 16}, {80, 24}, {120, 30}, {200, 60}}
	for _, s := range screens {
		sizes := sizes
		if s.name == "main" {
			sizes = append(sizes[:4:4], [2]int{60, 24}, [2]int{80, 50}, [2]int{100, 30}) // other layouts
		}
		for _, size := range sizes {
			name := fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				d := newDriver(t, s.data, size[0], size[1], func(o *Options) {
					o.Path, o.Send, o.Services = "krakend.json", canned, documents
					o.Load = func(context.Context, string) ([]*spec.Service, error) { return documents, nil }
				})
				d.press(s.keys...)
				if s.then != nil {
					s.then(d)
				}
				frame := d.frame()
				if fault := frameFault(frame, size[0], size[1]); fault != "" {
					t.Error(fault)
				}
				golden(t, name, frame)
			})
		}
	}
}

func golden(t *testing.T, name, frame string) {
	t.Helper()
	var b strings.Builder
	for _, line := range strings.Split(frame, "\n") {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	path := filepath.Join("testdata", "frames", name+".txt")
	if updating() {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Fatalf("there is no frame %s; write it with -update", name)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}
