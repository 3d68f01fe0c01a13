package lint

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
)

// Asking says whom Ask may ask, and how.
type Asking struct {
	// Services give example values for the parameters of calls.
	Services []*spec.Service
	// AllowHosts may be asked besides those of this machine: a name, or a name
	// with a port.
	AllowHosts []string
	// Header is sent with every call.
	Header http.Header
	// Samples is how often each call is made; 0 is once.
	Samples int
	// Every is the time between two calls; 0 is a quarter of a second.
	Every time.Duration
	// Transport makes the calls; nil is a plain one that knows no proxy.
	Transport http.RoundTripper
}

// maxObserved bounds how much of an answer is read.
const maxObserved = 1 << 20

// Ask asks the backends of a document with GET and HEAD, each call as often as
// Samples says, and returns what it saw. skipped says in words which calls were not made, and
// why. The error is that of the context.
func Ask(ctx context.Context, doc *config.Document, how Asking) (seen []Observation, skipped []string, err error) {
	client := &http.Client{Timeout: 10 * time.Second, Transport: how.Transport, CheckRedirect: sameHost}
	if client.Transport == nil {
		client.Transport = &http.Transport{}
	}
	every := how.Every
	if every == 0 {
		every = 250 * time.Millisecond
	}
	pace := time.NewTicker(every)
	defer pace.Stop()
	done := map[string]bool{}
	var calls []Observation
	for _, b := range Bindings(doc, how.Services) {
		o, why := how.call(b)
		key := o.Method + " " + o.Host + o.Pattern
		if done[key] {
			continue
		}
		done[key] = true
		if why != "" {
			skipped = append(skipped, fmt.Sprintf("%s %s: %s", b.Backend.HTTPMethod(), b.Backend.ID(), why))
			continue
		}
		calls = append(calls, o)
	}
	for sample := range max(1, how.Samples) {
		for i, o := range calls {
			if sample+i > 0 {
				select {
				case <-pace.C:
				case <-ctx.Done():
				}
			}
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			how.ask(ctx, client, &o)
			seen = append(seen, o)
		}
	}
	return seen, skipped, nil
}

// sameHost follows redirections within the host that was asked.
func sameHost(next *http.Request, via []*http.Request) error {
	if next.URL.Host != via[0].URL.Host || next.URL.Scheme != via[0].URL.Scheme || len(via) >= 5 {
		return http.ErrUseLastResponse
	}
	return nil
}

// call is what to ask for a backend, or why it is not asked.
func (how Asking) call(b Binding) (o Observation, why string) {
	backend := b.Backend
	o = Observation{Method: backend.HTTPMethod(), Pattern: backend.URLPattern.V}
	if o.Method != http.MethodGet && o.Method != http.MethodHead {
		return o, "only GET and HEAD are asked"
	}
	hosts := backend.Hosts()
	if len(hosts) == 0 {
		return o, "it has no host"
	}
	o.Host = hosts[0]
	base, err := url.Parse(o.Host)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" {
		return o, "its host is no URL of http"
	}
	if !how.allowed(base) {
		return o, "allow it with --allow-host " + base.Host
	}
	path, missing := fill(o.Pattern, b)
	if missing != "" {
		return o, "no document gives an example of {" + missing + "}"
	}
	o.URL = strings.TrimSuffix(o.Host, "/") + path
	if u, err := url.Parse(o.URL); err != nil || u.Host != base.Host {
		return o, "its url_pattern makes no URL of its host"
	}
	return o, ""
}

// allowed reports whether a host may be asked.
func (how Asking) allowed(u *url.URL) bool {
	name := u.Hostname()
	if ip := net.ParseIP(name); ip != nil && ip.IsLoopback() || name == "localhost" {
		return true
	}
	return slices.ContainsFunc(how.AllowHosts, func(h string) bool {
		return strings.EqualFold(h, u.Host) || strings.EqualFold(h, name)
	})
}

