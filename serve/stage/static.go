package stage

import (
	"context"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/serve/payload"
)

// strategies say when static data is added. A name that is not here means
// always.
var strategies = map[string]func(*Answer, error) bool{
	"success":    func(_ *Answer, err error) bool { return err == nil },
	"complete":   func(a *Answer, err error) bool { return err == nil && a != nil && a.Complete },
	"errored":    func(_ *Answer, err error) bool { return err != nil },
	"incomplete": func(a *Answer, _ error) bool { return a == nil || !a.Complete },
}

// static puts fixed members over an answer, also over none at all.
func static(e *config.Endpoint, env *Env, next Proxy) Proxy {
	s := settings{e.Extra.Get("proxy").Get("static")}
	data := s.Get("data")
	if data == nil || data.Kind != syntax.Object {
		return next
	}
	fixed, err := payload.FromValue(Value(data).(map[string]any))
	if err != nil {
		return next
	}
	applies, ok := strategies[s.text("strategy")]
	if !ok {
		applies = func(*Answer, error) bool { return true }
	}
	return func(ctx context.Context, r *Request) (*Answer, error) {
		a, err := next(ctx, r)
		if !applies(a, err) {
			return a, err
		}
		if a == nil {
			a = &Answer{}
		}
		a.Data.Merge(fixed)
		return a, err
	}
}
