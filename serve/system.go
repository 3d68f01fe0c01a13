package serve

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// anyMethods are the methods under which the debugging endpoints answer.
var anyMethods = []string{
	http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodHead,
	http.MethodOptions, http.MethodDelete, http.MethodConnect, http.MethodTrace,
}

// ownHandler is an endpoint of the gateway itself. No gate stands before it.
type ownHandler struct{ http.HandlerFunc }

// system adds the gateway's own endpoints, before those of the document: the
// order in which methods first appear is that of the Allow header.
func (g *Gateway) system() error {
	add := func(path string, methods []string, h http.HandlerFunc) error {
		for _, m := range methods {
			if err := g.router.Add(m, path, ownHandler{h}); err != nil {
				return refusal(g.svc, err)
			}
		}
		return nil
	}
	if g.svc.DebugEndpoint.V {
		if err := add("/__debug/*", anyMethods, debug); err != nil {
			return err
		}
	}
	if g.svc.EchoEndpoint.V {
		if err := add("/__echo/*", anyMethods, g.echo); err != nil {
			return err
		}
	}
	if g.policy.healthPath != "" {
		return add(g.policy.healthPath, []string{http.MethodGet}, health)
	}
	return nil
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header()["Content-Type"] = []string{typeJSON}
	body, err := json.Marshal(v)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(body)
}

func health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"agents": map[string]any{}, "now": time.Now().UTC().String(), "status": "ok"})
}

func debug(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]string{"message": "pong"})
}

type echoed struct {
	URI         string              `json:"req_uri"`
	Details     map[string]string   `json:"req_uri_details"`
	Method      string              `json:"req_method"`
	Querystring map[string][]string `json:"req_querystring"`
	Body        string              `json:"req_body"`
	Headers     map[string][]string `json:"req_headers"`
}

// echo answers with the request itself, its body up to the bound for bodies.
func (g *Gateway) echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, g.opts.maxBody()))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	writeJSON(w, echoed{
		URI: r.RequestURI, Method: r.Method, Querystring: r.URL.Query(), Body: string(body), Headers: echoHeaders(r),
		Details: map[string]string{
			"user": r.URL.User.String(), "host": r.Host, "path": r.URL.Path,
			"query": r.URL.RawQuery, "fragment": r.URL.Fragment,
		},
	})
}

// echoHeaders returns the headers as they came over the wire: net/http takes
// some of them out.
func echoHeaders(r *http.Request) http.Header {
	h := r.Header.Clone()
	if r.Close {
		h["Connection"] = []string{"close"}
	}
	return h
}
