package stage

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
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
)

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

func TestKeyServerIsHeldToItsFingerprint(t *testing.T) {
	i := newIssuer(t, "k1")
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, keySet(t, i))
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the refused handshake
	server.StartTLS()
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
			env.Network, env.Dir = &http.Transport{}, dir
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
