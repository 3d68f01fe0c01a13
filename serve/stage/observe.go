package stage

import (
	"context"
	"net/http"

	"github.com/gatewright/gatewright/config"
)

// Observer is told what a request does: it measures and traces, and changes
// nothing but the headers by which backends follow a trace. It is safe for
// concurrent use.
type Observer interface {
	// Endpoint is told that the work of an endpoint begins; the function returned
	// is told its end. The context returned is that of the work.
	Endpoint(ctx context.Context, e *config.Endpoint) (context.Context, func(*Answer, error))
	// Backend is told of one call of a backend in the same way.
	Backend(ctx context.Context, b *config.Backend) (context.Context, func(*Answer, error))
	// Header adds to the headers of a backend's call.
	Header(ctx context.Context, h http.Header)
}

type observerKey struct{}

// WithObserver returns a context whose request is observed.
func WithObserver(ctx context.Context, o Observer) context.Context {
	return context.WithValue(ctx, observerKey{}, o)
}

func observer(ctx context.Context) Observer {
	o, _ := ctx.Value(observerKey{}).(Observer)
	return o
}

func observedEndpoint(e *config.Endpoint, next Proxy) Proxy {
	return func(ctx context.Context, r *Request) (*Answer, error) {
		o := observer(ctx)
		if o == nil {
			return next(ctx, r)
		}
		ctx, end := o.Endpoint(ctx, e)
		a, err := next(ctx, r)
		end(a, err)
		return a, err
	}
}

func observedBackend(b *config.Backend, next Proxy) Proxy {
	return func(ctx context.Context, r *Request) (*Answer, error) {
		o := observer(ctx)
		if o == nil {
			return next(ctx, r)
		}
		ctx, end := o.Backend(ctx, b)
		a, err := next(ctx, r)
		end(a, err)
		return a, err
	}
}
