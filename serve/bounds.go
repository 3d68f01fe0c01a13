package serve

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gatewright/gatewright/serve/route"
	"github.com/gatewright/gatewright/serve/stage"
)

var (
	errEncodedParam = errors.New("encoded url params")
	errUnsafeParam  = errors.New("unsafe url params")
)

func (ep *endpoint) checkParams(params []route.Param) error {
	if ep.g.opts.StrictParams {
		if err := safeParams(params); err != nil {
			return err
		}
	}
	if ep.g.policy.noPathDecoding {
		return nil
	}
	return plainParams(params)
}

// plainParams refuses path parameters that are still encoded, or would change
// the path of a backend's URL into something else.
func plainParams(params []route.Param) error {
	for _, p := range params {
		plain, err := url.PathUnescape(p.Value)
		if err != nil {
			return err
		}
		if plain != p.Value || strings.ContainsAny(p.Value, "?#") {
			return errEncodedParam
		}
	}
	return nil
}

// safeParams refuses path parameters that leave their place in a backend's URL:
// they are put there as they are.
func safeParams(params []route.Param) error {
	for _, p := range params {
		if !stage.KeepsPlace(p.Value) {
			return errUnsafeParam
		}
	}
	return nil
}

// bodyGrace is how much longer than its endpoint the body of a request may take.
const bodyGrace = time.Second

// boundBody bounds how long a client may take to send a body: nobody waits for
// it when the endpoint's time is over, and without the bound a client that
// stops sending holds the connection, and what reads the body, for ever.
func (ep *endpoint) boundBody(w http.ResponseWriter, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 || ep.timeout <= 0 {
		return
	}
	if read := ep.g.svc.ReadTimeout.V; read > 0 && read < ep.timeout+bodyGrace {
		return // the server's own bound is the earlier one
	}
	// Not every writer has a connection below it. Once the body is read the
	// server lifts the bound by itself.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(ep.timeout + bodyGrace))
}
