package stage

import (
	"bytes"
	"container/list"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// Bounds of a cache whose settings name none.
const (
	cacheItems = 10_000
	cacheBytes = 256 << 20
)

// Cache keeps answers of backends. Its key is the URL alone: it does not tell
// users apart, and private answers and cookies are kept too, as the reference
// gateway does; lint tells of that.
type Cache struct {
	maxItems int
	maxBytes int64

	mu    sync.Mutex
	byKey map[string]*list.Element
	used  *list.List // of *kept, the latest first
	bytes int64
}

type kept struct {
	key    string
	status int
	header http.Header
	body   []byte
	at     time.Time         // its date
	vary   map[string]string // request headers that the answer depends on
}

func newCache(s settings) *Cache {
	c := &Cache{maxItems: cacheItems, maxBytes: cacheBytes, byKey: map[string]*list.Element{}, used: list.New()}
	items, size := s.integer("max_items"), s.integer("max_size")
	if items > 0 && size > 0 {
		c.maxItems, c.maxBytes = items, int64(size)
	}
	return c
}

// caching puts qos/http-cache around the transport of a backend. A backend with
// client credentials has a client of its own, which the cache does not reach.
func caching(b *config.Backend, env *Env, next http.RoundTripper) http.RoundTripper {
	n := b.Extra.Get("qos/http-cache")
	if n == nil || n.Kind != syntax.Object || b.Extra.Get(nsCredentials) != nil {
		return next
	}
	s := settings{n}
	if !s.flag("shared") {
		return &cached{Cache: newCache(s), next: next, limit: env.MaxBody}
	}
	if env.shared == nil {
		env.shared = newCache(s)
	}
	return &cached{Cache: env.shared, next: next, limit: env.MaxBody}
}

type cached struct {
	*Cache
	next  http.RoundTripper
	limit int64
}

// RoundTrip answers from the cache, or asks and keeps what may be kept.
func (c *cached) RoundTrip(r *http.Request) (*http.Response, error) {
	key := r.Method + " " + r.URL.String()
	asked := directives(r.Header)
	whole := (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.Header.Get("Range") == ""
	if !whole {
		c.drop(key)
	}
	kept := c.get(key)
	if kept == nil && asked.has("only-if-cached") {
		return onlyCached(r), nil
	}
	if !whole {
		return c.next.RoundTrip(r)
	}
	if kept != nil && !kept.fits(r) {
		kept = nil
	}
	if kept != nil && !asked.has("no-cache") {
		if kept.fresh(asked, time.Now()) {
			return kept.response(r), nil
		}
		r = kept.conditional(r)
	}
	resp, err := c.next.RoundTrip(r)
	if kept != nil && r.Method == http.MethodGet && (err != nil || resp.StatusCode >= http.StatusInternalServerError) && kept.coversErrors(asked, time.Now()) {
		if err == nil {
			resp.Body.Close()
		}
		return kept.response(r), nil
	}
	if err != nil {
		c.drop(key)
		return nil, err
	}
	if kept != nil && resp.StatusCode == http.StatusNotModified && r.Method == http.MethodGet {
		resp.Body.Close()
		resp = kept.renewed(resp.Header).response(r)
	}
	given := directives(resp.Header)
	if given.has("no-store") || asked.has("no-store") {
		c.drop(key)
		return resp, nil
	}
	vary := varying(r, resp)
	if !useful(given, resp) {
		c.drop(key)
		return resp, nil
	}
	if resp.StatusCode != http.StatusOK {
		c.drop(key)
	}
	resp.Body = &keeping{ReadCloser: resp.Body, limit: c.limit, done: func(body []byte) {
		c.put(newKept(key, vary, resp, body))
	}}
	return resp, nil
}

// onlyCached answers a request that asks for what is kept, where nothing is.
func onlyCached(r *http.Request) *http.Response {
	return &http.Response{
		Status: "504 Gateway Timeout", StatusCode: http.StatusGatewayTimeout, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: http.NoBody, Request: r,
	}
}

// cacheControl is the directives of a Cache-Control header, of the first one
// where there are several. Letter case and quotes count, so that what is spelt
// otherwise is no directive: the reference gateway reads them so.
type cacheControl map[string]string

func directives(h http.Header) cacheControl {
	cc := cacheControl{}
	for part := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name = strings.TrimSpace(name); name != "" {
			cc[name] = value
		}
	}
	return cc
}

func (cc cacheControl) has(name string) bool {
	_, ok := cc[name]
	return ok
}

// seconds reads a directive's time; ok is false where there is none.
func (cc cacheControl) seconds(name string) (d time.Duration, ok bool) {
	d, err := time.ParseDuration(cc[name] + "s")
	return d, err == nil
}

// useful reports whether an answer is worth keeping: it says how long it holds,
// can be asked for again under a condition, or stands in for errors.
func useful(cc cacheControl, resp *http.Response) bool {
	return cc.has("max-age") || cc.has("stale-if-error") ||
		slices.ContainsFunc([]string{"Expires", "Etag", "Last-Modified"}, func(name string) bool { return resp.Header.Get(name) != "" })
}

// newKept is an answer as it is kept. Its age counts from its own Date; without
// one it is stale at once.
func newKept(key string, vary map[string]string, resp *http.Response, body []byte) *kept {
	k := &kept{key: key, status: resp.StatusCode, header: resp.Header.Clone(), body: body, vary: vary}
	k.at, _ = http.ParseTime(k.header.Get("Date"))
	return k
}

// variedPrefix begins the names of the headers under which an answer tells, to
// the client too, the values that it depends on.
const variedPrefix = "X-Varied-"

// varying returns the request's headers that an answer depends on, and notes them
// in the answer as the reference gateway does.
func varying(r *http.Request, resp *http.Response) map[string]string {
	vary := map[string]string{}
	for name := range strings.SplitSeq(strings.Join(resp.Header["Vary"], ","), ",") {
		if name = strings.TrimSpace(name); name == "" || name == "*" {
			continue
		}
		name = http.CanonicalHeaderKey(name)
		value := r.Header.Get(name)
		vary[name] = value
		if value != "" {
			resp.Header[variedPrefix+name] = []string{value}
		}
	}
	return vary
}

func (k *kept) fits(r *http.Request) bool {
	for name, value := range k.vary {
		if r.Header.Get(name) != value {
			return false
		}
	}
	return true
}

// lifetime is how long the answer holds, from its date on: by max-age, else by
// Expires. Directives for shared caches are not read.
func (k *kept) lifetime(cc cacheControl) time.Duration {
	if cc.has("max-age") {
		d, _ := cc.seconds("max-age")
		return d
	}
	expires, err := http.ParseTime(k.header.Get("Expires"))
	if err != nil {
		return 0
	}
	return expires.Sub(k.at)
}

// fresh reports whether the answer still holds for a request with these
// directives.
func (k *kept) fresh(asked cacheControl, now time.Time) bool {
	cc := directives(k.header)
	if cc.has("no-cache") || k.at.IsZero() && !asked.has("only-if-cached") {
		return false
	}
	if asked.has("only-if-cached") {
		return true
	}
	age, lifetime := now.Sub(k.at), k.lifetime(cc)
	if asked.has("max-age") {
		lifetime, _ = asked.seconds("max-age")
	}
	if d, ok := asked.seconds("min-fresh"); ok {
		age += d
	}
	if asked.has("max-stale") {
		if asked["max-stale"] == "" {
			return true
		}
		d, _ := asked.seconds("max-stale")
		age -= d
	}
	return age < lifetime
}

// coversErrors reports whether the answer stands in for an error, as
// stale-if-error asks for.
func (k *kept) coversErrors(asked cacheControl, now time.Time) bool {
	for _, cc := range []cacheControl{directives(k.header), asked} {
		if !cc.has("stale-if-error") {
			continue
		}
		if d, ok := cc.seconds("stale-if-error"); !ok && cc["stale-if-error"] == "" || ok && now.Sub(k.at) < d {
			return true
		}
	}
	return false
}

// conditional asks only for what has changed.
func (k *kept) conditional(r *http.Request) *http.Request {
	tag, modified := k.header.Get("Etag"), k.header.Get("Last-Modified")
	if tag == "" && modified == "" {
		return r
	}
	r = r.Clone(r.Context())
	// What the client itself asks for under a condition gives way, as with the
	// reference gateway: the answer is to be one that can be kept.
	if tag != "" {
		r.Header["If-None-Match"] = []string{tag}
	}
	if modified != "" {
		r.Header["If-Modified-Since"] = []string{modified}
	}
	return r
}

// hopHeaders are headers that are of one connection alone.
var hopHeaders = []string{
	"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailers", "Transfer-Encoding", "Upgrade",
}

// renewed is the answer with the headers of the one that says it still holds.
func (k *kept) renewed(h http.Header) *kept {
	n := *k
	n.header = k.header.Clone()
	hop := slices.Clone(hopHeaders)
	for name := range strings.SplitSeq(h.Get("Connection"), ",") {
		hop = append(hop, http.CanonicalHeaderKey(strings.TrimSpace(name)))
	}
	for name, values := range h {
		if name != "Content-Length" && !slices.Contains(hop, name) {
			n.header[name] = values
		}
	}
	return &n
}

func (k *kept) response(r *http.Request) *http.Response {
	return &http.Response{
		Status: strconv.Itoa(k.status) + " " + http.StatusText(k.status), StatusCode: k.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: k.header.Clone(),
		Body: io.NopCloser(bytes.NewReader(k.body)), ContentLength: int64(len(k.body)), Request: r,
	}
}

func (c *Cache) get(key string) *kept {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[key]
	if e == nil {
		return nil
	}
	c.used.MoveToFront(e)
	return e.Value.(*kept)
}

func (c *Cache) put(k *kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(c.byKey[k.key])
	if k.size() > c.maxBytes {
		return
	}
	c.byKey[k.key] = c.used.PushFront(k)
	c.bytes += k.size()
	for c.bytes > c.maxBytes || c.used.Len() > c.maxItems {
		c.remove(c.used.Back())
	}
}

func (c *Cache) drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(c.byKey[key])
}

func (c *Cache) remove(e *list.Element) {
	if e == nil {
		return
	}
	k := c.used.Remove(e).(*kept)
	delete(c.byKey, k.key)
	c.bytes -= k.size()
}

func (k *kept) size() int64 { return int64(len(k.body) + len(k.key)) }

// forget keeps an answer whose body nobody asks for out of the cache, as it is
// where the reference gateway leaves the body unread.
func forget(body io.ReadCloser) {
	if k, ok := body.(*keeping); ok {
		k.done = nil
	}
}

// keeping copies a body while it is read, and hands it over when it has come to
// its end; a body that is too large is let go.
type keeping struct {
	io.ReadCloser
	buf   bytes.Buffer
	limit int64
	done  func([]byte)
}

func (k *keeping) Read(p []byte) (int, error) {
	n, err := k.ReadCloser.Read(p)
	if k.done == nil {
		return n, err
	}
	k.buf.Write(p[:n])
	switch {
	case int64(k.buf.Len()) > k.limit:
		k.done, k.buf = nil, bytes.Buffer{}
	case err == io.EOF:
		k.done(k.buf.Bytes())
		k.done = nil
	}
	return n, err
}
