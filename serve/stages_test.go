package serve_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/serve"
)

func TestWhatAStageLeavesOutIsToldAtStartAndRefusedWhenStrict(t *testing.T) {
	doc := withEndpoints(`{"endpoint":"/x","extra_config":{"validation/cel":[{"check_expr":"1 == 2"}]},"backend":[{"url_pattern":"/"}]}`)
	g := build(t, doc, serve.Options{Transport: answering(200, `{"a":1}`)})
	found := g.Notices()
	if len(found) != 1 || found[0].Effect != diag.Unsafe || found[0].Pointer != "/endpoints/0/extra_config/validation~1cel/0" {
		t.Errorf("notices %v", found)
	}
	if w := ask(g, "GET", "/x", ""); w.Code != 200 {
		t.Errorf("got %d", w.Code)
	}
	_, err := serve.Build(doc, serve.Options{Check: func(*config.Document) []diag.Finding { return nil }})
	if err == nil || !strings.Contains(err.Error(), "never runs") {
		t.Errorf("strict: %v", err)
	}
}

func TestReloadReadsScriptsAgain(t *testing.T) {
	dir := t.TempDir()
	script := func(status string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "a.lua"), []byte("function stop() custom_error('no', "+status+") end"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	script("403")
	doc := withEndpoints(`{"endpoint":"/x","extra_config":{"modifier/lua-endpoint":{"sources":["a.lua"],"pre":"stop()"}},"backend":[{"url_pattern":"/"}]}`)
	s, addr, stop := server(t, doc, serve.Options{Transport: answering(200, "{}"), Dir: dir})
	defer stop()
	c := client(t)
	script("404")
	if code, _ := get(t, c, "http://"+addr+"/x"); code != http.StatusForbidden {
		t.Errorf("before the reload: %d", code)
	}
	if err := s.Reload(doc); err != nil {
		t.Fatal(err)
	}
	if code, _ := get(t, c, "http://"+addr+"/x"); code != http.StatusNotFound {
		t.Errorf("after the reload: %d", code)
	}
}

func TestReloadKeepsOldGatewayWhenKeysAreBroken(t *testing.T) {
	s, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","backend":[{"url_pattern":"/"}]}`), serve.Options{Transport: answering(200, "{}"), Dir: t.TempDir()})
	defer stop()
	err := s.Reload(withEndpoints(`{"endpoint":"/x","extra_config":{"auth/validator":{"alg":"RS256","disable_jwk_security":true,"jwk_local_path":"none.json"}},"backend":[{"url_pattern":"/"}]}`))
	if err == nil || !strings.Contains(err.Error(), "none.json") {
		t.Errorf("got %v", err)
	}
	if code, _ := get(t, client(t), "http://"+addr+"/x"); code != 200 {
		t.Errorf("the old gateway answers %d", code)
	}
}

func TestScriptOfTheServiceStandsBeforeMissingPaths(t *testing.T) {
	doc := config.Parse("krakend.json", []byte(`{"version":3,"host":["http://b:80"],
"extra_config":{"modifier/lua-endpoint":{"pre":"if ctx.load():headers('X-Pass') == '' then custom_error('no', 403) end"}},
"endpoints":[{"endpoint":"/x","backend":[{"url_pattern":"/"}]}]}`))
	g := build(t, doc, serve.Options{Transport: answering(200, "{}")})
	for path, want := range map[string]int{"/x": 500, "/none": 500, "/__health": 200} {
		if w := ask(g, "GET", path, ""); w.Code != want {
			t.Errorf("%s: got %d, want %d", path, w.Code, want)
		}
	}
}
