package stage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// keySource finds keys by what names them: name returns the id of a key.
type keySource interface {
	find(ctx context.Context, id string, name keyName) ([]jose.JSONWebKey, error)
}

type keyName func(*jose.JSONWebKey) string

var errNoKey = errors.New("no key has the id that the token names")

// fixedKeys are those of a file.
type fixedKeys []jose.JSONWebKey

func (f fixedKeys) find(_ context.Context, id string, name keyName) ([]jose.JSONWebKey, error) {
	return named(f, id, name)
}

func named(keys []jose.JSONWebKey, id string, name keyName) ([]jose.JSONWebKey, error) {
	var found []jose.JSONWebKey
	for i := range keys {
		if name(&keys[i]) == id {
			found = append(found, keys[i])
		}
	}
	if len(found) == 0 {
		return nil, errNoKey
	}
	return found, nil
}

const (
	maxKeySet  = 1 << 20          // bytes that are read of a key set
	maxMissed  = 1 << 10          // ids that are remembered as unknown
	keyTimeout = 10 * time.Second // for a fetch
)

// fetchedKeys are those behind a URL. Only one request fetches at a time; those
// that wait meanwhile take what it brings. A fetch brings the whole set, so that
// keys that were taken out of it are gone, and new ones are found when the first
// token names them.
type fetchedKeys struct {
	url      string
	client   *http.Client
	ttl      time.Duration // 0 where nothing is kept
	cooldown time.Duration // for an id that was not found

	turn chan struct{} // holds an element while somebody fetches

	mu     sync.Mutex
	keys   []jose.JSONWebKey
	err    error
	at     time.Time // when keys came
	done   time.Time // when the last fetch ended, well or not
	missed map[string]time.Time
}

func newFetchedKeys(s keySettings, env *Env, ttl, cooldown time.Duration) (*fetchedKeys, error) {
	transport, err := keyTransport(s, env)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: transport, Timeout: keyTimeout, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		switch {
		case !s.Insecure && r.URL.Scheme != "https":
			return errors.New("the key server redirects to an address that is not https")
		case len(via) >= 10:
			return errors.New("the key server redirects too often")
		}
		return nil
	}}
	return &fetchedKeys{
		url: s.URL, client: client, ttl: ttl, cooldown: cooldown,
		turn: make(chan struct{}, 1), missed: map[string]time.Time{},
	}, nil
}

func (f *fetchedKeys) find(ctx context.Context, id string, name keyName) ([]jose.JSONWebKey, error) {
	arrived := time.Now()
	if found, err, ok := f.known(id, name, arrived); ok {
		return found, err
	}
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	keys, err, fresh := f.since(arrived)
	if !fresh {
		if keys, err = f.fetch(ctx); ctx.Err() != nil {
			// A client that left says nothing about the keys.
			return nil, ctx.Err()
		}
		f.keep(keys, err)
	}
	if err != nil {
		return nil, err
	}
	found, err := named(keys, id, name)
	if err != nil {
		f.miss(id)
	}
	return found, err
}

// known answers from memory, where it can.
func (f *fetchedKeys) known(id string, name keyName, now time.Time) ([]jose.JSONWebKey, error, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ttl > 0 && now.Sub(f.at) < f.ttl {
		if found, err := named(f.keys, id, name); err == nil {
			return found, nil, true
		}
	}
	if at, ok := f.missed[id]; ok && now.Sub(at) < f.cooldown {
		return nil, errNoKey, true
	}
	return nil, nil, false
}

// since returns what a fetch brought that ended after a moment.
func (f *fetchedKeys) since(t time.Time) ([]jose.JSONWebKey, error, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.keys, f.err, f.done.After(t)
}

func (f *fetchedKeys) keep(keys []jose.JSONWebKey, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done, f.err = time.Now(), err
	if err == nil {
		f.keys, f.at = keys, f.done
	}
}

func (f *fetchedKeys) miss(id string) {
	if f.cooldown <= 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.missed) >= maxMissed {
		clear(f.missed)
	}
	f.missed[id] = time.Now()
}

func (f *fetchedKeys) fetch(ctx context.Context) ([]jose.JSONWebKey, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the key server answers %d", resp.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxKeySet+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxKeySet:
		return nil, fmt.Errorf("the key set is larger than %d bytes", maxKeySet)
	}
	return parseKeys(data)
}

// keyStore are the key sets that several endpoints share.
type keyStore struct{ byURL map[string]*fetchedKeys }

// shared returns the one source for the settings, made by the first to ask.
func (k *keyStore) shared(s keySettings, create func() (*fetchedKeys, error)) (*fetchedKeys, error) {
	id := fmt.Sprintf("%s %t %s %v %s", s.URL, s.Insecure, s.LocalCA, s.CipherSuites, strings.Join(s.Fingerprints, ","))
	if f := k.byURL[id]; f != nil {
		return f, nil
	}
	f, err := create()
	if err != nil {
		return nil, err
	}
	if k.byURL == nil {
		k.byURL = map[string]*fetchedKeys{}
	}
	k.byURL[id] = f
	return f, nil
}
