package serve

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/serve/route"
	"github.com/gatewright/gatewright/serve/stage"
)

const (
	headerVersion   = "X-Krakend"
	headerCompleted = "X-Krakend-Completed"
	headerReason    = "X-Gatewright-Reason"
)

const (
	typeJSON = "application/json; charset=utf-8"
	typeText = "text/plain; charset=utf-8"
)

type paramsKey struct{}

// dispatch finds the endpoint of a request and lets it answer.
func (g *Gateway) dispatch(w http.ResponseWriter, r *http.Request) {
	if g.cors != nil && !g.cors(w, &stage.Visit{Request: r}) {
		return
	}
	m := g.router.Find(r.Method, r.URL.Path)
	switch m.Kind {
	case route.Found:
		if _, own := m.Value.(ownHandler); !own && !g.admit(w, r, m.Params) {
			return
		}
		if len(m.Params) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), paramsKey{}, m.Params))
		}
		m.Value.ServeHTTP(w, r)
	case route.Redirect:
		redirect(w, r, g.prefixed(r, m.Path))
	case route.WrongMethod:
		w.Header()["Allow"] = []string{strings.Join(m.Allow, ", ")}
		if g.admit(w, r, nil) {
			g.refuse(w, http.StatusMethodNotAllowed, "405 method not allowed")
		}
	default:
		if g.admit(w, r, nil) {
			g.refuse(w, http.StatusNotFound, "404 page not found")
		}
	}
}

// admit leads a request through the gates of the service.
func (g *Gateway) admit(w http.ResponseWriter, r *http.Request, params []route.Param) bool {
	return len(g.gates) == 0 || enter(g.gates, w, g.visit(r, params))
}

func (g *Gateway) visit(r *http.Request, params []route.Param) *stage.Visit {
	return &stage.Visit{Request: r, Client: g.trust.of(r), Params: paramMap(params)}
}

// enter leads a visit through gates; false means that one has answered it.
func enter(gates []stage.Gate, w http.ResponseWriter, v *stage.Visit) bool {
	for _, gate := range gates {
		if !gate(w, v) {
			return false
		}
	}
	return true
}

func paramMap(params []route.Param) map[string]string {
	if len(params) == 0 {
		return nil
	}
	m := make(map[string]string, len(params))
	for _, p := range params {
		m[p.Name] = p.Value
	}
	return m
}

func pathParams(r *http.Request) []route.Param {
	params, _ := r.Context().Value(paramsKey{}).([]route.Param)
	return params
}

// prefixed is a path as the client knows it, where a proxy in front of the gateway
// has taken a prefix away and is believed.
func (g *Gateway) prefixed(r *http.Request, p string) string {
	if !g.opts.ForwardedPrefix {
		return p
	}
	kept := strings.Map(func(c rune) rune {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '/' || c == '-' {
			return c
		}
		return -1
	}, r.Header.Get("X-Forwarded-Prefix"))
	return strings.TrimSuffix(path.Clean("/"+kept), "/") + p
}

// redirect sends a client to the same place in another spelling: for good with
// GET, and so that the body is sent again with other methods.
func redirect(w http.ResponseWriter, r *http.Request, path string) {
	status := http.StatusTemporaryRedirect
	if r.Method == http.MethodGet {
		status = http.StatusMovedPermanently
	}
	u := url.URL{Path: path, RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, u.String(), status)
}

// refuse answers a request that no endpoint takes.
func (g *Gateway) refuse(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h[headerCompleted] = []string{"false"}
	h[headerVersion] = []string{g.version}
	kind := "text/plain"
	if body, ok := g.policy.errorBodies[status]; ok {
		kind, text = typeJSON, body
	}
	h["Content-Type"] = []string{kind}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// addOptions answers OPTIONS at every path that has endpoints, with its methods.
func (g *Gateway) addOptions(methods map[string][]string) {
	for _, path := range slices.Sorted(maps.Keys(methods)) {
		allow := strings.Join(slices.Sorted(slices.Values(methods[path])), ", ")
		// Paths that differ in the names of parameters alone are one to the
		// router: the first answers.
		_ = g.router.Add(http.MethodOptions, path, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Allow"] = []string{allow}
			w.WriteHeader(http.StatusOK)
		}))
	}
}
