package serve_test

import (
	"net/http/httptest"
	"testing"

	"github.com/gatewright/gatewright/serve"
)

func TestNegotiateTakesTheFirstTypeThatItKnows(t *testing.T) {
	g := build(t, withEndpoints(`{"endpoint":"/x","output_encoding":"negotiate","backend":[{"url_pattern":"/"}]}`), serve.Options{Transport: answering(200, `{"a":1}`)})
	const json, xml, yaml = "application/json; charset=utf-8", "application/xml", "application/yaml; charset=utf-8"
	for accept, want := range map[string]string{
		"":                                      json,
		" , ;q=1":                               json,
		"*/*":                                   json,
		"application/*":                         json,
		"text/*":                                yaml,
		"text/plain":                            yaml,
		"text/html":                             json,
		"application/xml":                       xml,
		"image/png, application/xml;q=0.1, */*": xml,
		"*/*, application/xml":                  json,
		"application/x-yaml":                    yaml,
		"application/yaml":                      json,
		"Application/Xml":                       json,
		"text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8": xml,
	} {
		r := httptest.NewRequest("GET", "/x", nil)
		if accept != "" {
			r.Header.Set("Accept", accept)
		}
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Type"); got != want {
			t.Errorf("%q: got %s, want %s", accept, got, want)
		}
	}
}