// fill puts example values into a url_pattern, and adds the parameters of the
// query that the document requires. missing is a parameter that has none.
func fill(pattern string, b Binding) (path, missing string) {
	var op *spec.Operation
	values := map[string]string{}
	query := url.Values{}
	if b.Match == Bound {
		op = b.Operations[0]
		for _, p := range op.Params {
			v := exampleOf(p)
			switch {
			case v == "":
			case p.In == spec.InPath:
				values[p.Name] = v
			case p.In == spec.InQuery && p.Required && !strings.Contains(pattern, p.Name+"="):
				query.Set(p.Name, v)
			}
		}
	}
	ours := strings.Split(pattern, "/")
	var theirs []string
	if op != nil {
		theirs = strings.Split(op.Path, "/")
	}
	for i, segment := range ours {
		if !strings.HasPrefix(segment, "{") || !strings.HasSuffix(segment, "}") {
			if strings.ContainsAny(segment, "{}") {
				return "", strings.Trim(segment, "{}")
			}
			continue
		}
		// The names may differ, the places in the path are the same; a base path
		// stands before those of the document.
		name := strings.Trim(segment, "{}.")
		if j := i - (len(ours) - len(theirs)); j >= 0 && j < len(theirs) && strings.HasPrefix(theirs[j], "{") {
			name = strings.Trim(theirs[j], "{}")
		}
		if values[name] == "" {
			return "", name
		}
		ours[i] = url.PathEscape(values[name])
	}
	path = strings.Join(ours, "/")
	switch {
	case len(query) == 0:
	case strings.Contains(path, "?"):
		path += "&" + query.Encode()
	default:
		path += "?" + query.Encode()
	}
	return path, ""
}

// exampleOf is an example of a parameter as it stands in a URL, "" for none
// that could.
func exampleOf(p spec.Param) string {
	var raw []byte
	switch {
	case p.Example != nil:
		return p.Example.Text
	case p.Schema != nil:
		raw = p.Schema.Example()
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case json.Number, bool:
		return fmt.Sprint(v)
	}
	return ""
}

func (how Asking) ask(ctx context.Context, client *http.Client, o *Observation) {
	req, err := http.NewRequestWithContext(ctx, o.Method, o.URL, nil)
	if err != nil {
		o.Error = err.Error()
		return
	}
	for name, values := range how.Header {
		req.Header[name] = values
	}
	resp, err := client.Do(req)
	if err != nil {
		o.Error = unwrapURL(err)
		return
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxObserved))
	if err != nil {
		o.Error = err.Error()
		return
	}
	o.Status, o.Type = resp.StatusCode, resp.Header.Get("Content-Type")
	for _, name := range slices.Sorted(maps.Keys(resp.Header)) {
		if neededLive(name) {
			o.Headers = append(o.Headers, name)
		}
	}
	if e := resp.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") && !strings.EqualFold(e, "gzip") {
		o.Encoding = strings.ToLower(e)
		return
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		o.Location = resp.Header.Get("Location")
	}
	o.Body, o.Items = kindOf(body, o.Type)
}

// neededLive reports whether clients need a header that came. Servers put
// validators on every answer, whether or not anybody asks for them.
func neededLive(name string) bool {
	switch name {
	case "Etag", "Last-Modified", "Accept-Ranges":
		return false
	}
	return fact.SignificantResponseHeader(name)
}

// unwrapURL leaves out the method and URL that errors of the client start with.
func unwrapURL(err error) string {
	if e, ok := err.(*url.Error); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// kindOf tells what kind of body came, and of an array how many items it has.
func kindOf(body []byte, mediaType string) (kind string, items int) {
	text := bytes.TrimSpace(body)
	if len(text) == 0 {
		return "empty", 0
	}
	whole := len(body) < maxObserved
	switch {
	case text[0] == '[' && (!whole || json.Valid(text)):
		var list []json.RawMessage
		if whole {
			_ = json.Unmarshal(text, &list) // it is valid
		}
		return "array", len(list)
	case text[0] == '{' && (!whole || json.Valid(text)):
		return "object", 0
	case json.Valid(text):
		return "scalar", 0
	case text[0] == '{' && lineByLine(text):
		return "ndjson", 0
	case text[0] == '<' && spec.ClassOf(mediaType) == spec.HTMLMedia:
		return "html", 0
	case text[0] == '<':
		return "xml", 0
	}
	return "text", 0
}

// lineByLine reports whether every line is JSON.
func lineByLine(text []byte) bool {
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && !json.Valid(line) {
			return false
		}
	}
	return true
}
