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
	// Endpoint is told that the work of an endpoint begins, with the headers that
	// it takes of its client; the function returned is told its end. The context
	// returned is that of the work.
	Endpoint(ctx context.Context, e *config.Endpoint, h http.Header) (context.Context, func(Outcome))
	// Backend is told of one call of a backend in the same way.
	Backend(ctx context.Context, b *config.Backend) (context.Context, func(Outcome))
	// Header adds to the headers of a backend's call.
	Header(ctx context.Context, h http.Header)
}

// Outcome is how work ended.
type Outcome struct {
	Status   int // of a backend; 0 where it did not answer
	Complete bool
	Size     int64 // of a backend's body, as far as it is read
	Err      error
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

func observedEndpoint(at config.EndpointRef, next Proxy) Proxy {
	return func(ctx context.Context, r *Request) (*Answer, error) {
		o := observer(ctx)
		if o == nil {
			return next(ctx, r)
		}
		ctx, end := o.Endpoint(ctx, at.Endpoint(), r.Header)
		a, err := next(ctx, r)
		end(Outcome{Complete: a != nil && a.Complete, Err: err})
		return a, err
	}
}
