package stage

import (
	"context"
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

// hosts hands out the hosts of a backend in turn.
type hosts struct {
	list []string
	next atomic.Uint32
	dns  *lookup
}

func newHosts(b *config.Backend) *hosts {
	h := &hosts{}
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
	if len(list) == 1 {
		return list[0], nil
	}
	return list[int(h.next.Add(1)-1)%len(list)], nil
}

// lookup finds the hosts of a service by its SRV records and keeps them for a
// while. When a later query fails, the hosts known so far stay.
type lookup struct {
	name, scheme string
	ttl          time.Duration
	query        func(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)

	mu    sync.Mutex
	list  []string
	until time.Time
}

func newLookup(b *config.Backend) *lookup {
	name := b.Hosts()[0]
	if u, err := url.Parse(name); err == nil && u.Host != "" {
		name = u.Host
	}
	l := &lookup{name: strings.TrimSuffix(name, "/"), scheme: b.SDScheme.V, ttl: b.Service.DNSCacheTTL.V, query: net.DefaultResolver.LookupSRV}
	if l.scheme == "" {
		l.scheme = "http"
	}
	if l.ttl < time.Second {
		l.ttl = 30 * time.Second
	}
	return l
}

func (l *lookup) hosts(ctx context.Context) ([]string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Now().Before(l.until) {
		return l.list, nil
	}
	_, records, err := l.query(ctx, "", "", l.name)
	if err != nil {
		if len(l.list) > 0 {
			return l.list, nil
		}
		return nil, err
	}
	// A host stands in the list as often as its weight says, and at least once;
	// only those of the best priority do.
	l.list = nil
	for _, r := range records {
		if r.Priority != records[0].Priority {
			break
		}
		host := l.scheme + "://" + net.JoinHostPort(strings.TrimSuffix(r.Target, "."), strconv.Itoa(int(r.Port)))
		for range max(1, min(100, int(r.Weight))) {
			l.list = append(l.list, host)
		}
	}
	l.until = time.Now().Add(l.ttl)
	return l.list, nil
}
