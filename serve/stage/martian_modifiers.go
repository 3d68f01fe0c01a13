package stage

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Headers of requests that net/http keeps outside of their map are set where it
// keeps them.
func setRequestHeader(r *http.Request, name, value string) {
	switch textproto.CanonicalMIMEHeaderKey(name) {
	case "Host":
		r.Host = value
	case "Content-Length":
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			r.ContentLength = n
		}
	default:
		r.Header.Set(name, value)
	}
}

func requestHeader(r *http.Request, name string) []string {
	name = textproto.CanonicalMIMEHeaderKey(name)
	if name == "Host" {
		return []string{r.Host}
	}
	return r.Header[name]
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

type nameAndValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func headerModifier(text []byte) (modifier, error) {
	s, err := settingsOf[nameAndValue](text)
	return modifier{
		request:  func(r *http.Request) { setRequestHeader(r, s.Name, s.Value) },
		response: func(r *http.Response) { r.Header.Set(s.Name, s.Value) },
	}, err
}

func headerAppend(text []byte) (modifier, error) {
	s, err := settingsOf[nameAndValue](text)
	return modifier{
		request:  func(r *http.Request) { r.Header.Add(s.Name, s.Value) },
		response: func(r *http.Response) { r.Header.Add(s.Name, s.Value) },
	}, err
}

func headerBlacklist(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		Names []string `json:"names"`
	}](text)
	drop := func(h http.Header) {
		for _, name := range s.Names {
			h.Del(name)
		}
	}
	return modifier{
		request:  func(r *http.Request) { drop(r.Header) },
		response: func(r *http.Response) { drop(r.Header) },
	}, err
}

// headerCopy copies the first value of a header; from a missing one, an empty
// value.
func headerCopy(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		From string `json:"from"`
		To   string `json:"to"`
	}](text)
	return modifier{
		request:  func(r *http.Request) { setRequestHeader(r, s.To, first(requestHeader(r, s.From))) },
		response: func(r *http.Response) { r.Header.Set(s.To, r.Header.Get(s.From)) },
	}, err
}

const headerOfID = "X-Krakend-Id"

// headerID gives a request an id, where it has none.
func headerID([]byte) (modifier, error) {
	return modifier{request: func(r *http.Request) {
		if r.Header.Get(headerOfID) == "" {
			r.Header.Set(headerOfID, randomID())
		}
	}}, nil
}

// randomID returns a random UUID, as RFC 9562 calls version 4.
func randomID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	s := hex.EncodeToString(b[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// bodyModifier puts a body in place of the one that is there, with its media
// type: an empty one where none is given.
func bodyModifier(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		ContentType string `json:"contentType"`
		Body        string `json:"body"`
	}](text)
	if err != nil {
		return modifier{}, err
	}
	body, err := base64.StdEncoding.DecodeString(s.Body)
	if err != nil {
		return modifier{}, err
	}
	describe := func(h http.Header) {
		h.Del("Content-Encoding")
		h.Set("Content-Type", s.ContentType)
	}
	return modifier{
		request: func(r *http.Request) {
			describe(r.Header)
			r.Body, r.ContentLength, r.GetBody = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
		},
		response: func(r *http.Response) {
			describe(r.Header)
			r.Body.Close()
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			r.Header.Set("Content-Length", strconv.Itoa(len(body)))
		},
	}, nil
}

func statusModifier(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		StatusCode int `json:"statusCode"`
	}](text)
	return modifier{response: func(r *http.Response) {
		// Others than these no answer can have.
		if s.StatusCode >= 100 && s.StatusCode <= 999 {
			r.StatusCode = s.StatusCode
		}
	}}, err
}

