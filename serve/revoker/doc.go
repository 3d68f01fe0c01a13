// Package revoker is namespace auth/revoker: it remembers which tokens are
// revoked, and listens for those who revoke them.
//
// The common calls are
//
//	filter := revoker.NewFilter()
//	filter.Configure(settings)
//	server := revoker.NewServer(filter, func() *slog.Logger { return logger })
//	err := server.Listen(ctx, "127.0.0.1:1234")
//	revoked := filter.Has([]byte("jti-mnb23vcsrt756yuiomnbvcx98ertyuiop"))
//
// An entry is the name of a claim, a hyphen and its value. Clients send entries
// over the protocol of net/rpc, as that of the reference gateway's own library
// does: BloomfilterRPC.Add and BloomfilterRPC.Check. What it refuses is
// BloomfilterRPC.Union, which carries a filter in that library's own form.
//
// Nobody who reaches the port is asked who they are, so that everything which
// comes over it is bounded: the size of a message, the time that it may take, and
// the number of connections.
package revoker
