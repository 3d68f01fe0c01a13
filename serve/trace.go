package serve

import (
	"context"

	"github.com/gatewright/gatewright/serve/stage"
)

// Call is what became of one call of a backend; its body is held up to a bound.
type Call = stage.Call

// WithTrace returns a context whose request reports each call of a backend to
// sink, as it ends. Calls may end at the same time: sink must be safe for that.
func WithTrace(ctx context.Context, sink func(Call)) context.Context {
	return stage.WithTrace(ctx, sink)
}
