package stage

import (
	"context"
	"errors"
	"time"

	"github.com/gatewright/gatewright/config"
)

// errLimited has the words of the reference gateway, which clients can see.
var errLimited = errors.New("rate limit exceded")

// proxyLimit is qos/ratelimit/proxy: a backend is left alone beyond its limit.
func proxyLimit(b *config.Backend, _ *Env, next Proxy) Proxy {
	s := settings{b.Extra.Get("qos/ratelimit/proxy")}
	rate, _ := s.number("max_rate")
	capacity, _ := s.number("capacity")
	l, limited := newLimit(rate, rate, capacity, s.duration("every"))
	if !limited {
		return next
	}
	var tokens bucket
	return func(ctx context.Context, r *Request) (*Answer, error) {
		if !tokens.take(l, time.Now()) {
			return nil, errLimited
		}
		return next(ctx, r)
	}
}
