package stage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/serve/payload"
)

const nsSigner = "auth/signer"

// signerSettings is namespace auth/signer.
type signerSettings struct {
	keySettings
	KeyID      string   `json:"kid"`
	KeysToSign []string `json:"keys_to_sign"`
	Full       bool     `json:"full"`
}

// Signer turns members of an answer into signed tokens.
type Signer struct {
	settings signerSettings
	broken   error // why it never signs
	keys     keySource

	mu     sync.Mutex
	signer jose.Signer
	again  time.Time // before which no key is asked for
}

// NewSigner makes the signer of an endpoint, nil where it has none. Settings that
// cannot be used make one that is never ready.
func NewSigner(e *config.Endpoint, env *Env) *Signer {
	p, ok := placeAt(e, nsSigner)
	if !ok {
		return nil
	}
	s := &Signer{}
	if s.broken = s.prepare(p, env); s.broken != nil {
		env.notice(p, memberOf(s.broken), diag.Fails, s.broken.Error(), "")
	}
	return s
}

// signs reports whether an endpoint signs. Its handler is one of its own, before
// which neither the rate limit nor the script of the endpoint stands.
func signs(e *config.Endpoint) bool { return e.Extra.Entry(nsSigner) != nil }

func (s *Signer) prepare(p site, env *Env) error {
	if err := readSettings(p, &s.settings); err != nil {
		return fmt.Errorf("every request is refused: %w", err)
	}
	if err := s.settings.check(); err != nil {
		return err
	}
	if _, known := s.settings.algorithm(); !known {
		return fmt.Errorf("unknown alg %q, every request is refused", s.settings.Alg)
	}
	if s.settings.LocalPath != "" {
		keys, err := readKeys(fileIn(env.Dir, s.settings.LocalPath))
		if err != nil {
			return err
		}
		s.keys = fixedKeys(keys)
		return s.load(context.Background())
	}
	fetched, err := newFetchedKeys(s.settings.keySettings, env, 0, 0)
	if err != nil {
		return err
	}
	s.keys = fetched
	ctx, cancel := context.WithTimeout(context.Background(), signerStart)
	defer cancel()
	if err := s.load(ctx); err != nil {
		// The server of the key may come up later: requests try again.
		env.notice(p, "jwk_url", diag.Fails, "no key yet, requests are refused until there is one: "+err.Error(), "")
		s.again = time.Now().Add(signerRetry)
	}
	return nil
}

const (
	signerStart = 3 * time.Second // for the key at start
	signerRetry = 5 * time.Second // between two tries to get it
)

func (s *Signer) load(ctx context.Context) error {
	keys, err := s.keys.find(ctx, s.settings.KeyID, func(k *jose.JSONWebKey) string { return k.KeyID })
	if errors.Is(err, errNoKey) {
		return fmt.Errorf("no key has the kid %q, every request is refused", s.settings.KeyID)
	}
	if err != nil {
		return err
	}
	alg, _ := s.settings.algorithm()
	key := jose.SigningKey{Algorithm: alg, Key: keys[0]}
	// Of a shared secret the library would leave the id out.
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", s.settings.KeyID))
	if err != nil {
		return fmt.Errorf("the key %q cannot sign with %s, every request is refused: %w", s.settings.KeyID, alg, err)
	}
	s.signer = signer
	return nil
}

var errNoSigner = errors.New("there is no key to sign with")

// Ready returns why the signer cannot sign, nil where it can.
func (s *Signer) Ready(ctx context.Context) error {
	if s.broken != nil {
		return s.broken
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch now := time.Now(); {
	case s.signer != nil:
		return nil
	case now.Before(s.again):
		return errNoSigner
	default:
		s.again = now.Add(signerRetry)
	}
	return s.load(ctx)
}

// Sign puts a token in the place of each member that is to be signed and is an
// object; others stay as they are. The Signer must be ready.
func (s *Signer) Sign(data *payload.Object) error {
	for i := range data.Members {
		m := &data.Members[i]
		if !slices.Contains(s.settings.KeysToSign, m.Key) {
			continue
		}
		claims, ok := m.Value().(map[string]any)
		if !ok {
			continue
		}
		token, err := s.token(claims)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(token)
		if err != nil {
			return err
		}
		data.Set(payload.Member{Key: m.Key, Raw: string(raw)})
	}
	return nil
}

func (s *Signer) token(claims map[string]any) (string, error) {
	text, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed, err := s.signer.Sign(text)
	if err != nil {
		return "", err
	}
	if s.settings.Full {
		return signed.FullSerialize(), nil
	}
	return signed.CompactSerialize()
}
