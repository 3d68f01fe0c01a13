package stage

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatewright/gatewright/config/diag"
)

// privateSet is the key set of an issuer with its private key.
func privateSet(t *testing.T, i issuer) string {
	t.Helper()
	text, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: i.key, KeyID: i.kid, Algorithm: "ES256"}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func keyFile(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "keys.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSignerSignsTheNamedObjects(t *testing.T) {
	i := newIssuer(t, "k1")
	env := quiet()
	env.Dir = keyFile(t, privateSet(t, i))
	s := NewSigner(endpointOf(t, `{"auth/signer":{"alg":"ES256","kid":"k1","keys_to_sign":["access","text","none"],"jwk_local_path":"keys.json","disable_jwk_security":true}}`, `{}`), env)
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	data := dataOf(t, `{"access":{"sub":"ada","n":12345678901234567890},"other":{"a":1},"text":"t"}`)
	if err := s.Sign(&data); err != nil {
		t.Fatal(err)
	}
	token, _ := data.Get("access").Str()
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	payload, err := signed.Verify(i.key.Public())
	if err != nil || string(payload) != `{"n":12345678901234567890,"sub":"ada"}` {
		t.Errorf("payload %s, %v", payload, err)
	}
	data.Delete("access")
	if got := string(data.AppendJSON(nil)); got != `{"other":{"a":1},"text":"t"}` {
		t.Errorf("the rest became %s", got)
	}
}

func TestSignerThatCannotSignIsNeverReady(t *testing.T) {
	i := newIssuer(t, "k1")
	for name, tt := range map[string]struct{ settings, keys string }{
		"wrong type":    {`"alg":"ES256","kid":"k1","keys_to_sign":"x","disable_jwk_security":true`, privateSet(t, i)},
		"not allowed":   {`"alg":"ES256","kid":"k1","keys_to_sign":["x"]`, privateSet(t, i)},
		"unknown alg":   {`"alg":"none","kid":"k1","keys_to_sign":["x"],"disable_jwk_security":true`, privateSet(t, i)},
		"alg of others": {`"alg":"RS256","kid":"k1","keys_to_sign":["x"],"disable_jwk_security":true`, privateSet(t, i)},
		"unknown kid":   {`"alg":"ES256","kid":"k2","keys_to_sign":["x"],"disable_jwk_security":true`, privateSet(t, i)},
		"public key":    {`"alg":"ES256","kid":"k1","keys_to_sign":["x"],"disable_jwk_security":true`, keySet(t, i)},
		"no key set":    {`"alg":"ES256","kid":"k1","keys_to_sign":["x"],"disable_jwk_security":true`, "no json"},
	} {
		t.Run(name, func(t *testing.T) {
			env := quiet()
			env.Dir = keyFile(t, tt.keys)
			s := NewSigner(endpointOf(t, `{"auth/signer":{"jwk_local_path":"keys.json",`+tt.settings+`}}`, `{}`), env)
			if s.Ready(t.Context()) == nil {
				t.Error("ready")
			}
			if len(env.Notices) != 1 || env.Notices[0].Effect != diag.Fails {
				t.Errorf("notices %v", env.Notices)
			}
		})
	}
}

func TestSignerIsAbsentWithoutSettings(t *testing.T) {
	if s := NewSigner(endpointOf(t, `{}`, `{}`), quiet()); s != nil {
		t.Error("there is one")
	}
}

func TestSignerAsksAgainForAKeyThatWasNotThereAtStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(t, "k1")
		server := &keyServer{body: "starting"}
		env := quiet()
		env.Transport = server
		s := NewSigner(endpointOf(t, `{"auth/signer":{"alg":"ES256","kid":"k1","keys_to_sign":["x"],"jwk_url":"https://keys/"}}`, `{}`), env)
		if len(env.Notices) != 1 || !strings.Contains(env.Notices[0].Message, "no key yet") {
			t.Errorf("notices %v", env.Notices)
		}
		server.set(privateSet(t, i))
		if s.Ready(t.Context()) == nil || server.asked.Load() != 1 {
			t.Errorf("asked %d times before it is time", server.asked.Load())
		}
		time.Sleep(signerRetry)
		if err := s.Ready(canceled(t)); err == nil {
			t.Error("ready for a client that left")
		}
		time.Sleep(signerRetry)
		if err := s.Ready(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestSigningEndpointHasNoLimitAndNoScript(t *testing.T) {
	env := quiet()
	e := endpointOf(t, `{"auth/signer":{},"qos/ratelimit/router":{"max_rate":1,"capacity":1},"modifier/lua-endpoint":{"pre":"error('x')"}}`, `{}`)
	if gates := EndpointGates(e, env); len(gates) > 0 {
		t.Errorf("%d gates", len(gates))
	}
}
