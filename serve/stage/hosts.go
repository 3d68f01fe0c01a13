package stage

import (
	"context"
	"math/rand/v2"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
)

// hosts hands out the hosts of a backend, in turn or at random.
type hosts struct {
	list   []string
	random bool
	next   atomic.Uint32
	dns    *lookup
}

func newHosts(b *config.Backend, random bool) *hosts {
	h := &hosts{random: random}
	if len(b.Host.V) > 0 && b.DisableHostSanitize.V {
		h.list = b.Host.V
	} else {
		for _, host := range b.Hosts() {
			clean, _ := fact.CleanHost(host)
			h.list = append(h.list, clean)
		}
	}
	if b.SD.V == "dns" && len(h.list) > 0 {
		h.dns = newLookup(b)
	}
	return h
}

func (h *hosts) pick(ctx context.Context) (string, error) {
	list := h.list
	if h.dns != nil {
		var err error
		if list, err = h.dns.hosts(ctx); err != nil {
			return "", err
		}
	}
	if len(list) == 0 {
		return "", ErrNoHosts
	}
	switch {
	case len(list) == 1:
		return list[0], nil
	case h.random:
		return list[rand.IntN(len(list))], nil
	}
	return list[int(h.next.Add(1)-1)%len(list)], nil
}

// lookup finds the hosts of a service by its SRV records and keeps them for a
// while. When a later query fails, the hosts known so far stay. Requests wait for
// a query only where no hosts are known, and no longer than they may.
type lookup struct {
	name, scheme string
	ttl          time.Duration
	query        func(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)

	asking chan struct{} // holds a token while a query runs

	mu    sync.Mutex
	list  []string
	until time.Time
}

func newLookup(b *config.Backend) *lookup {
	name := b.Hosts()[0]
	if u, err := url.Parse(name); err == nil && u.Host != "" {
		name = u.Host
	}
	l := &lookup{
		name: strings.TrimSuffix(name, "/"), scheme: b.SDScheme.V, ttl: b.Service.DNSCacheTTL.V,
		query: net.DefaultResolver.LookupSRV, asking: make(chan struct{}, 1),
	}
	if l.scheme == "" {
		l.scheme = "http"
	}
	if l.ttl < time.Second {
		l.ttl = 30 * time.Second
	}
	return l
}

// known returns the hosts of the last query, and whether they are still good.
func (l *lookup) known() (list []string, fresh bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.list, time.Now().Before(l.until)
}

func (l *lookup) keep(list []string, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list, l.until = list, time.Now().Add(d)
}

func (l *lookup) hosts(ctx context.Context) ([]string, error) {
	list, fresh := l.known()
	if fresh {
		return list, nil
	}
	if len(list) > 0 {
		select {
		case l.asking <- struct{}{}:
		default:
			return list, nil
		}
	} else {
		select {
		case l.asking <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	defer func() { <-l.asking }()
	if list, fresh = l.known(); fresh {
		return list, nil
	}
	_, records, err := l.query(ctx, "", "", l.name)
	switch {
	case err == nil:
		list = inTurn(l.scheme, records)
		l.keep(list, l.ttl)
	case len(list) == 0:
		return nil, err
	default:
		l.keep(list, retryLookup)
	}
	return list, nil
}

// retryLookup is how long known hosts are good after a failed query.
const retryLookup = time.Second

// maxTurns bounds how many turns there are until the order of hosts repeats.
const maxTurns = 256

// inTurn is the order in which hosts are asked: those of the best priority, each
// as often as its weight says and at least once, as evenly mixed as can be.
func inTurn(scheme string, records []*net.SRV) []string {
	var hosts []string
	var weights []int
	total := 0
	for _, r := range records {
		if r.Priority != records[0].Priority {
			break
		}
		hosts = append(hosts, scheme+"://"+net.JoinHostPort(strings.TrimSuffix(r.Target, "."), strconv.Itoa(int(r.Port))))
		weights = append(weights, int(r.Weight))
		total += int(r.Weight)
	}
	common, turns := 0, 0
	for i, w := range weights {
		if total > maxTurns {
			w = w * maxTurns / total
		}
		weights[i] = max(1, w)
		common = gcd(weights[i], common)
		turns += weights[i]
	}
	var list []string
	credit := make([]int, len(hosts))
	for range turns / max(1, common) {
		best := 0
		for i, w := range weights {
			credit[i] += w
			if credit[i] > credit[best] {
				best = i
			}
		}
		credit[best] -= turns
		list = append(list, hosts[best])
	}
	return list
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
