package stage

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
)

// endpointOf parses one endpoint with one backend out of their settings.
func endpointOf(t testing.TB, endpointExtra, backendExtra string) *config.Endpoint {
	t.Helper()
	doc := config.Parse("krakend.json", []byte(`{"version":3,"endpoints":[{"endpoint":"/x/{id}","extra_config":`+endpointExtra+
		`,"backend":[{"host":["http://backend:80"],"url_pattern":"/","extra_config":`+backendExtra+`}]}]}`))
	if len(doc.Findings) > 0 {
		t.Fatal(doc.Findings)
	}
	return doc.Service().Endpoint(0)
}

func quiet() *Env {
	return &Env{Logger: slog.New(slog.DiscardHandler), MaxBody: 1 << 20}
}

func TestRateLimitTokens(t *testing.T) {
	tests := map[string]struct {
		settings string
		asks     []string // value of X-K, one a request
		want     []int
	}{
		"endpoint":                    {`{"max_rate":1,"capacity":2}`, []string{"", "", ""}, []int{200, 200, 503}},
		"burst of a second":           {`{"max_rate":120,"every":"1m"}`, []string{"", "", ""}, []int{200, 200, 503}},
		"burst of at least one":       {`{"max_rate":0.5}`, []string{"", ""}, []int{200, 503}},
		"clients by header":           {`{"client_max_rate":1,"client_capacity":1,"strategy":"header","key":"X-K"}`, []string{"a", "a", "b", ""}, []int{200, 429, 200, 429}},
		"clients before the endpoint": {`{"max_rate":1,"capacity":2,"client_max_rate":1,"client_capacity":1,"strategy":"header","key":"X-K"}`, []string{"a", "a", "b", "c"}, []int{200, 429, 200, 503}},
		"a client's burst is one":     {`{"client_max_rate":10,"strategy":"header","key":"X-K"}`, []string{"a", "a"}, []int{200, 429}},
		"unknown strategy":            {`{"client_max_rate":1,"strategy":"cookie"}`, []string{"", "", ""}, []int{200, 200, 200}},
		"no rate":                     {`{"max_rate":0,"capacity":1}`, []string{"", ""}, []int{200, 200}},
		"rate as text":                {`{"max_rate":"1"}`, []string{"", ""}, []int{200, 200}},
		"settings as a list":          {`[]`, []string{"", ""}, []int{200, 200}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			gates := EndpointGates(endpointOf(t, `{"qos/ratelimit/router":`+tt.settings+`}`, `{}`), &Env{})
			var got []int
			for _, k := range tt.asks {
				w := httptest.NewRecorder()
				r := httptest.NewRequest("GET", "/", nil)
				r.Header.Set("X-K", k)
				for _, g := range gates {
					if !g(w, &Visit{Request: r}) {
						break
					}
				}
				got = append(got, w.Code)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestRateLimitTokensComeBackAndClientsAreSwept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, _ := newLimit(2, 2, 2, time.Second)
		clients := newBuckets(l)
		for _, want := range []bool{true, true, false} {
			if got := clients.take("a", time.Now()); got != want {
				t.Fatalf("got %v, want %v", got, want)
			}
		}
		time.Sleep(500 * time.Millisecond)
		if !clients.take("a", time.Now()) || clients.take("a", time.Now()) {
			t.Error("half a second gives one token at two a second")
		}
		time.Sleep(2 * sweepEvery)
		clients.take("b", time.Now())
		if len(clients.byKey) != 1 {
			t.Errorf("%d clients are held, want the last alone", len(clients.byKey))
		}
	})
}

func TestProxyLimitRefusesWithTheReferencesWords(t *testing.T) {
	e := endpointOf(t, `{}`, `{"qos/ratelimit/proxy":{"max_rate":0.001,"capacity":1}}`)
	p := proxyLimit(e.Backends[0], quiet(), func(context.Context, *Request) (*Answer, error) { return &Answer{}, nil })
	if _, err := p(t.Context(), &Request{}); err != nil {
		t.Fatal(err)
	}
	if _, err := p(t.Context(), &Request{}); err == nil || err.Error() != "rate limit exceded" {
		t.Errorf("got %v", err)
	}
}

func TestCircuitBreaker(t *testing.T) {
	bad := errors.New("bad")
	synctest.Test(t, func(t *testing.T) {
		e := endpointOf(t, `{}`, `{"qos/circuit-breaker":{"interval":60,"timeout":10,"max_errors":1,"log_status_change":true}}`)
		var answer error
		asked := 0
		p := circuitBreaker(e.Backends[0], quiet(), func(context.Context, *Request) (*Answer, error) {
			asked++
			return nil, answer
		})
		ask := func(result, want error, calls int) {
			t.Helper()
			answer = result
			_, err := p(t.Context(), &Request{})
			if err != want || asked != calls {
				t.Fatalf("got %v after %d calls, want %v after %d", err, asked, want, calls)
			}
		}
		ask(bad, bad, 1)
		ask(nil, nil, 2) // a good answer starts the count anew
		ask(bad, bad, 3)
		ask(bad, bad, 4)
		ask(bad, errOpen, 4)
		time.Sleep(10*time.Second + 1)
		ask(bad, bad, 5) // one try, which opens it again
		ask(nil, errOpen, 5)
		time.Sleep(10*time.Second + 1)
		ask(nil, nil, 6)
		ask(nil, nil, 7)
		ask(bad, bad, 8)
		time.Sleep(61 * time.Second) // the interval forgets the error
		ask(bad, bad, 9)
		ask(nil, nil, 10)
	})
}

func TestClientsOfALimitAreBounded(t *testing.T) {
	l, _ := newLimit(0.001, 1, 1, time.Second)
	b, now := newBuckets(l), time.Now()
	b.most = 10
	for i := range 100 {
		key := strconv.Itoa(i)
		if !b.take(key, now) || b.take(key, now) {
			t.Errorf("client %s is not limited to one request", key)
		}
		if len(b.byKey) > b.most {
			t.Fatalf("%d clients are remembered", len(b.byKey))
		}
	}
}

func TestLongKeysOfClientsAreToldApartButNotKept(t *testing.T) {
	l, _ := newLimit(1, 1, 1, time.Second)
	b, now := newBuckets(l), time.Now()
	long := strings.Repeat("k", 1000)
	for _, key := range []string{"short", long + "1", long + "2"} {
		if !b.take(key, now) || b.take(key, now) {
			t.Errorf("%.8s… is not one client", key)
		}
	}
	for key := range b.byKey {
		if len(key) > maxKey {
			t.Errorf("a key of %d bytes is kept", len(key))
		}
	}
}

func TestCircuitBreakerLetsOneTryThrough(t *testing.T) {
	c := &breaker{max: 0, wait: time.Second, log: func(string) {}}
	now := time.Now()
	round, err := c.enter(now)
	if err != nil {
		t.Fatal(err)
	}
	c.leave(round, false, now)
	now = now.Add(time.Second + 1)
	if _, err := c.enter(now); err != nil {
		t.Fatal(err)
	}
	if _, err := c.enter(now); err != errBusy {
		t.Errorf("a second try meanwhile got %v, want %v", err, errBusy)
	}
}

// The interval counts from the start on, and a call that began in a former round
// says nothing about this one.
func TestCircuitBreakerCountsInRounds(t *testing.T) {
	bad := errors.New("bad")
	synctest.Test(t, func(t *testing.T) {
		e := endpointOf(t, `{}`, `{"qos/circuit-breaker":{"interval":10,"timeout":5,"max_errors":1}}`)
		p := circuitBreaker(e.Backends[0], quiet(), func(context.Context, *Request) (*Answer, error) { return nil, bad })
		ask := func(want error) {
			t.Helper()
			if _, err := p(t.Context(), &Request{}); err != want {
				t.Fatalf("got %v, want %v", err, want)
			}
		}
		time.Sleep(9 * time.Second)
		ask(bad)
		time.Sleep(2 * time.Second) // into the second interval
		ask(bad)
		ask(bad)
		ask(errOpen)
	})
	c := &breaker{max: 0, wait: time.Second, log: func(string) {}}
	now := time.Now()
	slow, _ := c.enter(now)
	quick, _ := c.enter(now)
	c.leave(quick, false, now)
	c.leave(slow, true, now.Add(2*time.Second))
	if c.state != halfOpen {
		t.Error("a call from before the breaker opened has closed it")
	}
}

func TestCircuitBreakerWithNumbersAsTextIsOff(t *testing.T) {
	e := endpointOf(t, `{}`, `{"qos/circuit-breaker":{"interval":"60","timeout":"10","max_errors":"0"}}`)
	asked := 0
	p := circuitBreaker(e.Backends[0], quiet(), func(context.Context, *Request) (*Answer, error) {
		asked++
		return nil, errors.New("bad")
	})
	for range 3 {
		_, _ = p(t.Context(), &Request{})
	}
	if asked != 3 {
		t.Errorf("%d calls went out, want 3", asked)
	}
}

func TestBotDetector(t *testing.T) {
	tests := map[string]struct {
		settings, agent string
		refused         bool
	}{
		"deny":                    {`{"deny":["bad"]}`, "bad", true},
		"allow wins":              {`{"allow":["bad"],"deny":["bad"],"patterns":["b"]}`, "bad", false},
		"pattern":                 {`{"patterns":["^b.d$"]}`, "bid", true},
		"one bad pattern":         {`{"deny":["bad"],"patterns":["x["]}`, "bad", false},
		"negative cache":          {`{"deny":["bad"],"cache_size":-1}`, "bad", false},
		"no agent":                {`{"patterns":[".*"]}`, "", false},
		"no agent is a bot":       {`{"empty_user_agent_is_bot":true}`, "", true},
		"empty settings":          {`{}`, "bad", false},
		"settings as text":        {`"x"`, "bad", false},
		"a list of wrong members": {`{"deny":[1,null,"bad"]}`, "bad", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("User-Agent", tt.agent)
			for _, g := range EndpointGates(endpointOf(t, `{"security/bot-detector":`+tt.settings+`}`, `{}`), &Env{}) {
				g(w, &Visit{Request: r})
			}
			if refused := w.Code == http.StatusForbidden; refused != tt.refused {
				t.Errorf("refused %v, want %v", refused, tt.refused)
			}
		})
	}
}
