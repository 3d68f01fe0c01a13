package stage

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// keySettings say where keys come from; auth/validator and auth/signer share
// them.
type keySettings struct {
	Alg          string   `json:"alg"`
	URL          string   `json:"jwk_url"`
	LocalPath    string   `json:"jwk_local_path"`
	LocalCA      string   `json:"jwk_local_ca"`
	Insecure     bool     `json:"disable_jwk_security"`
	Fingerprints []string `json:"jwk_fingerprints"`
	CipherSuites []uint16 `json:"cipher_suites"`
	SecretURL    string   `json:"secret_url"`
	CypherKey    string   `json:"cypher_key"`
}

var algorithms = []jose.SignatureAlgorithm{
	jose.EdDSA, jose.HS256, jose.HS384, jose.HS512, jose.RS256, jose.RS384, jose.RS512,
	jose.ES256, jose.ES384, jose.ES512, jose.PS256, jose.PS384, jose.PS512,
}

func (s keySettings) algorithm() (jose.SignatureAlgorithm, bool) {
	alg := jose.SignatureAlgorithm(s.Alg)
	return alg, slices.Contains(algorithms, alg)
}

var (
	errInsecureKeys = errors.New("keys from a file, or over plain HTTP, are not taken: every request is refused")
	errSecretKeys   = errors.New("encrypted keys (secret_url, cypher_key) are not supported: every request is refused")
	errNoKeySource  = errors.New("neither jwk_url nor jwk_local_path is set: every request is refused")
)

// check returns why no key can come from the settings.
func (s keySettings) check() error {
	switch {
	case !s.Insecure && !strings.HasPrefix(s.URL, "https://"):
		return errInsecureKeys
	case s.SecretURL != "" || s.CypherKey != "":
		return errSecretKeys
	case s.URL == "" && s.LocalPath == "":
		return errNoKeySource
	}
	return nil
}

// fingerprints returns the decoded fingerprints.
func (s keySettings) fingerprints() ([][]byte, error) {
	var list [][]byte
	for _, text := range s.Fingerprints {
		sum, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, fmt.Errorf("the fingerprint %q is not base64", text)
		}
		list = append(list, sum)
	}
	return list, nil
}

// readKeys reads a key set from a file.
func readKeys(path string) ([]jose.JSONWebKey, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	keys, err := parseKeys(data)
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", path, err)
	}
	return keys, nil
}

// parseKeys reads a key set. Keys of kinds that nobody here knows are left out:
// they may stand beside those that are asked for.
func parseKeys(data []byte) ([]jose.JSONWebKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, fmt.Errorf("no key set: %w", err)
	}
	keys := make([]jose.JSONWebKey, 0, len(set.Keys))
	for _, raw := range set.Keys {
		var k jose.JSONWebKey
		if json.Unmarshal(raw, &k) == nil && (isSecret(k) || k.Valid()) {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

// isSecret reports whether a key is one that both sides share.
func isSecret(k jose.JSONWebKey) bool {
	b, ok := k.Key.([]byte)
	return ok && len(b) > 0
}

// keyTransport returns what fetches keys: the transport of the backends, or a
// copy of it with the settings' own demands on TLS.
func keyTransport(s keySettings, env *Env) (http.RoundTripper, error) {
	pins, err := s.fingerprints()
	if err != nil {
		return nil, err
	}
	if env.Network == nil || len(pins) == 0 && s.LocalCA == "" && len(s.CipherSuites) == 0 {
		return env.Transport, nil
	}
	t := env.Network.Clone()
	// Nobody closes the connections of a copy: they must not stay open.
	t.DisableKeepAlives = true
	if t.TLSClientConfig == nil {
		t.TLSClientConfig = &tls.Config{}
	}
	c := t.TLSClientConfig
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	if len(s.CipherSuites) > 0 {
		c.CipherSuites = s.CipherSuites
	}
	if s.LocalCA != "" {
		if c.RootCAs, err = withAuthority(c.RootCAs, fileIn(env.Dir, s.LocalCA)); err != nil {
			return nil, err
		}
	}
	if len(pins) > 0 {
		c.VerifyConnection = func(state tls.ConnectionState) error { return pinned(state.PeerCertificates, pins) }
	}
	return t, nil
}

func withAuthority(pool *x509.CertPool, path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if pool == nil {
		if pool, err = x509.SystemCertPool(); err != nil {
			pool = x509.NewCertPool()
		}
	} else {
		pool = pool.Clone()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("reading %q: no certificate in it", path)
	}
	return pool, nil
}

var errNotPinned = errors.New("no certificate of the key server has one of the jwk_fingerprints")

// pinned looks for a certificate whose SHA-256 sum, or that of its public key,
// is one of the pins.
func pinned(chain []*x509.Certificate, pins [][]byte) error {
	for _, cert := range chain {
		whole, key := sha256.Sum256(cert.Raw), sha256.Sum256(cert.RawSubjectPublicKeyInfo)
		for _, pin := range pins {
			if slices.Equal(pin, whole[:]) || slices.Equal(pin, key[:]) {
				return nil
			}
		}
	}
	return errNotPinned
}
