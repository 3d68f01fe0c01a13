package stage

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
)

// rateLimit is qos/ratelimit/router: a limit for the endpoint, and one for each
// of its clients. What a client is, strategy says; an unknown one limits nobody.
func rateLimit(e *config.Endpoint) Gate {
	s := settings{e.Extra.Get("qos/ratelimit/router")}
	every := s.duration("every")
	rate, _ := s.number("max_rate")
	capacity, _ := s.number("capacity")
	all, limited := newLimit(rate, rate, capacity, every)
	clientRate, _ := s.number("client_max_rate")
	clientCapacity, _ := s.number("client_capacity")
	// The burst of a client falls back on the endpoint's rate, not on its own.
	each, perClient := newLimit(clientRate, rate, clientCapacity, every)
	key := clientKey(s.text("strategy"), s.text("key"))
	perClient = perClient && key != nil
	if !limited && !perClient {
		return nil
	}
	var endpoint bucket
	clients := newBuckets(each)
	return func(w http.ResponseWriter, v *Visit) bool {
		now := time.Now()
		if perClient {
			if k := key(v); k == "" || !clients.take(k, now) {
				w.WriteHeader(http.StatusTooManyRequests)
				return false
			}
		}
		if limited && !endpoint.take(all, now) {
			w.WriteHeader(http.StatusServiceUnavailable)
			return false
		}
		return true
	}
}

// clientKey returns what tells clients apart. Requests without it are refused.
func clientKey(strategy, key string) func(*Visit) string {
	switch strings.ToLower(strategy) {
	case "ip":
		if key == "" {
			return func(v *Visit) string { return v.Client }
		}
		return func(v *Visit) string {
			if ip, ok := address(v.Header.Get(key)); ok {
				return ip
			}
			host, _, _ := net.SplitHostPort(v.RemoteAddr)
			return host
		}
	case "header":
		return func(v *Visit) string { return v.Header.Get(key) }
	case "param":
		name := ParamName(key)
		return func(v *Visit) string { return v.Params[name] }
	}
	return nil
}

// address reads the first address of a header, with or without a port.
func address(s string) (string, bool) {
	s, _, _ = strings.Cut(s, ",")
	s = strings.TrimSpace(s)
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return "", false
	}
	return a.String(), true
}
