package stage

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
)

// issuer signs tokens with a key of its own.
type issuer struct {
	kid string
	key *ecdsa.PrivateKey
}

func newIssuer(t testing.TB, kid string) issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return issuer{kid, key}
}

func (i issuer) token(t testing.TB, claims string) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: i.key, KeyID: i.kid}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign([]byte(claims))
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// keySet is the public keys of issuers as a key set.
func keySet(t testing.TB, issuers ...issuer) string {
	t.Helper()
	var set jose.JSONWebKeySet
	for _, i := range issuers {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: i.key.Public(), KeyID: i.kid, Algorithm: "ES256", Use: "sig"})
	}
	text, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func bearer(token string) *Visit {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return &Visit{Request: r}
}

// enterGates leads a visit through the gates and returns the status, 200 for those
// that come through.
func enterGates(gates []Gate, v *Visit) int {
	for _, g := range gates {
		if w := httptest.NewRecorder(); !g(w, v) {
			return w.Code
		}
	}
	return http.StatusOK
}

const forever = `"exp":4102444800`

func TestValidatorJudgesTokens(t *testing.T) {
	good, other := newIssuer(t, "k1"), newIssuer(t, "k1")
	env := quiet()
	env.Dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(env.Dir, "keys.json"), []byte(keySet(t, good)), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		settings string // besides the key
		from     issuer
		claims   string
		want     int
	}{
		"good":                          {"", good, `{` + forever + `}`, 200},
		"without an end":                {"", good, `{}`, 200},
		"of another key":                {"", other, `{` + forever + `}`, 401},
		"over":                          {"", good, `{"exp":1600000000}`, 401},
		"over, and forgiven":            {`,"leeway":"1000000h"`, good, `{"exp":1600000000}`, 200},
		"exp as text":                   {"", good, `{"exp":"soon"}`, 401},
		"of the future":                 {"", good, `{"iat":4102444800}`, 401},
		"no object":                     {"", good, `[1]`, 401},
		"issuer":                        {`,"issuer":"me"`, good, `{"iss":"me"}`, 200},
		"foreign issuer":                {`,"issuer":"me"`, good, `{"iss":"you"}`, 401},
		"one audience of two":           {`,"audience":["a","b"]`, good, `{"aud":"a"}`, 401},
		"role in a text":                {`,"roles":["admin"]`, good, `{"roles":"user admin"}`, 200},
		"role with a blank in a text":   {`,"roles":["my admin"]`, good, `{"roles":"my admin"}`, 403},
		"role with a blank in a list":   {`,"roles":["my admin"]`, good, `{"roles":["my admin"]}`, 200},
		"empty role":                    {`,"roles":[""]`, good, `{"roles":""}`, 200},
		"role that is a number":         {`,"roles":["1"]`, good, `{"roles":[1]}`, 500},
		"role deep inside":              {`,"roles":["a"],"roles_key":"x.y.z","roles_key_is_nested":true`, good, `{"x":{"y":{"z":["a"]}}}`, 200},
		"role through a list":           {`,"roles":["a"],"roles_key":"x.y","roles_key_is_nested":true`, good, `{"x":["y"]}`, 403},
		"any scope":                     {`,"scopes":["r","w"],"scopes_key":"scope"`, good, `{"scope":"w x"}`, 200},
		"all scopes":                    {`,"scopes":["r","w"],"scopes_key":"scope","scopes_matcher":"all"`, good, `{"scope":"w x"}`, 403},
		"scopes of an unknown matching": {`,"scopes":["r","w"],"scopes_key":"scope","scopes_matcher":"some"`, good, `{"scope":"w"}`, 200},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := endpointOf(t, `{"auth/validator":{"alg":"ES256","jwk_local_path":"keys.json","disable_jwk_security":true`+tt.settings+`}}`, `{}`)
			if got := enterGates(EndpointGates(e, env), bearer(tt.from.token(t, tt.claims))); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestValidatorIsOffWhereItIsAbsent(t *testing.T) {
	if gates := EndpointGates(endpointOf(t, `{}`, `{}`), quiet()); len(gates) > 0 {
		t.Errorf("%d gates", len(gates))
	}
}

func TestValidatorRefusesEverybodyWithSettingsThatCannotBeUsed(t *testing.T) {
	good := newIssuer(t, "k1")
	for name, settings := range map[string]string{
		"no object":          `"x"`,
		"wrong type":         `{"alg":"ES256","jwk_url":"https://keys/","audience":"a"}`,
		"plain HTTP":         `{"alg":"ES256","jwk_url":"http://keys/"}`,
		"insecure file":      `{"alg":"ES256","jwk_local_path":"keys.json"}`,
		"encrypted keys":     `{"alg":"ES256","jwk_url":"https://keys/","secret_url":"base64key://x"}`,
		"no keys":            `{"alg":"ES256","disable_jwk_security":true}`,
		"unreadable CA file": `{"alg":"ES256","jwk_url":"https://keys/","jwk_local_ca":"none.pem"}`,
	} {
		t.Run(name, func(t *testing.T) {
			server := &keyServer{body: keySet(t, good)}
			env := quiet()
			env.Transport = server
			if name == "unreadable CA file" {
				env.Network = &http.Transport{}
			}
			e := endpointOf(t, `{"auth/validator":`+settings+`}`, `{}`)
			gates := EndpointGates(e, env)
			if got := enterGates(gates, bearer(good.token(t, `{}`))); got != http.StatusUnauthorized {
				t.Errorf("got %d", got)
			}
			if len(env.Notices) != 1 || env.Notices[0].Effect != diag.Fails {
				t.Errorf("notices %v", env.Notices)
			}
		})
	}
}

func TestValidatorTellsWhatItDoesNotCheck(t *testing.T) {
	for name, settings := range map[string]string{
		"no key for scopes": `"scopes":["a"]`,
		"unknown matcher":   `"scopes":["a"],"scopes_key":"scope","scopes_matcher":"both"`,
	} {
		t.Run(name, func(t *testing.T) {
			env := quiet()
			EndpointGates(endpointOf(t, `{"auth/validator":{"alg":"ES256","jwk_url":"https://keys/",`+settings+`}}`, `{}`), env)
			if len(env.Notices) != 1 || env.Notices[0].Effect != diag.Unsafe {
				t.Errorf("notices %v", env.Notices)
			}
		})
	}
}

func TestValidatorStopsTheStart(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bad.json"), []byte("no json"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		settings string
		want     []string
	}{
		"fine":             {`{"alg":"ES256","jwk_url":"https://keys/"}`, nil},
		"closed anyway":    {`{"alg":"ES256","jwk_local_path":"none.json"}`, nil},
		"no alg":           {`{"jwk_url":"https://keys/"}`, []string{"alg"}},
		"unknown alg":      {`{"alg":"none","jwk_url":"https://keys/"}`, []string{"alg"}},
		"cache and a file": {`{"alg":"ES256","cache":true,"jwk_local_path":"bad.json"}`, []string{"cache"}},
		"fingerprints":     {`{"alg":"ES256","jwk_url":"https://keys/","jwk_fingerprints":["***"]}`, []string{"jwk_fingerprints"}},
		"missing file":     {`{"alg":"ES256","disable_jwk_security":true,"jwk_local_path":"none.json"}`, []string{"jwk_local_path"}},
		"broken file":      {`{"alg":"ES256","disable_jwk_security":true,"jwk_local_path":"bad.json"}`, []string{"jwk_local_path"}},
		"several":          {`{"jwk_url":"https://keys/","jwk_fingerprints":["***"]}`, []string{"alg", "jwk_fingerprints"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range Refusals(endpointOf(t, `{"auth/validator":`+tt.settings+`}`, `{}`).Service, dir) {
				_, member, _ := strings.Cut(f.Pointer, "auth~1validator/")
				if f.Effect != diag.Refused || f.Span.IsZero() {
					t.Errorf("finding %v", f)
				}
				if f.Pointer == "/endpoints/0/extra_config/auth~1validator" {
					member = "alg"
				}
				got = append(got, member)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestPropagatedClaimsReplaceWhatTheClientSent(t *testing.T) {
	i := newIssuer(t, "k1")
	gates := fetching(t, &keyServer{body: keySet(t, i)}, `,"propagate_claims":[["sub","x-user"],["none","x-none"],["odd"]]`)
	v := bearer(i.token(t, `{"sub":"ada"}`))
	v.Header["X-User"], v.Header["X-None"] = []string{"root", "more"}, []string{"spoofed"}
	if got := enterGates(gates, v); got != 200 {
		t.Fatal(got)
	}
	if d := cmp.Diff([][]string{{"ada"}, {""}}, [][]string{v.Header["X-User"], v.Header["X-None"]}); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestClaimText(t *testing.T) {
	for in, want := range map[string]string{
		`"a b"`: "a b", `7`: "7", `-0.5`: "-0.500000", `1e3`: "1000", `true`: "true",
		`["p",1,["q"]]`: "p,1,q", `{"z":1}`: `{"z":1}`, `null`: "",
	} {
		var v any
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			t.Fatal(err)
		}
		if got := claimText(v); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func BenchmarkValidator(b *testing.B) {
	i := newIssuer(b, "k1")
	env := quiet()
	env.Transport = &keyServer{body: keySet(b, i)}
	gates := EndpointGates(endpointOf(b, `{"auth/validator":{"alg":"ES256","jwk_url":"https://keys/","cache":true,"roles":["admin"]}}`, `{}`), env)
	v := bearer(i.token(b, `{"sub":"ada","roles":["admin"],`+forever+`}`))
	b.ReportAllocs()
	for b.Loop() {
		if got := enterGates(gates, v); got != http.StatusOK {
			b.Fatal(got)
		}
	}
}

// FuzzToken holds that no token makes the validator panic or let somebody in.
func FuzzToken(f *testing.F) {
	for _, s := range []string{"", "a.b.c", "Bearer", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0.e30.AAAA"} {
		f.Add(s)
	}
	doc := endpointOf(f, `{"auth/validator":{"alg":"ES256","jwk_url":"https://keys/"}}`, `{}`)
	env := quiet()
	env.Transport = &keyServer{body: `{"keys":[]}`}
	gates := EndpointGates(doc, env)
	f.Fuzz(func(t *testing.T, token string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["Authorization"] = []string{token}
		if got := enterGates(gates, &Visit{Request: r}); got != http.StatusUnauthorized {
			t.Errorf("%q: %d", token, got)
		}
	})
}
