package tui

import (
	"context"
	"errors"
	"io"
	"os"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/journal"
)

// causeOf is why an editor has ended whose run has brought an error, or whose
// context has ended; "" for one that the user has left.
func causeOf(ctx context.Context, err error) journal.Cause {
	var ended *SignalError
	switch {
	case errors.As(context.Cause(ctx), &ended):
		return causeOfSignal(ended.Signal)
	case ctx.Err() != nil:
		return journal.CalledOff
	case errors.Is(err, tea.ErrProgramPanic):
		return journal.Crashed
	case errors.Is(err, io.EOF):
		return journal.Closed
	case err != nil:
		return journal.Failed
	}
	return ""
}

func causeOfSignal(s os.Signal) journal.Cause {
	switch s {
	case syscall.SIGHUP:
		return journal.Closed
	case os.Interrupt:
		return journal.Interrupted
	}
	return journal.Terminated
}

// hasEnded notes in the journal why the editor has ended. What an editor before
// it has left stays as it is.
func (m *model) hasEnded(cause journal.Cause) {
	if cause == "" || m.keeper == nil || m.lost || !m.draft.Dirty() || m.draft.Locked() != "" {
		return
	}
	_ = m.keeper.End(cause) // there is no screen any more to tell it on
}
