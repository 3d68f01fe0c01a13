package stage

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNoHosts is the failure of a backend that has no host at all.
var ErrNoHosts = errors.New("no hosts available")

// ErrNoBackends is the failure of an endpoint whose backends are all shadows.
var ErrNoBackends = errors.New("all channels returned an empty response: at least one backend is needed")

// StatusError is a status of a backend that its answer cannot be decoded under.
type StatusError struct {
	Status int
	// Method, Path and URL are those of the call.
	Method, Path, URL string
	// Passed is set where return_error_code hands the status, the body and its
	// media type on to the client.
	Passed      bool
	Body        string
	ContentType string
}

// Error names the status and the call, or is the backend's body where that is
// passed on.
func (e *StatusError) Error() string {
	if e.Passed {
		return e.Body
	}
	return fmt.Sprintf("invalid status code %d [%s %s]: %s", e.Status, e.Method, e.Path, e.URL)
}

// DecodeError is a body that the encoding of its backend cannot read.
type DecodeError struct {
	Encoding string
	Err      error
	// Rule is the id of the lint rule that would have told, "" for none.
	Rule string
}

// Error is the decoder's own message.
func (e *DecodeError) Error() string { return e.Err.Error() }

// Unwrap returns the decoder's error.
func (e *DecodeError) Unwrap() error { return e.Err }

// Failures are the errors of several backends of one endpoint.
type Failures []error

// Error joins the messages, one a line.
func (f Failures) Error() string {
	lines := make([]string, len(f))
	for i, err := range f {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the errors.
func (f Failures) Unwrap() []error { return f }

// Refusal is a request that is answered with a status of its own.
type Refusal struct {
	Status int
	Err    error
	// ContentType is that of the reason where a client is told it, "" for text.
	ContentType string
}

// Error is the reason.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns the reason.
func (r *Refusal) Unwrap() error { return r.Err }
