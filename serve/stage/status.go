package stage

import (
	"net/http"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve/payload"
)

// statusPolicy is what namespace backend/http makes of a backend's error status.
type statusPolicy struct {
	// details is the name under which the failure is put into the answer.
	details string
	// code passes the status on to the client, where the backend is the only one.
	code bool
}

func newStatusPolicy(b *config.Backend) statusPolicy {
	s := settings{b.Extra.Get("backend/http")}
	return statusPolicy{details: s.text("return_error_details"), code: s.flag("return_error_code")}
}

// badStatus handles a status under which no body is decoded.
func (c *call) badStatus(req *http.Request, resp *http.Response, rep *report) (*Answer, error) {
	limit := c.env.MaxBody
	if c.onError.details == "" && !c.onError.code {
		limit = TraceBytes // for the log alone
		forget(resp.Body)
	}
	text, _ := read(resp, limit, new(payload.Memory))
	rep.text = text
	kind := resp.Header.Get("Content-Type")
	failure := &StatusError{
		Status: resp.StatusCode, Method: c.method, Path: req.URL.EscapedPath(), URL: req.URL.Redacted(),
		Body: text, ContentType: kind,
	}
	err := rep.failed(failure)
	switch {
	case c.onError.details != "":
		f := &payload.Failure{Status: resp.StatusCode, Body: text, Encoding: kind}
		a := &Answer{}
		a.Data.Set(payload.Member{Key: "error_" + c.onError.details, Failure: f})
		return a, nil
	case c.onError.code:
		failure.Passed = true
	}
	return nil, err
}
