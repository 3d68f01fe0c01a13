package stage

import (
	"context"

	"github.com/gatewright/gatewright/config"
)

// concurrent asks a backend several times at once and takes the first complete
// answer. Writes are sent several times too, as by the reference gateway.
func concurrent(b *config.Backend, env *Env, next Proxy) Proxy {
	if b.Endpoint == nil || b.Endpoint.ConcurrentCalls.V <= 1 {
		return next
	}
	n := b.Endpoint.ConcurrentCalls.V
	limit := Timeout(b.Endpoint) * 75 / 100
	return func(ctx context.Context, r *Request) (*Answer, error) {
		if err := r.Body.Keep(env.MaxBody); err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(ctx, limit)
		results := make(chan result, n)
		for range n {
			go func() {
				roomy()
				a, err := next(ctx, r)
				results <- result{a, err}
			}()
		}
		var last result
		for got := 1; got <= n; got++ {
			select {
			case last = <-results:
			case <-ctx.Done():
				go drain(results, n-got+1)
				cancel()
				return nil, ctx.Err()
			}
			if last.answer != nil && last.answer.Complete && last.err == nil {
				go drain(results, n-got)
				return release(last.answer, cancel), nil
			}
		}
		cancel()
		return last.answer, last.err
	}
}

// release ends the other tries. A body that is still to be read keeps the
// context of all of them until it is closed.
func release(a *Answer, cancel context.CancelFunc) *Answer {
	if a.Body == nil {
		cancel()
		return a
	}
	a.Body = closer{a.Body, cancel}
	return a
}

// drain closes what the other tries still bring.
func drain(results <-chan result, n int) {
	for range n {
		if res := <-results; res.answer != nil && res.answer.Body != nil {
			res.answer.Body.Close()
		}
	}
}
