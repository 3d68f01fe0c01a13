package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var contentTypeLost = Rule{
	ID:       "content-type-lost",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the media type of a body reaches the backend.",
	Why:      `An empty input_headers lets Content-Type through. As soon as the list names any header, Content-Type has to be named too: without it the body arrives without a type, and backends refuse it with 415 or read nothing. The list of a backend has to name it as well.`,
	Fix:      `add "Content-Type" to input_headers`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "input_headers": ["Authorization"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "input_headers": ["Authorization", "Content-Type"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "POST /users",
		Header:  map[string]string{"Content-Type": "application/json", "Authorization": "x"},
		Body:    `{"n":1}`,
		Bad:     Outcome{NotSent: "Content-Type: application/json"},
		Good:    Outcome{Sent: "Content-Type: application/json"},
	},
	Endpoint: checkContentTypeLost,
	Backend:  checkContentTypeLostBackend,
}

func checkContentTypeLost(p *Pass, e *config.Endpoint) {
	switch e.HTTPMethod() {
	case "POST", "PUT", "PATCH":
	default:
		return
	}
	list := e.InputHeaders.V
	if len(list) == 0 || star(list) || has(list, "Content-Type") || rewritten(e) || hasAny(e.Extra, "modifier/lua-endpoint") {
		return
	}
	if !slices.ContainsFunc(e.Backends, p.needsContentType) {
		return
	}
	f := p.report(e.Object, "input_headers", "\"input_headers\" does not name Content-Type: bodies arrive without their type")
	p.fix(f, true, `add "Content-Type" to "input_headers"`, add(e.Object, "input_headers", "Content-Type"))
}

// checkContentTypeLostBackend looks at the list of a backend, which the type has
// to pass besides.
func checkContentTypeLostBackend(p *Pass, b *config.Backend) {
	e, list := b.Endpoint, b.InputHeaders.V
	if e == nil || len(list) == 0 || star(list) || has(list, "Content-Type") || rewritten(e) || !p.needsContentType(b) {
		return
	}
	switch e.HTTPMethod() {
	case "POST", "PUT", "PATCH":
	default:
		return
	}
	if passed := e.InputHeaders.V; len(passed) > 0 && !star(passed) && !has(passed, "Content-Type") {
		return // it does not come so far
	}
	f := p.report(b.Object, "input_headers", "the backend's \"input_headers\" do not name Content-Type: bodies arrive without their type")
	p.fix(f, true, `add "Content-Type" to "input_headers"`, add(b.Object, "input_headers", "Content-Type"))
}

// needsContentType reports whether a backend may read a body: it is called with
// a method that has one, nothing else sets the type, and no specification says
// that it takes none.
func (p *Pass) needsContentType(b *config.Backend) bool {
	if b == nil || recoded(b) || notHTTP(b) || b.Extra.Get("backend/graphql") != nil {
		return false
	}
	switch b.HTTPMethod() {
	case "POST", "PUT", "PATCH":
	default:
		return false
	}
	op := p.operation(b)
	return op == nil || op.Body != nil
}
