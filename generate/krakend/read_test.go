package krakend_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/generate/ocelot"
)

// A catch-all of Ocelot becomes endpoints, and those one route again.
func Example() {
	src := syntax.NewSource("ocelot.json", []byte(`{"Routes": [{
		"UpstreamPathTemplate": "/users/{everything}", "UpstreamHttpMethod": ["GET"],
		"DownstreamPathTemplate": "/api/users/{everything}", "DownstreamScheme": "http",
		"DownstreamHostAndPorts": [{"Host": "users", "Port": 5000}]}]}`))
	inv := ocelot.Read([]*syntax.Source{src}, ocelot.Options{})
	out := krakend.Write(inv, krakend.Options{Depth: 2})
	doc := config.Parse("krakend.json", out.Files[0].Data)
	for _, e := range doc.Service().Endpoints() {
		fmt.Println(e.ID(), "->", e.Backends[0].ID())
	}
	fmt.Println(krakend.Read(doc).Routes[0].Path)
	fmt.Println(convert.NewReport(inv, out, krakend.Format).Summary())
	// Output:
	// GET /users -> http://users:5000/api/users
	// GET /users/{p1} -> http://users:5000/api/users/{p1}
	// GET /users/{p1}/{p2} -> http://users:5000/api/users/{p1}/{p2}
	// /users/{everything}
	// routes 0/1 exact, 1 approximated; fields 6 mapped, 0 lost
}

// TestChangedEndpointIsNoCatchAllAgain changes one of the endpoints that a
// catch-all was expanded to: they stay what they are.
func TestChangedEndpointIsNoCatchAllAgain(t *testing.T) {
	inv := &convert.Inventory{Format: "ocelot", Routes: []*convert.Route{{
		Path: "/a/{rest}", Tail: "rest", Timeout: time.Minute, Methods: []string{"GET"}, Headers: []string{"*"}, Queries: []string{"*"},
		Calls: []*convert.Call{{Hosts: []string{"http://h"}, Pattern: "/b/{rest}"}},
	}}}
	text := string(krakend.Write(inv, krakend.Options{}).Files[0].Data)
	if n := len(krakend.Read(config.Parse("k.json", []byte(text))).Routes); n != 1 {
		t.Fatalf("%d routes, want the catch-all", n)
	}
	changed := strings.Replace(text, `"url_pattern": "/b/{p1}/{p2}"`, `"url_pattern": "/c/{p1}/{p2}"`, 1)
	routes := krakend.Read(config.Parse("k.json", []byte(changed))).Routes
	for _, r := range routes {
		if r.Tail != "" {
			t.Errorf("%s is a catch-all", r.Path)
		}
	}
	if len(routes) != 4 {
		t.Errorf("%d routes, want the 4 endpoints", len(routes))
	}
}

// FuzzRead reads whatever comes and writes it for another gateway.
func FuzzRead(f *testing.F) {
	seeds, _ := filepath.Glob(filepath.Join("testdata", "*.json"))
	for _, seed := range seeds {
		data, err := os.ReadFile(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		inv := krakend.Read(config.Parse("krakend.json", []byte(text)))
		out := ocelot.Write(inv, ocelot.WriteOptions{})
		back := ocelot.Read([]*syntax.Source{syntax.NewSource("ocelot.json", out.Files[0].Data)}, ocelot.Options{})
		krakend.Write(back, krakend.Options{})
	})
}

func TestFormerNamesAreReported(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       int
	}{
		{"of today", `{"version": 3, "endpoints": [{"endpoint": "/a", "backend": [{"url_pattern": "/a", "host": ["http://h"], "allow": ["x"]}]}]}`, 0},
		{"of version 2", `{"version": 2, "endpoints": [{"endpoint": "/a", "headers_to_pass": ["X"], "backend": [{"url_pattern": "/a", "host": ["http://h"], "whitelist": ["x"]}]}]}`, 3},
		{"a byte order mark and a last comma", "\ufeff" + `{"version": 3, "endpoints": [{"endpoint": "/a", "backend": [{"url_pattern": "/a", "host": ["http://h"]}]},]}`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := 0
			for _, l := range krakend.Read(config.Parse("krakend.json", []byte(tt.text))).Losses {
				if l.Code == "outdated" {
					n++
				}
			}
			if n != tt.want {
				t.Errorf("%d former names are reported, want %d", n, tt.want)
			}
		})
	}
}
