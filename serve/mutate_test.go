package serve_test

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/serve"
)

// junk takes the place of values.
var junk = []any{
	nil, true, 0, -1, 1.5, 1e300, "", "x", "{{a}}", "\x00", "../..", "10s", "-1s", "%zz", "http://[", "*",
	[]any{}, []any{nil}, []any{1, "a", nil}, []any{[]any{"a"}}, map[string]any{}, map[string]any{"a": nil},
}

// mutated returns a value with a few of its parts exchanged, lost, doubled or
// spoilt.
func mutated(r *rand.Rand, v any) any {
	const rate = 0.03
	if r.Float64() < rate {
		return junk[r.IntN(len(junk))]
	}
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for name, member := range v {
			if r.Float64() >= rate/3 {
				m[name] = mutated(r, member)
			}
		}
		return m
	case []any:
		var list []any
		for _, item := range v {
			list = append(list, mutated(r, item))
			if r.Float64() < rate/4 {
				list = append(list, mutated(r, item))
			}
		}
		return list
	case string:
		if v != "" && r.Float64() < rate/3 {
			at, odd := r.IntN(len(v)), []string{"{", "}", "/", "*", ".", "\\", "%", "\n", "{resp0_x}", "{JWT.sub}"}
			return v[:at] + odd[r.IntN(len(odd))] + v[at:]
		}
	}
	return v
}

// recordedConfigs are the configurations of the recorded cases.
func recordedConfigs(t *testing.T) []any {
	t.Helper()
	files, err := filepath.Glob("../testdata/conformance/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no recorded cases", err)
	}
	var list []any
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c struct{ Config any }
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatal(err)
		}
		if m, ok := c.Config.(map[string]any); ok {
			list = append(list, m)
		}
	}
	return list
}

// TestNoConfigurationBreaksTheGateway builds spoilt configurations and asks every
// endpoint of those that can be served, over backends that answer anything.
func TestNoConfigurationBreaksTheGateway(t *testing.T) {
	configs := recordedConfigs(t)
	bodies := []string{`{"a":1,"b":{"c":[1,2]},"collection":[1],"content":"x"}`, `[1]`, ``, `nope`, `<a><b/></a>`, `null`}
	statuses := []int{200, 200, 200, 404, 204, 302}
	built, dir := 0, t.TempDir()
	for seed := range uint64(1500) {
		r := rand.New(rand.NewPCG(seed, 1))
		text, err := json.Marshal(mutated(r, configs[r.IntN(len(configs))]))
		if err != nil {
			t.Fatal(err)
		}
		answer := func(req *http.Request) (*http.Response, error) {
			resp := response(statuses[r.IntN(len(statuses))], bodies[r.IntN(len(bodies))])
			resp.Request = req
			resp.Header.Set("Location", "/z")
			resp.Header.Set("Cache-Control", "max-age=3")
			return resp, nil
		}
		g, err := serve.Build(documentf(string(text)), serve.Options{Dir: dir, Transport: oneByOne(answer)})
		if err != nil {
			continue
		}
		built++
		for _, route := range g.Routes() {
			req := httptest.NewRequest(route.Method, "/", strings.NewReader(bodies[seed%uint64(len(bodies))]))
			req.URL.Path, req.URL.RawQuery = strings.NewReplacer("{", "", "}", "").Replace(route.Path), "a=1&b=%20"
			w := httptest.NewRecorder()
			g.ServeHTTP(w, req)
			if _, err := io.Copy(io.Discard, w.Body); err != nil || w.Code < 200 {
				t.Errorf("seed %d: %s %s: got %d, %v", seed, route.Method, route.Path, w.Code, err)
			}
		}
		g.Close()
	}
	if built < 300 {
		t.Errorf("only %d configurations could be served", built)
	}
}

// oneByOne lets a function answer one request at a time.
func oneByOne(f fake) fake {
	turn := make(chan struct{}, 1)
	return func(r *http.Request) (*http.Response, error) {
		turn <- struct{}{}
		defer func() { <-turn }()
		return f(r)
	}
}