func cookieModifier(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		Name     string    `json:"name"`
		Value    string    `json:"value"`
		Path     string    `json:"path"`
		Domain   string    `json:"domain"`
		Expires  time.Time `json:"expires"`
		Secure   bool      `json:"secure"`
		HTTPOnly bool      `json:"httpOnly"`
		MaxAge   int       `json:"maxAge"`
	}](text)
	c := &http.Cookie{
		Name: s.Name, Value: s.Value, Path: s.Path, Domain: s.Domain, Expires: s.Expires,
		Secure: s.Secure, HttpOnly: s.HTTPOnly, MaxAge: s.MaxAge,
	}
	return modifier{
		request:  func(r *http.Request) { r.AddCookie(c) },
		response: func(r *http.Response) { r.Header.Add("Set-Cookie", c.String()) },
	}, err
}

var errStashSide = errors.New("an answer can have the URL only where the request has it: the scope must name both")

// stashModifier keeps the URL of the call, as it is by then, in a header of the
// request. The answer gets what that header holds in the end.
func stashModifier(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		HeaderName string   `json:"headerName"`
		Scope      []string `json:"scope"`
	}](text)
	if err == nil && slices.Contains(s.Scope, "response") && !slices.Contains(s.Scope, "request") {
		err = errStashSide
	}
	return modifier{
		request:  func(r *http.Request) { r.Header.Set(s.HeaderName, r.URL.String()) },
		response: func(r *http.Response) { r.Header.Set(s.HeaderName, r.Request.Header.Get(s.HeaderName)) },
	}, err
}

func queryModifier(text []byte) (modifier, error) {
	s, err := settingsOf[nameAndValue](text)
	return modifier{request: func(r *http.Request) {
		q := r.URL.Query()
		q.Set(s.Name, s.Value)
		r.URL.RawQuery = q.Encode()
	}}, err
}

type urlParts struct {
	Scheme string `json:"scheme"`
	Host   string `json:"host"`
	Path   string `json:"path"`
	Query  string `json:"query"`
}

// urlModifier changes parts of the URL. The Host header stays that of the host
// that was chosen first.
func urlModifier(text []byte) (modifier, error) {
	s, err := settingsOf[urlParts](text)
	return modifier{request: func(r *http.Request) {
		if r.Host == "" {
			r.Host = r.URL.Host
		}
		set := func(part *string, value string) {
			if value != "" {
				*part = value
			}
		}
		set(&r.URL.Scheme, s.Scheme)
		set(&r.URL.Host, s.Host)
		if s.Path != "" {
			r.URL.Path, r.URL.RawPath = s.Path, ""
		}
		set(&r.URL.RawQuery, s.Query)
	}}, err
}

var errOnePort = errors.New("exactly one of port, defaultForScheme and remove must be set")

// portModifier changes the port of the URL: to a number, to the usual one of the
// URL's scheme, or to none. The Host header stays.
func portModifier(text []byte) (modifier, error) {
	s, err := settingsOf[struct {
		Port             int  `json:"port"`
		DefaultForScheme bool `json:"defaultForScheme"`
		Remove           bool `json:"remove"`
	}](text)
	if err != nil {
		return modifier{}, err
	}
	set := 0
	for _, on := range []bool{s.Port != 0, s.DefaultForScheme, s.Remove} {
		if on {
			set++
		}
	}
	if set != 1 {
		return modifier{}, errOnePort
	}
	return modifier{request: func(r *http.Request) {
		port := ""
		switch {
		case s.Port != 0:
			port = strconv.Itoa(s.Port)
		case s.DefaultForScheme:
			port = usualPorts[r.URL.Scheme]
		}
		setPort(r.URL, port)
	}}, nil
}

var usualPorts = map[string]string{"http": "80", "https": "443"}

func setPort(u *url.URL, port string) {
	switch name := u.Hostname(); {
	case port != "":
		u.Host = net.JoinHostPort(name, port)
	case name != "" && u.Host[0] == '[':
		u.Host = "[" + name + "]"
	default:
		u.Host = name
	}
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return usualPorts[u.Scheme]
}
