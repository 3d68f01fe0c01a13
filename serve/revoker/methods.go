package revoker

import (
	"errors"
	"log/slog"
	"net/rpc"
)

// serviceName is what the methods stand under on the wire.
const serviceName = "BloomfilterRPC"

// AddInput are the entries that a client revokes.
type AddInput struct{ Elems [][]byte }

// AddOutput is how many were taken.
type AddOutput struct{ Count int }

// CheckInput are entries that a client asks about.
type CheckInput struct{ Elems [][]byte }

// CheckOutput says of each whether it is revoked.
type CheckOutput struct{ Checks []bool }

// UnionInput stands for a filter of the client's, which is not read.
type UnionInput struct{}

// UnionOutput would be how full the filter is.
type UnionOutput struct{ Capacity float64 }

var errUnion = errors.New("a whole filter cannot be taken here: send its entries with BloomfilterRPC.Add")

// methods are what clients call.
type methods struct {
	filter *Filter
	log    func() *slog.Logger
}

func (m methods) Add(in AddInput, out *AddOutput) error {
	for _, e := range in.Elems {
		if m.filter.Add(e) {
			m.log().Warn("as many tokens are revoked as the filter is made for: with more, it takes more for revoked that are not", "namespace", Namespace, "setting", "N")
		}
	}
	out.Count = len(in.Elems)
	return nil
}

func (m methods) Check(in CheckInput, out *CheckOutput) error {
	out.Checks = make([]bool, len(in.Elems))
	for i, e := range in.Elems {
		out.Checks[i] = m.filter.Has(e)
	}
	return nil
}

func (m methods) Union(UnionInput, *UnionOutput) error { return errUnion }

func newRPC(m methods) *rpc.Server {
	s := rpc.NewServer()
	if err := s.RegisterName(serviceName, m); err != nil {
		panic(err) // the methods are ours, and have the form that it asks for
	}
	return s
}
