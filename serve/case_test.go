package serve_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// testCase is one recorded case: backends, a configuration, and requests with
// what clients and backends then see. testdata/conformance holds them.
type testCase struct {
	Name     string                 `json:"name"`
	About    string                 `json:"about"`
	Feature  string                 `json:"feature"`
	Backends map[string][]stubRoute `json:"backends"`
	Env      map[string]string      `json:"env"`
	Files    map[string]string      `json:"files"`
	Config   json.RawMessage        `json:"config"`
	Starts   *bool                  `json:"starts"`
	Steps    []step                 `json:"steps"`
}

type stubRoute struct {
	Method, Path string
	Responses    []stubAnswer
}

type stubAnswer struct {
	Status  int
	Headers map[string]string
	Body    string
	Base64  string
	DelayMS int `json:"delay_ms"`
	Hangup  bool
	Chunks  []string
}

type step struct {
	WaitMS  int `json:"wait_ms"`
	Request struct {
		Method, Path string
		Headers      map[string]string
		Body         string
	}
	Repeat   int
	Expect   expectation
	Upstream []seen
	Ignore   []string
}

type expectation struct {
	Status   int
	Statuses []int
	Headers  map[string][]string
	JSON     json.RawMessage
	Body     string
	Base64   string
}

// seen is one request as a backend saw it.
type seen struct {
	Backend, Method, Path string
	Headers               map[string][]string
	Body                  string

	agent string
}

func (s step) ignores(what string) bool {
	return slices.ContainsFunc(s.Ignore, func(i string) bool { return strings.EqualFold(i, what) })
}

// readCases returns the recorded cases by feature.
func readCases(t *testing.T) map[string][]testCase {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "conformance", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][]testCase{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var c testCase
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		c.Name = strings.TrimSuffix(filepath.Base(f), ".json")
		cases[c.Feature] = append(cases[c.Feature], c)
	}
	return cases
}

// volatile headers differ with the moment, the machine or the product's name.
var volatile = map[string]bool{
	"Date": true, "Content-Length": true, "X-Krakend": true, "Server": true, "User-Agent": true,
	"Traceparent": true, "Tracestate": true, "X-B3-Traceid": true, "X-B3-Spanid": true, "X-B3-Sampled": true,
	"Connection": true, "Transfer-Encoding": true, "Age": true, "X-Forwarded-Via": true,
}

func keep(h http.Header) map[string][]string {
	kept := map[string][]string{}
	for k, v := range h {
		if !volatile[k] {
			kept[k] = v
		}
	}
	return kept
}

// inOrder sorts what backends saw: they may be asked side by side.
func inOrder(list []seen) []seen {
	list = slices.Clone(list)
	key := func(s seen) string { return s.Backend + " " + s.Method + " " + s.Path + "\n" + s.Body }
	slices.SortStableFunc(list, func(a, b seen) int { return strings.Compare(key(a), key(b)) })
	return list
}

// sameJSON compares two documents by value; integers by their digits.
func sameJSON(a, b string) bool {
	var x, y any
	if decodeJSON(a, &x) != nil || decodeJSON(b, &y) != nil {
		return a == b
	}
	return sameValue(x, y)
}

func decodeJSON(s string, v *any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(s)))
	d.UseNumber()
	return d.Decode(v)
}

func sameValue(x, y any) bool {
	switch a := x.(type) {
	case map[string]any:
		b, ok := y.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k, v := range a {
			if w, ok := b[k]; !ok || !sameValue(v, w) {
				return false
			}
		}
		return true
	case []any:
		b, ok := y.([]any)
		return ok && slices.EqualFunc(a, b, sameValue)
	case json.Number:
		b, ok := y.(json.Number)
		if !ok || a == b {
			return ok
		}
		p, err1 := a.Float64()
		q, err2 := b.Float64()
		return err1 == nil && err2 == nil && p == q && strings.ContainsAny(string(a+b), ".eE")
	}
	return x == y
}
