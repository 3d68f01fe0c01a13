// Package upstream calls backends over plain HTTP/1.1 on the goroutine that asks.
//
// http.Transport keeps two goroutines for each connection, and hands every
// request and every answer from one to the other. A gateway makes little but
// such calls, so the hand-overs are a good part of its work. Transport does the
// common call, one without a body and without TLS, with one write and one read
// of its own, and leaves every other to the http.Transport it stands on.
//
//	t := upstream.New(&http.Transport{MaxIdleConnsPerHost: 250})
//	client := &http.Client{Transport: t}
//
// Answers and errors are those of the http.Transport; a test asks both the same
// questions. The package knows nothing of gateways.
package upstream
