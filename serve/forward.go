package serve

import (
	"net/http"
	"net/textproto"
	"net/url"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve/stage"
)

// forward says what of a client's request goes on to the backends.
type forward struct {
	headers    []string
	allHeaders bool
	queries    []string
	allQueries bool
	agent      string
	trust      clientAddress
}

func newForward(e *config.Endpoint, agent string, trust clientAddress) forward {
	f := forward{agent: agent, trust: trust, queries: e.InputQueryStrings.V}
	for _, name := range e.InputHeaders.V {
		f.headers = append(f.headers, textproto.CanonicalMIMEHeaderKey(name))
	}
	f.allHeaders = slices.Contains(f.headers, "*")
	f.allQueries = slices.Contains(f.queries, "*")
	if len(f.headers) == 0 {
		f.headers = []string{"Content-Type"}
	}
	return f
}

// request makes what the backends are asked. The gateway's own headers are
// always there, a client's own User-Agent only where it is let through.
func (f forward) request(v *stage.Visit) *stage.Request {
	r := v.Request
	q := &stage.Request{Method: r.Method, Path: r.URL.Path, Header: f.header(r), Query: f.query(r.URL), Params: v.Params}
	if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
		q.Body = stage.NewBody(r.Body)
	}
	return q
}

func (f forward) header(r *http.Request) http.Header {
	var h http.Header
	if f.allHeaders {
		h = r.Header.Clone()
	} else {
		h = make(http.Header, len(f.headers)+4)
		for _, name := range f.headers {
			if v, ok := r.Header[name]; ok {
				h[name] = slices.Clone(v)
			}
		}
	}
	values := &[...]string{f.trust.of(r), r.Host, f.agent} // in one piece of memory
	h["X-Forwarded-For"], h["X-Forwarded-Host"] = values[0:1:1], values[1:2:2]
	if _, own := h["User-Agent"]; own {
		h["X-Forwarded-Via"] = values[2:]
	} else {
		h["User-Agent"] = values[2:]
	}
	return h
}

func (f forward) query(u *url.URL) url.Values {
	if u.RawQuery == "" || len(f.queries) == 0 {
		return nil
	}
	all := u.Query()
	if f.allQueries {
		return all
	}
	some := url.Values{}
	for _, name := range f.queries {
		if v, ok := all[name]; ok {
			some[name] = v
		}
	}
	return some
}
