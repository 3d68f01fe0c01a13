package openapi

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

// Error says in one line why a document cannot be read at all.
type Error struct {
	// Name is the file or URL, Span the place in it where there is one.
	Name    string
	Span    syntax.Span
	Message string
	// Hint says what to do; it may be empty.
	Hint string
	Err  error
}

// Error returns the place and the message, and the hint in brackets.
func (e *Error) Error() string {
	s := fmt.Sprintf("reading %q: %s", e.Name, e.Message)
	if at := e.Span.String(); at != "" {
		s = at + ": " + e.Message
	}
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Unwrap returns the cause, such as fs.ErrNotExist; it may be nil.
func (e *Error) Unwrap() error { return e.Err }

var (
	pageURL = regexp.MustCompile(`(?i)["']?(?:url|spec-?url|data-url|configUrl)["']?\s*[:=]\s*["']([^"'<>\s]+)["']`)
	htmlTag = regexp.MustCompile(`(?i)^<(?:!doctype html|html|head|body|script|div|!--)`)
)

// noDocument recognises what is served in place of a document: HTML and XML.
func noDocument(d *document) error {
	text := strings.TrimLeft(strings.TrimPrefix(d.src.Text, "\uFEFF"), " \t\r\n")
	if !strings.HasPrefix(text, "<") {
		return nil
	}
	at := len(d.src.Text) - len(text)
	e := &Error{Name: d.src.Name, Span: syntax.Span{Source: d.src, Start: at, End: at + 1}, Message: "this is XML, not an OpenAPI document"}
	if htmlTag.MatchString(text) {
		e.Message = "this is an HTML page, not an OpenAPI document"
		e.Hint = pageHint(d.url, text)
	}
	return e
}

// pageHint names the document that a page of Swagger UI and the like shows.
func pageHint(at *url.URL, text string) string {
	for _, m := range pageURL.FindAllStringSubmatch(text[:min(len(text), 1<<20)], -1) {
		ref, err := url.Parse(m[1])
		if err != nil || !looksLikeDocument(ref.Path) {
			continue
		}
		if at != nil {
			ref = at.ResolveReference(ref)
		}
		return "it shows " + ref.String() + ": give that"
	}
	if at == nil {
		return "save the JSON or YAML document that the page shows"
	}
	origin := at.Scheme + "://" + at.Host
	if strings.Contains(strings.ToLower(at.Path), "swagger") {
		return "did you mean " + origin + "/swagger/v1/swagger.json"
	}
	return "did you mean " + origin + "/openapi.json, " + origin + "/v3/api-docs or " + origin + "/swagger/v1/swagger.json"
}

func looksLikeDocument(p string) bool {
	p = strings.ToLower(p)
	for _, word := range []string{".json", ".yaml", ".yml", "api-docs", "openapi", "swagger"} {
		if strings.Contains(p, word) && !strings.HasSuffix(p, ".js") && !strings.HasSuffix(p, ".css") && !strings.HasSuffix(p, ".html") {
			return true
		}
	}
	return false
}

// version is the description language of a document.
type version struct {
	swagger      bool
	major, minor int
}

func (v version) String() string {
	if v.swagger {
		return "swagger 2.0"
	}
	return fmt.Sprintf("openapi %d.%d", v.major, v.minor)
}

// versionOf tells the language, or why the document is in none of ours.
func versionOf(d *document) (version, error) {
	fail := func(span syntax.Span, message, hint string) (version, error) {
		return version{}, &Error{Name: d.src.Name, Span: span, Message: message, Hint: hint}
	}
	start := syntax.Span{Source: d.src}
	if d.root == nil || d.root.Kind != syntax.Object {
		if d.root != nil {
			start = d.root.Span
		}
		return fail(start, "not an OpenAPI document: it holds "+kindOf(d.root)+" instead of an object", "")
	}
	if n := d.root.Get("swagger"); n != nil {
		if n.Text == "2.0" || n.Text == "2" {
			return version{swagger: true, major: 2}, nil
		}
		return fail(n.Span, fmt.Sprintf("swagger version %q cannot be read", n.Text), "convert the document to 2.0 or 3.0")
	}
	if n := d.root.Get("openapi"); n != nil {
		v := version{}
		if _, err := fmt.Sscanf(n.Text, "%d.%d", &v.major, &v.minor); err != nil || v.major != 3 {
			return fail(n.Span, fmt.Sprintf("openapi version %q cannot be read", n.Text), "it is one of 3.0, 3.1, 3.2")
		}
		return v, nil
	}
	return fail(syntax.Span{Source: d.src, Start: d.root.Start, End: d.root.Start + 1},
		`not an OpenAPI document: it has neither an "openapi" nor a "swagger" key`, otherFormat(d))
}

// otherFormat names documents that are often given by mistake.
func otherFormat(d *document) string {
	has := func(keys ...string) bool {
		for _, k := range keys {
			if d.root.Get(k) == nil {
				return false
			}
		}
		return true
	}
	switch {
	case has("version", "endpoints"):
		return "it looks like a gateway configuration; give the documents of the services behind it"
	case has("asyncapi"):
		return "it is an AsyncAPI document, which describes no HTTP calls"
	case has("info", "item"):
		return "it looks like a Postman collection; export OpenAPI instead"
	case has("swaggerVersion"):
		return "it is Swagger 1.x; convert it to 2.0 or 3.0"
	case has("urls"):
		return "it looks like the settings of a Swagger UI; give one of its urls"
	}
	if d.url != nil {
		return "did you mean " + d.url.Scheme + "://" + d.url.Host + "/swagger/v1/swagger.json"
	}
	return ""
}
