package convert

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
)

// JWK is one key by which tokens are checked, as RFC 7517 writes it.
type JWK struct {
	ID string
	// Alg is how tokens are signed with the key.
	Alg string
	// Type is oct, RSA, EC or OKP; Fields are what a key of that type has.
	Type   string
	Fields Map
}

var base64url = base64.RawURLEncoding

// SecretJWK is a key that both sides share.
func SecretJWK(id, alg string, secret []byte) JWK {
	return JWK{ID: id, Alg: alg, Type: "oct", Fields: Map{{"k", base64url.EncodeToString(secret)}}}
}

// errNoKey says that a text holds no public key.
var errNoKey = errors.New("it holds no public key in PEM")

// PublicJWK reads a public key, or the certificate of one, from PEM.
func PublicJWK(id, alg, text string) (JWK, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return JWK{}, errNoKey
	}
	key, err := publicKey(block)
	if err != nil {
		return JWK{}, err
	}
	k := JWK{ID: id, Alg: alg}
	switch key := key.(type) {
	case *rsa.PublicKey:
		k.Type = "RSA"
		k.Fields = Map{{"n", base64url.EncodeToString(key.N.Bytes())}, {"e", base64url.EncodeToString(big.NewInt(int64(key.E)).Bytes())}}
	case *ecdsa.PublicKey:
		point, err := key.Bytes()
		if err != nil {
			return JWK{}, err
		}
		half := len(point) / 2
		k.Type = "EC"
		k.Fields = Map{
			{"crv", key.Curve.Params().Name}, {"x", base64url.EncodeToString(point[1 : 1+half])}, {"y", base64url.EncodeToString(point[1+half:])},
		}
	case ed25519.PublicKey:
		k.Type = "OKP"
		k.Fields = Map{{"crv", "Ed25519"}, {"x", base64url.EncodeToString(key)}}
	default:
		return JWK{}, errNoKey
	}
	return k, nil
}

func publicKey(block *pem.Block) (any, error) {
	switch block.Type {
	case "CERTIFICATE":
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		return c.PublicKey, nil
	case "RSA PUBLIC KEY":
		return x509.ParsePKCS1PublicKey(block.Bytes)
	}
	return x509.ParsePKIXPublicKey(block.Bytes)
}

// JWKS writes keys as the file that a validator reads.
func JWKS(keys []JWK) []byte {
	list := make([]any, 0, len(keys))
	for _, k := range keys {
		m := Map{{"kty", k.Type}}
		m.Put("kid", k.ID)
		m.Add("use", "sig")
		m.Put("alg", k.Alg)
		list = append(list, append(m, k.Fields...))
	}
	return JSON(Map{{"keys", list}})
}
