package stage

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tokenServer gives out numbered tokens, and answers all else with the token
// that came along.
type tokenServer struct {
	mu      sync.Mutex
	tokens  int
	expires int // seconds
	delay   time.Duration
}

func (s *tokenServer) RoundTrip(r *http.Request) (*http.Response, error) {
	text := r.Header.Get("Authorization")
	if r.URL.Host == "auth" {
		select {
		case <-time.After(s.delay):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
		s.mu.Lock()
		s.tokens++
		text = fmt.Sprintf(`{"access_token":"t%d","token_type":"Bearer","expires_in":%d}`, s.tokens, s.expires)
		s.mu.Unlock()
	}
	h := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: http.StatusOK, Header: h, Body: io.NopCloser(strings.NewReader(text)), Request: r}, nil
}

const credentialsFor = `{"auth/client-credentials":{"client_id":"me","client_secret":"s","token_url":"http://auth/token"}}`

// askWith makes a call over a transport and returns what came back.
func askWith(ctx context.Context, rt http.RoundTripper) string {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://api/", nil)
	if err != nil {
		return err.Error()
	}
	r.Header.Set("Authorization", "Bearer client")
	resp, err := rt.RoundTrip(r)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return string(text)
}

func TestCallsCarryATokenAsLongAsItHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &tokenServer{expires: 60}
		env := quiet()
		env.Transport = server
		rt := authorized(endpointOf(t, `{}`, credentialsFor).Backends[0], env, server)
		var got []string
		for _, wait := range []time.Duration{0, 30 * time.Second, 30 * time.Second} {
			time.Sleep(wait)
			got = append(got, askWith(t.Context(), rt))
		}
		if d := cmp.Diff([]string{"Bearer t1", "Bearer t1", "Bearer t2"}, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

func TestCallsAtOnceFetchOneToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &tokenServer{expires: 60, delay: time.Second}
		env := quiet()
		env.Transport = server
		rt := authorized(endpointOf(t, `{}`, credentialsFor).Backends[0], env, server)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if got := askWith(t.Context(), rt); got != "Bearer t1" {
					t.Error(got)
				}
			})
		}
		wg.Wait()
	})
}

func TestCallsGoOutAsTheyAreWithoutCredentials(t *testing.T) {
	for name, tt := range map[string]struct {
		extra   string
		notices int
	}{
		"absent":     {`{}`, 0},
		"disabled":   {`{"auth/client-credentials":{"is_disabled":true,"token_url":"http://auth/"}}`, 0},
		"wrong type": {`{"auth/client-credentials":{"client_id":1}}`, 1},
		"no object":  {`{"auth/client-credentials":[]}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			server, env := &tokenServer{}, quiet()
			rt := authorized(endpointOf(t, `{}`, tt.extra).Backends[0], env, server)
			if got := askWith(t.Context(), rt); got != "Bearer client" || len(env.Notices) != tt.notices {
				t.Errorf("got %q, notices %v", got, env.Notices)
			}
		})
	}
}

func TestTokenIsNotWaitedForWhenTheCallIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &tokenServer{expires: 60, delay: time.Minute}
		env := quiet()
		env.Transport = server
		rt := authorized(endpointOf(t, `{}`, credentialsFor).Backends[0], env, server)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if got := askWith(ctx, rt); !strings.Contains(got, context.DeadlineExceeded.Error()) || time.Since(start) != time.Second {
			t.Errorf("got %q after %s", got, time.Since(start))
		}
		if got := askWith(t.Context(), rt); got != "Bearer t1" {
			t.Errorf("the next call got %q", got)
		}
	})
}

func TestTokenStaysWithTheHostItIsFor(t *testing.T) {
	server := &tokenServer{expires: 60}
	env := quiet()
	env.Transport = server
	rt := authorized(endpointOf(t, `{}`, credentialsFor).Backends[0], env, server)
	seen := map[string]string{}
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		resp, err := rt.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		text, _ := io.ReadAll(resp.Body)
		seen[r.URL.String()] = string(text)
		if next := map[string]string{"http://api/": "http://api/2", "http://api/2": "http://evil/", "http://evil/": "http://evil/2"}[r.URL.String()]; next != "" {
			resp.StatusCode = http.StatusFound
			resp.Header.Set("Location", next)
		}
		resp.Body = http.NoBody
		return resp, nil
	})}
	resp, err := client.Get("http://api/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	want := map[string]string{"http://api/": "Bearer t1", "http://api/2": "Bearer t1", "http://evil/": "", "http://evil/2": ""}
	if d := cmp.Diff(want, seen); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
