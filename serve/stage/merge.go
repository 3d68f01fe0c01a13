package stage

import (
	"context"
	"time"

	"github.com/gatewright/gatewright/config"
)

// backends asks all backends of an endpoint: the only one, or several side by
// side or one after the other, whose answers are merged.
func backends(e *config.Endpoint, env *Env) Proxy {
	var all []Proxy
	answering := 0 // the others are shadows
	for _, b := range e.Backends {
		all = append(all, backend(b, env))
		if !isShadow(b) {
			answering++
		}
	}
	switch {
	case len(all) == 1 && answering == 1:
		return all[0] // the body streams to it
	case settings{e.Extra.Get("proxy")}.flag("sequential"):
		return withBody(env, within(mergeTime(e), sequence(e, env, all)))
	}
	return withBody(env, within(mergeTime(e), sideBySide(all, answering)))
}

// withBody reads the request's body into memory, for several backends to take.
func withBody(env *Env, next Proxy) Proxy {
	return func(ctx context.Context, r *Request) (*Answer, error) {
		if err := r.Body.Keep(env.MaxBody); err != nil {
			return nil, err
		}
		return next(ctx, r)
	}
}

// mergeTime is how long several backends may take: a part of the endpoint's
// timeout, so that what came in time can still be merged and sent.
func mergeTime(e *config.Endpoint) time.Duration { return Timeout(e) * 85 / 100 }

func within(d time.Duration, next Proxy) Proxy {
	return func(ctx context.Context, r *Request) (*Answer, error) {
		ctx, cancel := context.WithTimeout(ctx, d)
		defer cancel()
		return next(ctx, r)
	}
}

type result struct {
	answer *Answer
	err    error
}

// sideBySide asks all proxies at once and merges their answers as they arrive:
// of equal keys the last to arrive counts. Want is how many of them answer;
// the others are shadows, which never do.
func sideBySide(all []Proxy, want int) Proxy {
	own := all[len(all)-1] // is asked on the goroutine of the request
	others := all[:len(all)-1]
	return func(ctx context.Context, r *Request) (*Answer, error) {
		results := make(chan result, len(others))
		for _, p := range others {
			go func() {
				roomy()
				a, err := p(ctx, r)
				results <- result{a, err}
			}()
		}
		m := merger{want: want}
		a, err := own(ctx, r)
		left := len(others) - m.arrived(results)
		if err == nil || ctx.Err() == nil { // else it has not arrived in time
			m.add(result{a, err})
		}
		for ; left > 0; left-- {
			select {
			case res := <-results:
				m.add(res)
			case <-ctx.Done():
				m.arrived(results)
				return m.end(ctx.Err())
			}
		}
		return m.end(ctx.Err())
	}
}

// merger gathers answers.
type merger struct {
	want     int
	got      int
	answer   *Answer
	failures Failures
	partly   bool
}

func (m *merger) add(r result) {
	if r.answer == nil && r.err == nil {
		return // a shadow
	}
	m.got++
	if r.err != nil {
		m.failures = append(m.failures, r.err)
	}
	if r.answer == nil {
		return
	}
	// Null is no data: the part of its backend is missing.
	m.partly = m.partly || !r.answer.Complete || r.answer.Data.Null
	if m.answer == nil {
		m.answer = &Answer{}
	}
	m.answer.Data.Merge(r.answer.Data)
	m.answer.memory = m.answer.memory.Join(r.answer.memory)
}

// arrived adds what has arrived already, and returns how many that are.
func (m *merger) arrived(results <-chan result) int {
	for n := 0; ; n++ {
		select {
		case r := <-results:
			m.add(r)
		default:
			return n
		}
	}
}

// end returns what was gathered; reason is why nothing more comes, if it should.
func (m *merger) end(reason error) (*Answer, error) {
	if m.got < m.want && reason != nil {
		m.failures = append(m.failures, reason)
	}
	if m.answer == nil {
		if m.want == 0 {
			return nil, ErrNoBackends
		}
		return nil, m.failures
	}
	m.answer.Complete = !m.partly && m.got >= m.want && len(m.failures) == 0
	if len(m.failures) == 0 {
		return m.answer, nil
	}
	return m.answer, m.failures
}
