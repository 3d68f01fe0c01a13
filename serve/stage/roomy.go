package stage

import "runtime"

// roomy lets the stack of a new goroutine grow once, while nothing is on it yet,
// to what a call takes. Without it the stack doubles, and is copied, several
// times on the way down to the connection: some 8% of the work of merging
// three answers.
//
//go:noinline
func roomy() {
	var room [6 << 10]byte
	runtime.KeepAlive(&room)
}
