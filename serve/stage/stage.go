// Package stage is the steps that a request and its answer pass between the
// router and the wire. Each step is a file of its own; the tables in table.go
// say in which order they stand, and why.
//
// The common call is
//
//	proxy := stage.Endpoint(e, env)
//	answer, err := proxy(ctx, request)
//
// A stage is switched on by its namespace in extra_config. Settings of the
// wrong type switch it off, or refuse every request, as the reference gateway
// does; lint tells, and Env.Notices does where it is not plain. The package
// answers no client: see package serve.
package stage

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/serve/payload"
)

// Request is what an endpoint asks of its backends. Stages that change it work
// on a copy.
type Request struct {
	// Params are the values of placeholders by their name with its first letter
	// raised, as the gateway compares them.
	Params map[string]string
	// Method and Path are the client's, and from a backend's address on those of
	// its call.
	Method, Path string
	// URL is that of the call, "" as long as it is not addressed.
	URL    string
	Header http.Header
	Query  url.Values
	Body   *Body
}

// Answer is what a backend, or all of them together, answered.
type Answer struct {
	Data payload.Object
	// Complete is false where a part of the answer is missing.
	Complete bool
	// Status, Header and Body are those of the backend where its answer is
	// passed through, and what scripts have set. The receiver closes Body.
	Status int
	Header http.Header
	Body   io.ReadCloser

	memory *payload.Memory // that Data is made of, where it may be used again
}

// Recycle gives back the memory of an answer, for another request to use: nobody
// may look at Data any more. An answer that is not given back is collected as
// garbage.
func (a *Answer) Recycle() {
	memory := a.memory
	a.Data, a.memory = payload.Object{}, nil
	memory.Release()
}

// Proxy asks for an answer. An answer may come together with an error: then a
// part of it failed.
type Proxy func(ctx context.Context, r *Request) (*Answer, error)

// Env is what stages share.
type Env struct {
	// Transport makes the calls of backends.
	Transport http.RoundTripper
	// Network is what Transport calls over in the end, to be copied where a stage
	// has demands on TLS of its own; nil where something stands in for the network.
	Network *http.Transport
	Logger  *slog.Logger
	// MaxBody bounds what is read of a body into memory, in bytes.
	MaxBody int64
	// StrictParams fails calls whose url_pattern would take a value that is missing,
	// or changes more than its own place: of a token, of a former answer, of a script.
	StrictParams bool
	// RandomHosts picks hosts at random, not in turn.
	RandomHosts bool
	// Dir is where relative paths of the configuration start from, "" for the
	// working directory.
	Dir string
	// TokenKeys are the claims by which tokens are revoked, and Revoked tells
	// whether an entry such as jti-7 is; nil where nothing is ever revoked.
	TokenKeys []string
	Revoked   func(entry string) bool
	// Notices are the settings that do not do what they ask for: constructors add
	// to them, so that they can be told at start.
	Notices []diag.Finding

	shared *Cache // of the backends that share one
	keys   keyStore
	rules  map[*syntax.Node]*rules // compiled

	expressions map[string]compiledRule // by their text
}

// Timeout returns how long an endpoint may take: its own timeout, else that of
// the service, else two seconds.
func Timeout(e *config.Endpoint) time.Duration {
	switch {
	case e.Timeout.V != 0:
		return e.Timeout.V
	case e.Service.Timeout.V != 0:
		return e.Service.Timeout.V
	}
	return 2 * time.Second
}
