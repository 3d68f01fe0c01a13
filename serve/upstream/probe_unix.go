//go:build unix

package upstream

import (
	"errors"
	"net"
	"syscall"
)

const canProbe = true

// prober returns what asks a connection that waits whether it is as it was left:
// open, and with nothing to read. It reads without waiting, so that a
// connection that is not used needs no goroutine.
func prober(c net.Conn) func() bool {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return func() bool { return false }
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return func() bool { return false }
	}
	var one [1]byte
	var open bool
	look := func(fd uintptr) bool {
		_, err := syscall.Read(int(fd), one[:])
		open = errors.Is(err, syscall.EAGAIN)
		return true
	}
	return func() bool { return raw.Read(look) == nil && open }
}
