package convert

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"testing"
)

func asPEM(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func number(t *testing.T, k JWK, field string) *big.Int {
	t.Helper()
	text, _ := k.Fields.Get(field).(string)
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(data) == 0 {
		t.Fatalf("%s is %q: %v", field, text, err)
	}
	return new(big.Int).SetBytes(data)
}

func TestPublicKeysBecomeJWK(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k, err := PublicJWK("id", "ES256", asPEM(t, &curve.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	x, y := new(big.Int), new(big.Int)
	point, err := curve.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	x.SetBytes(point[1:33])
	y.SetBytes(point[33:])
	if k.Type != "EC" || k.Fields.Get("crv") != "P-256" || number(t, k, "x").Cmp(x) != 0 || number(t, k, "y").Cmp(y) != 0 {
		t.Errorf("%+v", k)
	}
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if k, err = PublicJWK("", "EdDSA", asPEM(t, public)); err != nil || k.Type != "OKP" {
		t.Errorf("%+v %v", k, err)
	}
	for _, text := range []string{"", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"} {
		if k, err := PublicJWK("", "RS256", text); err == nil {
			t.Errorf("%q is %+v", text, k)
		}
	}
}

func TestSecretsBecomeJWKS(t *testing.T) {
	const want = "{\n  \"keys\": [\n    {\n      \"kty\": \"oct\",\n      \"kid\": \"a\",\n      \"use\": \"sig\",\n      \"alg\": \"HS256\",\n      \"k\": \"c2VjcmV0\"\n    }\n  ]\n}\n"
	if got := string(JWKS([]JWK{SecretJWK("a", "HS256", []byte("secret"))})); got != want {
		t.Errorf("%s", got)
	}
}
