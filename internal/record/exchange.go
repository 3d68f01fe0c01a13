package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// exchange is one call and what became of it, as its file has it.
type exchange struct {
	Request  request   `json:"request"`
	Response *response `json:"response,omitempty"`
	// Error is why there was no answer, or why it broke off.
	Error string `json:"error,omitempty"`
}

type request struct {
	Method  string      `json:"method"`
	URL     string      `json:"url"`
	Headers http.Header `json:"headers,omitempty"`
	body
}

type response struct {
	Status  int         `json:"status"`
	Headers http.Header `json:"headers,omitempty"`
	body
}

// body is JSON where it is compact JSON, so that people can read and change it,
// else text, else base64.
type body struct {
	JSON   json.RawMessage `json:"json,omitempty"`
	Text   string          `json:"body,omitempty"`
	Base64 string          `json:"base64,omitempty"`
}

func newBody(data []byte) body {
	var compact bytes.Buffer
	switch {
	case len(data) == 0:
		return body{}
	case !utf8.Valid(data):
		return body{Base64: base64.StdEncoding.EncodeToString(data)}
	case json.Compact(&compact, data) == nil && bytes.Equal(compact.Bytes(), data):
		return body{JSON: bytes.Clone(data)}
	}
	return body{Text: string(data)}
}

func (b body) bytes() ([]byte, error) {
	switch {
	case b.JSON != nil:
		var compact bytes.Buffer
		err := json.Compact(&compact, b.JSON)
		return compact.Bytes(), err
	case b.Base64 != "":
		data, err := base64.StdEncoding.DecodeString(b.Base64)
		if err != nil {
			return nil, fmt.Errorf("base64: %w", err)
		}
		return data, nil
	}
	return []byte(b.Text), nil
}

// call identifies a call: equal ones are answered in turn.
type call struct {
	method, url string
	body        [sha256.Size]byte
}

func newCall(method string, u *url.URL, data []byte) call {
	return call{method, maskURL(u), sha256.Sum256(data)}
}

// name is that of the file of the nth exchange of a call, counted from 1.
func (c call) name(n int) string { return fmt.Sprintf("%s_%d.json", c.stem(), n) }

// maxSlug bounds the readable part of a name.
const maxSlug = 100

// stem is what the names of all exchanges of a call start with: a part for
// people, and a part that no other call has.
func (c call) stem() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n", c.method, c.url)
	h.Write(c.body[:])
	where := c.url
	if _, rest, ok := strings.Cut(where, "://"); ok {
		where = rest
	}
	where, _, _ = strings.Cut(where, "?")
	slug := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '-':
			return r
		}
		return '-'
	}, where), "-")
	if len(slug) > maxSlug {
		slug = slug[:maxSlug]
	}
	return fmt.Sprintf("%s_%s_%s", strings.ToUpper(word(c.method)), slug, hex.EncodeToString(h.Sum(nil)[:5]))
}

// word keeps what is a letter: a method can hold a dot or a slash.
func word(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return -1
	}, s)
}

// fleeting are headers that differ from run to run or belong to the connection:
// they are not recorded.
var fleeting = []string{
	"Connection", "Content-Length", "Date", "Keep-Alive", "Traceparent", "Tracestate", "Transfer-Encoding",
	"User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Via", "X-Request-Id",
}

// kept are the headers that are recorded, with secrets masked.
func kept(all http.Header) http.Header {
	h := http.Header{}
	for name, values := range all {
		if slices.Contains(fleeting, name) {
			continue
		}
		if secretHeader(name) {
			h[name] = masks(name, values)
			continue
		}
		h[name] = slices.Clone(values)
	}
	if len(h) == 0 {
		return nil
	}
	return h
}
