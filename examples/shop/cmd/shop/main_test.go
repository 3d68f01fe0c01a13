package main

import (
	"context"
	"net"
	"strings"
	"testing"
)

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, 0, 0); err != nil {
		t.Error(err)
	}
}

func TestRunNamesThePortThatIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := run(t.Context(), l.Addr().(*net.TCPAddr).Port, 0); err == nil || !strings.Contains(err.Error(), "users: ") {
		t.Errorf("error is %v", err)
	}
}
