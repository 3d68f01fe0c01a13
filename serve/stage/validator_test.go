package stage

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
)

// issuer signs tokens with a key of its own.
type issuer struct {
	kid string
	key *ecdsa.PrivateKey
}

func newIssuer(t *testing.T, kid string) issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return issuer{kid, key}
}

func (i issuer) token(t *testing.T, claims string) string {
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
func keySet(t *testing.T, issuers ...issuer) string {
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

// keyServer answers with what stands in its field at the moment.
type keyServer struct {
	mu    sync.Mutex
	body  string
	delay time.Duration
	asked atomic.Int32
}

func (k *keyServer) set(body string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.body = body
}

func (k *keyServer) RoundTrip(r *http.Request) (*http.Response, error) {
	k.asked.Add(1)
	select {
	case <-time.After(k.delay):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(k.body)), Request: r}, nil
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
				env.Transport = &http.Transport{}
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

// fetching makes the gates of an endpoint whose keys come from a server.
func fetching(t *testing.T, server *keyServer, settings string) []Gate {
	t.Helper()
	env := quiet()
	env.Transport = server
	return EndpointGates(endpointOf(t, `{"auth/validator":{"alg":"ES256","jwk_url":"https://keys/set"`+settings+`}}`, `{}`), env)
}

func TestKeysAreKeptAsLongAsTheyHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := newIssuer(t, "k1"), newIssuer(t, "k2")
		server := &keyServer{body: keySet(t, first)}
		gates := fetching(t, server, `,"cache":true,"cache_duration":60`)
		ask := func(what string, i issuer, want int, fetches int32) {
			t.Helper()
			if got := enterGates(gates, bearer(i.token(t, `{}`))); got != want {
				t.Errorf("%s: got %d, want %d", what, got, want)
			}
			if got := server.asked.Load(); got != fetches {
				t.Errorf("%s: %d fetches, want %d", what, got, fetches)
			}
		}
		ask("first", first, 200, 1)
		ask("kept", first, 200, 1)
		server.set(keySet(t, second))
		ask("a new key", second, 200, 2)
		ask("a key that was taken out", first, 401, 3)
		time.Sleep(61 * time.Second)
		ask("after its time", second, 200, 4)
		server.set("down")
		ask("kept while the server is down", second, 200, 4)
		time.Sleep(61 * time.Second)
		ask("not longer than that", second, 401, 5)
	})
}

func TestWithoutCacheEachRequestFetches(t *testing.T) {
	i := newIssuer(t, "k1")
	server := &keyServer{body: keySet(t, i)}
	gates := fetching(t, server, "")
	for range 3 {
		if got := enterGates(gates, bearer(i.token(t, `{}`))); got != 200 {
			t.Fatal(got)
		}
	}
	if n := server.asked.Load(); n != 3 {
		t.Errorf("%d fetches", n)
	}
}

func TestRequestsThatWaitShareAFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t, "k1")
		server := &keyServer{body: keySet(t, i), delay: time.Second}
		gates := fetching(t, server, "")
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if got := enterGates(gates, bearer(i.token(t, `{}`))); got != 200 {
					t.Error(got)
				}
			})
		}
		wg.Wait()
		if n := server.asked.Load(); n != 1 {
			t.Errorf("%d fetches", n)
		}
	})
}

func TestUnknownKeyIsNotAskedForAgainDuringTheCooldown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		known, unknown := newIssuer(t, "k1"), newIssuer(t, "k2")
		server := &keyServer{body: keySet(t, known)}
		gates := fetching(t, server, `,"cache":true,"failed_jwk_key_cooldown":"10s"`)
		for range 5 {
			enterGates(gates, bearer(unknown.token(t, `{}`)))
		}
		if n := server.asked.Load(); n != 1 {
			t.Errorf("%d fetches", n)
		}
		server.set(keySet(t, known, unknown))
		time.Sleep(11 * time.Second)
		if got := enterGates(gates, bearer(unknown.token(t, `{}`))); got != 200 {
			t.Errorf("after the cooldown: %d", got)
		}
	})
}

func TestFetchEndsWithTheClientThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t, "k1")
		server := &keyServer{body: keySet(t, i), delay: 5 * time.Second}
		gates := fetching(t, server, "")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		v := bearer(i.token(t, `{}`))
		v.Request = v.WithContext(ctx)
		start := time.Now()
		if got := enterGates(gates, v); got != 401 || time.Since(start) != time.Second {
			t.Errorf("got %d after %s", got, time.Since(start))
		}
		if got := enterGates(gates, bearer(i.token(t, `{}`))); got != 200 {
			t.Errorf("the next one got %d", got)
		}
	})
}

func TestEndpointsShareKeysWhereTheServiceSaysSo(t *testing.T) {
	i := newIssuer(t, "k1")
	server := &keyServer{body: keySet(t, i)}
	env := quiet()
	env.Transport = server
	e := endpointOf(t, `{"auth/validator":{"alg":"ES256","jwk_url":"https://keys/","cache":true}}`, `{}`)
	e.Service.Extra = endpointOf(t, `{"auth/validator":{"shared_cache_duration":60}}`, `{}`).Extra
	for _, gates := range [][]Gate{EndpointGates(e, env), EndpointGates(e, env)} {
		if got := enterGates(gates, bearer(i.token(t, `{}`))); got != 200 {
			t.Fatal(got)
		}
	}
	if n := server.asked.Load(); n != 1 {
		t.Errorf("%d fetches", n)
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

func TestKeyServerIsHeldToItsFingerprint(t *testing.T) {
	i := newIssuer(t, "k1")
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, keySet(t, i))
	}))
	defer server.Close()
	dir := t.TempDir()
	writeCertificate(t, filepath.Join(dir, "ca.pem"), server)
	for name, tt := range map[string]struct {
		pin  string
		want int
	}{
		"its own":   {fingerprintOf(server), 200},
		"a foreign": {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 401},
	} {
		t.Run(name, func(t *testing.T) {
			env := quiet()
			env.Transport, env.Dir = &http.Transport{}, dir
			e := endpointOf(t, `{"auth/validator":{"alg":"ES256","jwk_url":"`+server.URL+`","jwk_local_ca":"ca.pem","jwk_fingerprints":["`+tt.pin+`"]}}`, `{}`)
			if got := enterGates(EndpointGates(e, env), bearer(i.token(t, `{}`))); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func writeCertificate(t *testing.T, path string, server *httptest.Server) {
	t.Helper()
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
}

func fingerprintOf(server *httptest.Server) string {
	sum := sha256.Sum256(server.Certificate().Raw)
	return base64.StdEncoding.EncodeToString(sum[:])
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
