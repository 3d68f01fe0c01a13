package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"
)

// stub is a backend that answers what it is told to and keeps what it was sent.
type stub struct {
	status int
	header http.Header
	body   []byte
	seen   []*http.Request
	sent   []byte
}

func (s *stub) RoundTrip(req *http.Request) (*http.Response, error) {
	s.seen, s.sent = append(s.seen, req), nil
	if req.Body != nil {
		data, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		s.sent = data
	}
	status, header, data := s.status, s.header.Clone(), s.body
	if len(s.seen) > 1 { // a redirection was followed
		status, header, data = 200, http.Header{"Content-Type": {"application/json"}}, []byte(`{"followed":true}`)
	}
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(data)), ContentLength: int64(len(data)), Request: req,
	}, nil
}

// message is a request of a client as the document allows it to be, and what of
// it has to reach the backend.
type message struct {
	query   url.Values
	header  http.Header
	cookies []string
	// open says that the document allows any name in the query string.
	open bool
}

// messageOf makes a request with every parameter and every credential.
func messageOf(op *operation) *message {
	m := &message{query: url.Values{}, header: http.Header{}}
	if _, names, ok := strings.Cut(op.path, "{?"); ok {
		for _, name := range strings.Split(strings.TrimSuffix(names, "}"), ",") {
			m.query.Set(strings.TrimSuffix(name, "*"), "1")
		}
	}
	for i, p := range op.params {
		switch p.in {
		case "query":
			m.addQuery(p)
		case "header":
			switch strings.ToLower(p.name) {
			case "accept", "content-type":
			case "authorization":
				if op.swagger {
					m.header.Set(p.name, "Bearer param")
				}
			default:
				m.header.Set(p.name, fmt.Sprintf("h%d", i))
			}
		case "cookie":
			m.cookies = append(m.cookies, fmt.Sprintf("%s=c%d", p.name, i))
		}
	}
	for _, c := range op.credentials {
		switch c.in {
		case "query":
			m.query.Set(c.name, "key")
		case "cookie":
			m.cookies = append(m.cookies, c.name+"=secret")
		default:
			m.header.Set(c.name, "Bearer secret")
		}
	}
	if len(m.cookies) > 0 {
		m.header.Set("Cookie", strings.Join(m.cookies, "; "))
	}
	return m
}

// addQuery writes a parameter as its style says.
func (m *message) addQuery(p param) {
	if p.content {
		m.query.Set(p.name, `{"a":[1,2]}`)
		return
	}
	for _, v := range variants(p.schema, nil) {
		switch v := v.(type) {
		case map[string]any:
			if isEmptySchema(p.schema) {
				continue
			}
			m.addObject(p, p.name, v)
			m.open = m.open || len(p.schema.get("properties").keys()) == 0 && p.schema.has("additionalProperties")
		case []any:
			switch {
			case p.style == "deepObject":
				m.query[p.name+"[]"] = []string{"a", "b"}
			case p.explode:
				m.query[p.name] = []string{"a", "b"}
			default:
				m.query.Set(p.name, strings.Join([]string{"a", "b"}, map[string]string{"pipeDelimited": "|", "spaceDelimited": " "}[p.style]+",")[:3])
			}
		case nil:
		default:
			m.query.Set(p.name, fmt.Sprint(v))
		}
	}
}

func (m *message) addObject(p param, name string, v map[string]any) {
	for k, value := range v {
		if k == "key" {
			continue // it stands for any name
		}
		full := k
		switch inner, ok := value.(map[string]any); {
		case p.style == "deepObject" && ok:
			m.addObject(p, name+"["+k+"]", inner)
			continue
		case p.style == "deepObject":
			full = name + "[" + k + "]"
		case !p.explode || p.style != "form":
			m.query.Set(p.name, "a,1,b,2")
			continue
		}
		m.query.Set(full, "v")
	}
}

// Names that stand in a request of every client and are declared nowhere.
const (
	strangeQuery  = "undeclared"
	strangeHeader = "X-Undeclared"
)

// target is the client's URL and the one that the backend has to see.
func targets(op *operation, endpoint string) (client, backend string, ok bool) {
	var values []string
	backend = expand(op, &values)
	i := 0
	client = braces.ReplaceAllStringFunc(endpoint, func(string) string {
		if i++; i <= len(values) {
			return values[i-1]
		}
		return "?"
	})
	return client, backend, i == len(values)
}

var wild = regexp.MustCompile(`\[\^/\]\+|\*\*?`)

// expand fills values into a path of the document, as URI templates and the
// patterns of resource names want them, and returns them in their order.
func expand(op *operation, values *[]string) string {
	next := func() string {
		*values = append(*values, fmt.Sprintf("x%d", len(*values)+1))
		return (*values)[len(*values)-1]
	}
	segments := strings.Split(op.path, "/")
	for i, s := range segments {
		if strings.HasPrefix(s, ":") { // as Express writes it
			segments[i] = "{" + s[1:] + "}"
		}
		if inner, ok := strings.CutPrefix(s, "<"); ok && strings.HasSuffix(inner, ">") { // as Javalin and Flask do
			segments[i] = "{" + inner[strings.Index(inner, ":")+1:len(inner)-1] + "}"
		}
	}
	path := braces.ReplaceAllStringFunc(strings.Join(segments, "/"), func(s string) string {
		name := s[1 : len(s)-1]
		if name[0] == '?' {
			return ""
		}
		if key, shape, ok := strings.Cut(name, "="); ok && key != "" {
			return wild.ReplaceAllStringFunc(shape, func(string) string { return next() })
		}
		if strings.HasPrefix(name, ";") {
			return strings.TrimSuffix(name, "*") + "=" + next()
		}
		if strings.HasPrefix(name, ".") {
			return "." + next()
		}
		for _, p := range op.params {
			if p.name != name || p.in != "path" {
				continue
			}
			if pattern := strings.Trim(p.schema.get("pattern").str(), "^$"); strings.Contains(pattern, "/[^/]+") {
				return wild.ReplaceAllStringFunc(pattern, func(string) string { return next() })
			}
			switch p.style {
			case "matrix":
				v := next()
				(*values)[len(*values)-1] = ";" + name + "=" + v
				return (*values)[len(*values)-1]
			case "label":
				v := next()
				(*values)[len(*values)-1] = "." + v
				return (*values)[len(*values)-1]
			}
		}
		return next()
	})
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return strings.TrimSuffix(op.base, "/") + path
}

