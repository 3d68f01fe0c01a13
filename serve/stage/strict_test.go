package stage

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/gatewright/gatewright/config"
)

// tripper stands in for a backend.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A claim goes into a URL as it is by default, and with StrictParams only where
// it stays in its place.
func TestStrictHoldsClaimsToTheirPlace(t *testing.T) {
	i := newIssuer(t, "k")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "keys.json"), []byte(keySet(t, i)), 0o600); err != nil {
		t.Fatal(err)
	}
	e := config.Parse("krakend.json", []byte(`{"version":3,"host":["http://b:80"],"endpoints":[{"endpoint":"/x","extra_config":{"auth/validator":{"alg":"ES256","jwk_local_path":"keys.json","disable_jwk_security":true}},
"backend":[{"url_pattern":"/users/{JWT.sub}"}]}]}`)).Service().Endpoint(0)
	for claims, want := range map[string]struct {
		url     string // "" for none
		refused bool   // with StrictParams
	}{
		`{"sub":"ada"}`:                 {"http://b:80/users/ada", false},
		`{"sub":"7","iss":"https://a"}`: {"http://b:80/users/7", false},
		`{"sub":"../admin"}`:            {"http://b:80/users/../admin", true},
		`{"sub":"a?role=admin"}`:        {"http://b:80/users/a?role=admin", true},
		`{"iss":"a"}`:                   {"http://b:80/users/%7B%7B.JWT.sub%7D%7D", true},
	} {
		for _, strict := range []bool{false, true} {
			asked := ""
			env := quiet()
			env.Dir, env.StrictParams = dir, strict
			env.Transport = tripper(func(r *http.Request) (*http.Response, error) {
				asked = r.URL.String()
				return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}, nil
			})
			gate := validator(e, env)
			proxy := Endpoint(e, env)
			r := httptest.NewRequest("GET", "/x", nil)
			r.Header.Set("Authorization", "Bearer "+i.token(t, claims))
			visit := &Visit{Request: r}
			if !gate(httptest.NewRecorder(), visit) {
				t.Fatalf("%s is refused", claims)
			}
			_, _ = proxy(t.Context(), &Request{Params: visit.Params, Header: http.Header{}}) // the body is empty, which is an error
			expect := want.url
			if strict && want.refused {
				expect = ""
			}
			if asked != expect {
				t.Errorf("%s, strict %t: asked %q, want %q", claims, strict, asked, expect)
			}
		}
	}
}
