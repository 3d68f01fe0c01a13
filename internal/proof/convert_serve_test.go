package proof

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/serve"
)

// upstreams answers for backends by the URL, and notes what they were asked.
type upstreams struct {
	answers map[string]string
	mu      sync.Mutex
	asked   []string
}

func (u *upstreams) RoundTrip(r *http.Request) (*http.Response, error) {
	url := r.URL.String()
	u.mu.Lock()
	if !strings.HasPrefix(url, "https://keys") {
		u.asked = append(u.asked, r.Method+" "+url)
	}
	u.mu.Unlock()
	body, ok := u.answers[url]
	if !ok {
		body = `{"from": "` + r.URL.Host + `"}`
	}
	return &http.Response{
		StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// run builds the gateway of a converted configuration.
func runConverted(t *testing.T, out *convert.Output, u http.RoundTripper) *serve.Gateway {
	t.Helper()
	dir := t.TempDir()
	for _, f := range out.Files[1:] {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := strings.ReplaceAll(string(out.Files[0].Data), `"jwk_local_path": "`, `"jwk_local_path": "`+filepath.ToSlash(dir)+"/")
	g, err := serve.Build(config.Parse("krakend.json", []byte(text)), serve.Options{Transport: u})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	t.Cleanup(g.Close)
	return g
}

func one(format, name, text string) *convert.Inventory {
	return read(format, []*syntax.Source{syntax.NewSource(name, []byte(text))})
}

// token signs claims by HS256.
func token(t *testing.T, secret, kid string, claims map[string]any) string {
	t.Helper()
	header := map[string]any{"alg": "HS256", "typ": "JWT"}
	if kid != "" {
		header["kid"] = kid
	}
	claims = maps.Clone(claims)
	claims["exp"] = 4102444800 // 2100
	var parts []string
	for _, v := range []any{header, claims} {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, base64.RawURLEncoding.EncodeToString(data))
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(strings.Join(parts, ".")))
	return strings.Join(parts, ".") + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func get(g *serve.Gateway, path, bearer string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	g.ServeHTTP(rec, req)
	return rec
}

func TestAggregateOfOcelotPutsAnswersUnderTheirKeys(t *testing.T) {
	t.Parallel()
	u := &upstreams{answers: map[string]string{"http://users:80/users/7": `{"name": "Ann"}`, "http://posts:80/posts?userId=7": `[{"id": 1}]`}}
	inv := corpusOf(t, filepath.Join("testdata", "convert", "ocelot", "aggregates.json"), "ocelot")
	g := runConverted(t, krakend.Write(read("ocelot", inv.sources), krakend.Options{}), u)
	rec := get(g, "/profile/7", "")
	var got map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v: %s", err, rec.Body)
	}
	want := map[string]any{"user": map[string]any{"name": "Ann"}, "posts": map[string]any{"collection": []any{map[string]any{"id": 1.0}}}}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAggregateOfOcelotHandsOnParametersOfTheFirstAnswer(t *testing.T) {
	t.Parallel()
	u := &upstreams{answers: map[string]string{"http://comments/comments/5": `{"author": {"id": "42"}}`, "http://users/users/42": `{"name": "Bo"}`}}
	inv := corpusOf(t, filepath.Join("testdata", "convert", "ocelot", "aggregate-parameters.json"), "ocelot")
	g := runConverted(t, krakend.Write(read("ocelot", inv.sources), krakend.Options{}), u)
	rec := get(g, "/comment-with-author/5", "")
	if diff := gocmp.Diff([]string{"GET http://comments/comments/5", "GET http://users/users/42"}, u.asked); diff != "" {
		t.Errorf("the backends are asked (-want +got):\n%s\n%d %s", diff, rec.Code, rec.Body)
	}
	if !strings.Contains(rec.Body.String(), `"User":{"name":"Bo"}`) {
		t.Errorf("the answer is %s", rec.Body)
	}
}

func TestClaimsOfOcelotAreCheckedAndHandedOn(t *testing.T) {
	t.Parallel()
	const route = `{"Routes": [{"UpstreamPathTemplate": "/mine", "UpstreamHttpMethod": ["Get"], "DownstreamPathTemplate": "/users/{id}", "DownstreamScheme": "http",
		"DownstreamHostAndPorts": [{"Host": "h", "Port": 80}], "AuthenticationOptions": {"AuthenticationProviderKey": "Bearer"},
		"RouteClaimsRequirement": {"role": "admin", "tier": "gold"}, "ChangeDownstreamPathTemplate": {"id": "Claims[sub] > value"}}]}`
	keys := map[string]krakend.Keys{"Bearer": {URL: "https://keys.example/jwks", Alg: "HS256"}}
	tests := []struct {
		name   string
		claims map[string]any
		want   string
	}{
		{"all of them", map[string]any{"sub": "7", "role": "admin", "tier": "gold"}, "GET http://h:80/users/7"},
		{"one is missing", map[string]any{"sub": "7", "role": "admin"}, ""},
		{"one is another", map[string]any{"sub": "7", "role": "admin", "tier": "tin"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := &upstreams{answers: map[string]string{"https://keys.example/jwks": string(convert.JWKS([]convert.JWK{convert.SecretJWK("k", "HS256", []byte("a secret of many letters, which is long"))}))}}
			g := runConverted(t, krakend.Write(one("ocelot", "ocelot.json", route), krakend.Options{Keys: keys}), u)
			rec := get(g, "/mine", token(t, "a secret of many letters, which is long", "k", tt.claims))
			if got := strings.Join(u.asked, "; "); got != tt.want {
				t.Errorf("the backend is asked %q, want %q (status %d: %s)", got, tt.want, rec.Code, rec.Body)
			}
		})
	}
}

func TestTokensOfConsumersOfKongAreChecked(t *testing.T) {
	t.Parallel()
	const file = `_format_version: "3.0"
services:
- {name: s, url: "http://h:80", routes: [{name: r, methods: [GET], paths: ["~/a$"], strip_path: false, plugins: [{name: jwt, config: {key_claim_name: kid}}, {name: acl, config: {allow: [staff]}}]}]}
consumers:
- {username: ann, acls: [{group: staff}], jwt_secrets: [{key: ann-key, secret: the long and good secret of ann the first}]}
- {username: bob, acls: [{group: guests}], jwt_secrets: [{key: bob-key, secret: the long and good secret of bob the other}]}
`
	tests := []struct {
		name, secret, kid string
		status            int
	}{
		{"in the group", "the long and good secret of ann the first", "ann-key", 200},
		{"not in the group", "the long and good secret of bob the other", "bob-key", 401},
		{"another's name", "the long and good secret of bob the other", "ann-key", 401},
		{"no name", "the long and good secret of ann the first", "", 401},
	}
	out := krakend.Write(one("kong", "kong.yml", file), krakend.Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rec := get(runConverted(t, out, &upstreams{}), "/a", token(t, tt.secret, tt.kid, map[string]any{"sub": "x"}))
			if rec.Code != tt.status {
				t.Errorf("status %d, want %d: %s", rec.Code, tt.status, rec.Body)
			}
		})
	}
}

func TestOneConsumerOfKongIsKnownByItsIssuer(t *testing.T) {
	t.Parallel()
	const file = `_format_version: "3.0"
services:
- {name: s, url: "http://h:80", routes: [{name: r, methods: [GET], paths: ["~/a$"], plugins: [{name: jwt}]}]}
consumers: [{username: ann, jwt_secrets: [{key: ann-issuer, secret: the long and good secret of ann the first}]}]
`
	out := krakend.Write(one("kong", "kong.yml", file), krakend.Options{})
	for issuer, status := range map[string]int{"ann-issuer": 200, "other": 401} {
		rec := get(runConverted(t, out, &upstreams{}), "/a", token(t, "the long and good secret of ann the first", "ann-issuer", map[string]any{"iss": issuer}))
		if rec.Code != status {
			t.Errorf("issuer %s: status %d, want %d", issuer, rec.Code, status)
		}
	}
}

func TestKeyInADefinitionOfTykChecksTokens(t *testing.T) {
	t.Parallel()
	secret := base64.StdEncoding.EncodeToString([]byte("the long and good secret that tyk has here"))
	file := `{"name": "a", "active": true, "enable_jwt": true, "jwt_signing_method": "hmac", "jwt_source": "` + secret + `", "strip_auth_data": true,
		"proxy": {"listen_path": "/a", "target_url": "http://h:80", "strip_listen_path": true}}`
	out := krakend.Write(one("tyk", "a.json", file), krakend.Options{})
	for key, status := range map[string]int{"the long and good secret that tyk has here": 200, "another": 401} {
		rec := get(runConverted(t, out, &upstreams{}), "/a/x", token(t, key, "tyk", map[string]any{"sub": "x"}))
		if rec.Code != status {
			t.Errorf("%s: status %d, want %d", key, rec.Code, status)
		}
	}
}

func TestVersionsOfTykAreToldByTheirPath(t *testing.T) {
	t.Parallel()
	u := &upstreams{}
	c := corpusOf(t, filepath.Join("testdata", "convert", "tyk", "versions.json"), "tyk")
	g := runConverted(t, krakend.Write(read("tyk", c.sources), krakend.Options{}), u)
	for _, path := range []string{"/versions/v1/a", "/versions/v2/a", "/versions/a"} {
		get(g, path, "")
	}
	want := []string{"GET http://v1.internal/a", "GET http://v2.internal/x/a", "GET http://v1.internal/a"}
	if diff := gocmp.Diff(want, u.asked); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
