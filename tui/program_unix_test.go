//go:build unix

package tui

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
)

func TestT11RunEndsWithASignal(t *testing.T) {
	wait := launch(t, context.Background(), Options{}, "j")
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	var sig *SignalError
	if err := wait(); !errors.As(err, &sig) || sig.Signal != syscall.SIGHUP || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
