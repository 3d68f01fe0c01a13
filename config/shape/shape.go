// Package shape says what a client gets: the encodings that really hold for an
// endpoint and its backends, and what becomes of an answer. It is pure
// functions over the typed view; lint judges by them and serve acts by them.
package shape

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
)

// Output returns the output_encoding that an endpoint has: its own, else that
// of the service, else json. The name is as written; it need not be known.
func Output(e *config.Endpoint) string {
	switch {
	case e.OutputEncoding.V != "":
		return e.OutputEncoding.V
	case e.Service != nil && e.Service.OutputEncoding.V != "":
		return e.Service.OutputEncoding.V
	}
	return fact.JSON
}

// PassesThrough reports whether an endpoint hands on its backend's answer
// untouched: its output_encoding is exactly no-op, or falls back to that of its
// only backend.
func PassesThrough(e *config.Endpoint) bool {
	return Output(e) == fact.NoOp || fallback(e) == fact.NoOp
}

// fallback is the encoding of the only backend, as it is written, where the
// gateway does not know the output encoding; else "".
func fallback(e *config.Endpoint) string {
	if o, ok := fact.FindOutput(Output(e)); ok && o.Edition == fact.Community {
		return ""
	}
	if len(e.Backends) != 1 || e.Backends[0] == nil {
		return ""
	}
	return e.Backends[0].Encoding.V
}

// Encoding returns the encoding that a backend really has: no-op where its
// endpoint passes through, else the one that the gateway takes its name for.
func Encoding(b *config.Backend) fact.Encoding {
	if b.Endpoint != nil && PassesThrough(b.Endpoint) {
		e, _ := fact.FindEncoding(fact.NoOp)
		return e
	}
	e, _ := fact.FindEncoding(b.Encoding.V)
	return e
}

// Renderer returns the name of the output encoding that writes an endpoint's
// answer. A name that the gateway does not know, fast-json among them, falls
// back to what the only backend's encoding renders, else to json.
func Renderer(e *config.Endpoint) string {
	out := Output(e)
	if o, ok := fact.FindOutput(out); ok && o.Edition == fact.Community {
		return out
	}
	switch name := fallback(e); name {
	case fact.String, fact.XML, fact.NoOp:
		return name
	}
	return fact.JSON
}

// Collects reports whether a backend's answer comes under the key
// "collection": for sure, or, for safejson, when it is an array.
func Collects(b *config.Backend) (sure, maybe bool) {
	e := Encoding(b)
	sure = e.ReadsCollection && b.IsCollection.V
	return sure, sure || e.Name == fact.SafeJSON
}
