package export

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/spec"
)

// Request is a call of an endpoint that is ready to be sent, but for what only
// the one who sends it knows: its credentials.
type Request struct {
	Endpoint *Endpoint
	// Name is a title: the summary, else method and path.
	Name string
	// Path has values in place of its parameters, escaped.
	Path   string
	Query  []Pair
	Header []Pair
	// Credentials are those of the first way of showing who one is.
	Credentials []Credential
	// Body is nil where none is sent.
	Body []byte
}

// Pair is one query string or header.
type Pair struct {
	Name, Value string
	// Optional says that the call is as good without it.
	Optional bool
}

// Credential is a secret that a call needs: Prefix and the secret are the value
// of the named header, query string or cookie.
type Credential struct {
	In       spec.In
	Name     string
	Prefix   string
	Variable string // a name for the secret, such as token
}

// Requests returns an example request of every endpoint.
func (a *API) Requests() []Request {
	list := make([]Request, 0, len(a.Endpoints))
	for _, e := range a.Endpoints {
		list = append(list, e.request())
	}
	return list
}

func (e *Endpoint) request() Request {
	r := Request{Endpoint: e, Name: cmp.Or(e.Summary, e.Method+" "+e.Path), Path: e.Path}
	for i := range e.Params {
		p := &e.Params[i]
		if len(p.Values) == 0 {
			continue
		}
		switch p.In {
		case spec.InPath:
			r.Path = strings.ReplaceAll(r.Path, "{"+p.Name+"}", url.PathEscape(p.Values[0]))
		case spec.InQuery:
			for _, v := range p.Values {
				r.Query = append(r.Query, Pair{p.Name, v, !p.Required})
			}
		case spec.InHeader:
			r.Header = append(r.Header, Pair{p.Name, p.Values[0], !p.Required})
		case spec.InCookie:
			r.Header = append(r.Header, Pair{"Cookie", p.Name + "=" + p.Values[0], !p.Required})
		}
	}
	if e.Body != nil && len(e.Body.Media) > 0 && e.Method != "GET" && e.Method != "HEAD" {
		m := e.Body.preferred()
		r.Body = m.Example
		r.Header = append(r.Header, Pair{Name: "Content-Type", Value: sendable(m.Type)})
	}
	if len(e.Security) > 0 {
		for _, s := range e.Security[0] {
			r.Credentials = append(r.Credentials, s.credential())
		}
	}
	return r
}

// sendable is a media type that a request can name: a range becomes JSON.
func sendable(mediaType string) string {
	if strings.Contains(mediaType, "*") {
		return "application/json"
	}
	return mediaType
}

// preferred is the JSON of a body, else its first media type.
func (b *Body) preferred() *Media {
	best := &b.Media[0]
	for i := range b.Media {
		m := &b.Media[i]
		switch {
		case spec.MediaTypeOf(m.Type) == "application/json":
			return m
		case spec.ClassOf(m.Type) == spec.JSONMedia && spec.ClassOf(best.Type) != spec.JSONMedia:
			best = m
		}
	}
	return best
}

func (s Scheme) credential() Credential {
	r := s.requirement
	switch {
	case r.Type == "apiKey":
		return Credential{In: r.In, Name: r.Name, Variable: variable(r.Name)}
	case r.Type == "http" && strings.EqualFold(r.HTTPScheme, "basic"):
		return Credential{In: spec.InHeader, Name: "Authorization", Prefix: "Basic ", Variable: "credentials"}
	}
	return Credential{In: spec.InHeader, Name: "Authorization", Prefix: "Bearer ", Variable: "token"}
}

// variable makes a name that every format takes for one.
func variable(name string) string {
	return strings.Trim(strings.ReplaceAll(noName.ReplaceAllString(strings.ToLower(name), "_"), "-", "_"), "_.")
}

// URL returns the path with the query strings that the call needs; secret gives
// the secrets.
func (r *Request) URL(secret func(variable string) string) string {
	var pairs []string
	for _, q := range r.Query {
		if !q.Optional {
			pairs = append(pairs, url.QueryEscape(q.Name)+"="+url.QueryEscape(q.Value))
		}
	}
	for _, c := range r.Credentials {
		if c.In == spec.InQuery {
			pairs = append(pairs, url.QueryEscape(c.Name)+"="+c.Prefix+secret(c.Variable))
		}
	}
	if len(pairs) == 0 {
		return r.Path
	}
	return r.Path + "?" + strings.Join(pairs, "&")
}

// Headers returns the headers that the call needs; secret gives the secrets.
func (r *Request) Headers(secret func(variable string) string) []Pair {
	var list []Pair
	var cookies []string
	for _, h := range r.Header {
		switch {
		case h.Optional:
		case h.Name == "Cookie":
			cookies = append(cookies, h.Value)
		default:
			list = append(list, h)
		}
	}
	for _, c := range r.Credentials {
		value := c.Prefix + secret(c.Variable)
		switch c.In {
		case spec.InHeader:
			list = append(list, Pair{Name: c.Name, Value: value})
		case spec.InCookie:
			cookies = append(cookies, c.Name+"="+value)
		}
	}
	if len(cookies) > 0 {
		list = append(list, Pair{Name: "Cookie", Value: strings.Join(cookies, "; ")})
	}
	return list
}

// variables are the names of all secrets, in the order in which they are needed.
func variables(requests []Request) []string {
	var list []string
	seen := map[string]bool{}
	for _, r := range requests {
		for _, c := range r.Credentials {
			if !seen[c.Variable] {
				seen[c.Variable] = true
				list = append(list, c.Variable)
			}
		}
	}
	return list
}

// baseURL is where the gateway is called.
func (a *API) baseURL() string {
	if s := strings.TrimRight(a.opts.Server, "/"); s != "" {
		return s
	}
	return "http://localhost:" + strconv.Itoa(cmp.Or(a.port, 8080))
}

// expected are the statuses of success that an endpoint promises.
func (e *Endpoint) expected() []int {
	var list []int
	for _, r := range e.Responses {
		if status, err := strconv.Atoi(r.Status); err == nil && status < 400 {
			list = append(list, status)
		}
	}
	if len(list) == 0 {
		return []int{200}
	}
	return list
}
