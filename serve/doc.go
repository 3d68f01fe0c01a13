// Package serve runs a gateway configuration: it compiles a document into one
// immutable http.Handler that answers as KrakenD Community Edition 2.13 does,
// to the header. The recorded cases in testdata/conformance hold it to that;
// docs/differences.md lists what differs on purpose.
//
// The common call is
//
//	g, err := serve.Build(doc, serve.Options{Logger: logger})
//	s := serve.NewServer(g, serve.ServerOptions{})
//	err = s.Run(ctx)
//
// Build reports everything that stands against a start, with its place, and
// starts nothing. A Server reloads a document beside the running gateway and
// swaps the two; when the new one cannot be built, the old one goes on.
//
// The package reads no files but those that the configuration names:
// certificates, keys, scripts and queries. It has no state outside of its values.
package serve
