//go:build !unix

package upstream

import "net"

// canProbe is false where a connection cannot be asked without waiting: every
// call is left to http.Transport there.
const canProbe = false

func prober(net.Conn) func() bool { return func() bool { return false } }
