package serve_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/serve"
)

// What a former answer gives goes into the next call as it is by default, and
// with StrictParams only where it stays in its place.
func TestStrictHoldsValuesOfAnswersToTheirPlace(t *testing.T) {
	for name, tt := range map[string]struct {
		value           string // JSON
		lenient, strict []string
	}{
		"plain":     {`7`, []string{"/a", "/b/7"}, []string{"/a", "/b/7"}},
		"words":     {`"x y"`, []string{"/a", "/b/x%20y"}, []string{"/a", "/b/x%20y"}},
		"list":      {`["x","y"]`, []string{"/a", "/b/x,y"}, []string{"/a", "/b/x,y"}},
		"way out":   {`".."`, []string{"/a", "/b/.."}, []string{"/a"}},
		"a path":    {`"x/../../admin"`, []string{"/a", "/b/x/../../admin"}, []string{"/a"}},
		"a query":   {`"x?role=admin"`, []string{"/a", "/b/x?role=admin"}, []string{"/a"}},
		"a missing": {`null,"other":1`, []string{"/a", "/b/%3Cnil%3E"}, []string{"/a", "/b/%3Cnil%3E"}},
	} {
		for strict, want := range map[bool][]string{false: tt.lenient, true: tt.strict} {
			var asked []string
			g := build(t, withEndpoints(`{"endpoint":"/x","extra_config":{"proxy":{"sequential":true}},"backend":[{"url_pattern":"/a"},{"url_pattern":"/b/{resp0_id}"}]}`), serve.Options{
				StrictParams: strict,
				Transport: fake(func(r *http.Request) (*http.Response, error) {
					asked = append(asked, r.URL.RequestURI())
					return response(200, `{"id":`+tt.value+`}`), nil
				}),
			})
			w := ask(g, "GET", "/x", "")
			if diff := cmp.Diff(want, asked); diff != "" {
				t.Errorf("%s, strict %t: -want +got\n%s", name, strict, diff)
			}
			if complete := w.Header().Get("X-Krakend-Completed"); w.Code != 200 || (complete == "true") != (len(want) == 2) {
				t.Errorf("%s, strict %t: got %d, complete %s", name, strict, w.Code, complete)
			}
		}
	}
}

// A value that a script sets, or that is missing, is held to the same.
func TestStrictHoldsValuesOfScriptsToTheirPlace(t *testing.T) {
	for script, want := range map[string][2]int{
		`ctx.load():params('id', 'x')`:        {200, 200},
		`ctx.load():params('id', '../admin')`: {200, 400},
		`ctx.load():params('id', 'x&y=z')`:    {200, 400},
	} {
		for i, strict := range []bool{false, true} {
			g := build(t, withEndpoints(`{"endpoint":"/x/{id}","extra_config":{"modifier/lua-endpoint":{"pre":"`+script+`"}},"backend":[{"url_pattern":"/{id}"}]}`),
				serve.Options{StrictParams: strict, Transport: answering(200, `{"a":1}`)})
			if w := ask(g, "GET", "/x/1", ""); w.Code != want[i] {
				t.Errorf("%s, strict %t: got %d", script, strict, w.Code)
			}
		}
	}
	g := build(t, withEndpoints(`{"endpoint":"/x","backend":[{"url_pattern":"/{resp0_id}"}]}`), serve.Options{StrictParams: true, ExplainErrors: true, Transport: answering(200, `{"a":1}`)})
	if w := ask(g, "GET", "/x", ""); w.Code != 400 || !strings.Contains(w.Header().Get("X-Gatewright-Reason"), "{Resp0_id} of url_pattern has no value") {
		t.Errorf("a missing value: got %d %v", w.Code, w.Header())
	}
}