// request builds a client's request: what is declared, and what is not.
func (m *message) request(op *operation, client, accept, contentType string, data []byte) *http.Request {
	query := url.Values{}
	for k, v := range m.query {
		query[k] = v
	}
	if !m.open {
		query.Set(strangeQuery, "1")
	}
	target := (&url.URL{Path: client}).EscapedPath() + "?" + query.Encode()
	var reader io.Reader
	if contentType != "" {
		reader = bytes.NewReader(data)
	}
	req := httptest.NewRequest(op.method, target, reader)
	for k, v := range m.header {
		req.Header[k] = v
	}
	for _, name := range []string{strangeHeader, "Authorization", "Cookie"} {
		if req.Header.Get(name) == "" {
			req.Header.Set(name, "a=undeclared")
		}
	}
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return req
}

// arrived says what of a request did not reach the backend as it should have.
func (m *message) arrived(req *http.Request, backend string, contentType string, data, sent []byte) (problems []string) {
	add := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	want := (&url.URL{Path: backend}).EscapedPath()
	if got, err := url.PathUnescape(req.URL.EscapedPath()); err != nil || got != backend {
		if req.URL.EscapedPath() != want && req.URL.EscapedPath() != backend {
			add("the backend was called at %s, not %s", req.URL.EscapedPath(), backend)
		}
	}
	if diff := gocmp.Diff(m.query, req.URL.Query()); diff != "" {
		add("query string (-sent +arrived): %s", strings.Join(strings.Fields(diff), " "))
	}
	for name, values := range m.header {
		if !slices.Equal(req.Header.Values(name), values) {
			add("header %s did not arrive: %q", name, req.Header.Values(name))
		}
	}
	passes := []string{"User-Agent", "Accept-Encoding", "Content-Type", "Content-Length", "Accept"}
	for name := range req.Header {
		if m.header.Values(name) == nil && !slices.Contains(passes, name) && !strings.HasPrefix(name, "X-Forwarded-") {
			add("header %s arrived, which nothing declares", name)
		}
	}
	if contentType != "" && req.Header.Get("Content-Type") != contentType {
		add("Content-Type arrived as %q, not %q", req.Header.Get("Content-Type"), contentType)
	}
	if contentType != "" && !bytes.Equal(data, sent) {
		add("the body arrived as %q, not %q", sent, data)
	}
	return problems
}

// needed are the headers of an answer that clients cannot do without.
var needed = []string{"Location", "Content-Location", "Etag", "Link", "Content-Disposition", "Set-Cookie", "Retry-After", "Content-Range", "Accept-Ranges", "Last-Modified", "Www-Authenticate"}

func (a answer) needsHeaders() bool {
	return slices.ContainsFunc(a.headers, func(h string) bool { return slices.Contains(needed, http.CanonicalHeaderKey(h)) })
}

// load has the stub answer as the document says.
func (s *stub) load(a answer, b body) {
	s.seen, s.status, s.header, s.body = nil, a.status, http.Header{}, b.data
	for _, name := range a.headers {
		s.header.Set(name, "value-of-"+strings.ToLower(name))
		if strings.EqualFold(name, "location") {
			s.header.Set(name, "/elsewhere")
		}
	}
	if b.mime != "" {
		s.header.Set("Content-Type", b.mime)
	}
}

// answered says in what a client's answer differs from the backend's. A 201
// with plain JSON may come as 200, and JSON under its plain name.
func answered(rec *httptest.ResponseRecorder, a answer, b body, followed bool) (problems []string) {
	add := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	created := a.status == 201 && rec.Code == 200 && isJSON(b.mime) && !a.needsHeaders()
	if followed && a.status >= 300 {
		return nil // the gateway follows redirections itself
	}
	if rec.Code != a.status && !created {
		add("status %d became %d", a.status, rec.Code)
	}
	got, want := mediaTypeOf(rec.Header().Get("Content-Type")), mediaTypeOf(b.mime)
	if got != want && !(isJSON(want) && got == "application/json") {
		add("media type %q became %q", want, got)
	}
	if !sameAnswer(rec.Body.Bytes(), b) {
		add("body %.200q became %.200q", b.data, rec.Body.Bytes())
	}
	for _, name := range a.headers {
		name = http.CanonicalHeaderKey(name)
		if slices.Contains(needed, name) && rec.Header().Get(name) == "" {
			add("header %s got lost", name)
		}
	}
	return problems
}

func mediaTypeOf(s string) string {
	t, _, err := mime.ParseMediaType(s)
	if err != nil {
		return s
	}
	return t
}

func sameAnswer(got []byte, b body) bool {
	if bytes.Equal(got, b.data) {
		return true
	}
	var x, y any
	return isJSON(b.mime) && decode(got, &x) && decode(b.data, &y) && gocmp.Equal(x, y)
}

// decode reads JSON and keeps its numbers as they are written.
func decode(data []byte, v *any) bool {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	return json.Valid(data) && dec.Decode(v) == nil
}
