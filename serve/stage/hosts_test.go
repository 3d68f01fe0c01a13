package stage

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
)

func backendWith(t *testing.T, settings string) *config.Backend {
	t.Helper()
	doc := config.Parse("krakend.json", []byte(`{"version":3,"dns_cache_ttl":"10s","host":["service:80"],"endpoints":[{"endpoint":"/x","backend":[{`+settings+`}]}]}`))
	return doc.Service().Endpoint(0).Backends[0]
}

func picks(t *testing.T, h *hosts, n int) []string {
	t.Helper()
	var got []string
	for range n {
		host, err := h.pick(t.Context())
		if err != nil {
			host = err.Error()
		}
		got = append(got, host)
	}
	return got
}

func TestHostsAreCleanedAndTakenInTurn(t *testing.T) {
	tests := map[string]struct {
		settings string
		want     []string
	}{
		"the service's":     {`"url_pattern":"/"`, []string{"http://service:80", "http://service:80"}},
		"its own, in turn":  {`"host":["a:81/","https://b"]`, []string{"http://a:81", "https://b", "http://a:81"}},
		"as they are":       {`"host":["http://a:81/base/"],"disable_host_sanitize":true`, []string{"http://a:81/base/"}},
		"unknown discovery": {`"host":["a:81"],"sd":"consul"`, []string{"http://a:81"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, picks(t, newHosts(backendWith(t, tt.settings), false), len(tt.want))); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	if got := picks(t, &hosts{}, 1)[0]; got != ErrNoHosts.Error() {
		t.Errorf("without hosts: %s", got)
	}
}

func TestHostsFromDNS(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(backendWith(t, `"host":["api.service"],"disable_host_sanitize":true,"sd":"dns","sd_scheme":"https"`), false)
		asked := 0
		var fail error
		h.dns.query = func(_ context.Context, _, _, name string) (string, []*net.SRV, error) {
			asked++
			return "", []*net.SRV{
				{Target: "one." + name + ".", Port: 443, Priority: 1, Weight: 1},
				{Target: "two." + name + ".", Port: 444, Priority: 1, Weight: 1},
				{Target: "spare." + name + ".", Port: 445, Priority: 2},
			}, fail
		}
		want := []string{"https://one.api.service:443", "https://two.api.service:444", "https://one.api.service:443"}
		if d := cmp.Diff(want, picks(t, h, 3)); d != "" || asked != 1 {
			t.Errorf("%d queries, hosts (-want +got):\n%s", asked, d)
		}
		time.Sleep(11 * time.Second)
		fail = errors.New("no answer")
		if got := picks(t, h, 1)[0]; asked != 2 || !strings.HasPrefix(got, "https://") {
			t.Errorf("after a failed query: %s", got)
		}
	})
}
