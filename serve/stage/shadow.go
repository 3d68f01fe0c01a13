package stage

import (
	"context"
	"io"

	"github.com/gatewright/gatewright/config"
)

func isShadow(b *config.Backend) bool { return settings{b.Extra.Get("proxy")}.flag("shadow") }

// shadow asks a backend without waiting for its answer, which is dropped. The
// call goes on when the client's request is over, for as long as the endpoint's
// timeout, or shadow_timeout.
func shadow(b *config.Backend, _ *Env, next Proxy) Proxy {
	if !isShadow(b) {
		return next
	}
	limit := settings{b.Extra.Get("proxy")}.duration("shadow_timeout")
	if limit <= 0 && b.Endpoint != nil {
		limit = Timeout(b.Endpoint)
	}
	return func(ctx context.Context, r *Request) (*Answer, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
		go func() {
			defer cancel()
			if a, _ := next(ctx, r); a != nil && a.Body != nil {
				_, _ = io.Copy(io.Discard, a.Body)
				a.Body.Close()
			}
		}()
		return nil, nil
	}
}

// closer runs a function when a body is closed.
type closer struct {
	io.ReadCloser
	then func()
}

func (c closer) Close() error {
	defer c.then()
	return c.ReadCloser.Close()
}
