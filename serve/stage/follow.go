package stage

import (
	"net/http"
	"net/url"
	"strings"
)

// follow returns what makes calls as an http.Client does: the same answers and
// errors, redirects followed. Most answers are no redirects, and what a client
// prepares for one, with copies of all headers, is left out for them.
func follow(transport http.RoundTripper) sender {
	return func(req *http.Request) (*http.Response, error) {
		if req.URL.Scheme != "http" || req.URL.User != nil {
			client := http.Client{Transport: transport} // not kept: a gateway has thousands of backends
			return client.Do(req)
		}
		resp, err := transport.RoundTrip(req)
		switch {
		case err != nil:
			return nil, &url.Error{Op: operation(req.Method), URL: req.URL.String(), Err: err}
		case resp.StatusCode >= 300 && resp.StatusCode < 400:
			onward := &http.Client{Transport: &begun{first: resp, next: transport}}
			return onward.Do(req)
		case resp.Body == nil:
			resp.Body = http.NoBody
		}
		return resp, nil
	}
}

// operation names a method as the errors of an http.Client do.
func operation(method string) string {
	if method == "" {
		return "Get"
	}
	return method[:1] + strings.ToLower(method[1:])
}

// begun is a transport whose first call has been made.
type begun struct {
	first *http.Response
	next  http.RoundTripper
}

// RoundTrip returns the first answer, and makes all calls after it.
func (b *begun) RoundTrip(req *http.Request) (*http.Response, error) {
	if resp := b.first; resp != nil {
		b.first = nil
		return resp, nil
	}
	return b.next.RoundTrip(req)
}
