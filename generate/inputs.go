package generate

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/spec"
)

// inputs is what an endpoint lets through of a request.
type inputs struct {
	query, headers  []string
	notes, warnings []string
	// from says where each name is from: those of query strings behind a "?",
	// those of headers in small letters.
	from map[string]spec.Reason
}

// inputsOf collects the names of query strings and headers that an operation
// reads, those of its security included.
func inputsOf(op *spec.Operation, in spec.Inference, opts *Options) *inputs {
	c := &inputs{from: map[string]spec.Reason{}}
	for _, p := range op.Params {
		switch p.In {
		case spec.InQuery:
			c.queryParam(p, opts.OpenQuery)
		case spec.InHeader:
			c.headerParam(p, op, in, opts.ForwardAuth)
		case spec.InCookie:
			c.cookie(fromParam(p))
		}
	}
	c.security(op.Security)
	whole := spec.Reason{Span: op.Span, Pointer: op.Pointer}
	if choosesType(op, in) {
		whole.Text = "clients choose the media type of the answer"
		c.header("Accept", whole)
	}
	if len(c.headers) > 0 && mayHaveBody(op) {
		whole.Text = "a body is sent, and a list without it would keep it back"
		c.header("Content-Type", whole)
	}
	if op.Method == http.MethodGet && op.Body != nil {
		c.notes = append(c.notes, "it is a GET with a body, which is forwarded")
	}
	slices.Sort(c.query)
	c.query = slices.Compact(c.query)
	if slices.Contains(c.query, "*") {
		c.query = []string{"*"}
	}
	slices.SortFunc(c.headers, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return c
}

// mayHaveBody reports whether requests come with a body: the document says so,
// or the method makes it likely whatever the document says.
func mayHaveBody(op *spec.Operation) bool {
	return op.Body != nil || op.Method == http.MethodPost || op.Method == http.MethodPut || op.Method == http.MethodPatch
}

// fromParam is the reason of a name that a parameter has.
func fromParam(p spec.Param) spec.Reason {
	return spec.Reason{Text: fmt.Sprintf("parameter %q of the %s", p.Name, p.In), Span: p.Span, Pointer: p.Pointer}
}

func (c *inputs) header(name string, from spec.Reason) {
	same := func(h string) bool { return strings.EqualFold(h, name) }
	if !slices.ContainsFunc(c.headers, same) {
		c.headers = append(c.headers, name)
		c.from[strings.ToLower(name)] = from
	}
}

func (c *inputs) queryName(name string, from spec.Reason) {
	c.query = append(c.query, name)
	if _, ok := c.from["?"+name]; !ok {
		c.from["?"+name] = from
	}
}

func (c *inputs) cookie(from spec.Reason) {
	c.header("Cookie", from)
	c.note("cookies are forwarded all or none")
}

func (c *inputs) note(text string) {
	if !slices.Contains(c.notes, text) {
		c.notes = append(c.notes, text)
	}
}

// headerParam forwards a header. Three names say nothing of themselves: the
// media types stand with the bodies, and credentials with the security, as
// OpenAPI 3 has it; Swagger 2.0 makes no such exception for credentials.
func (c *inputs) headerParam(p spec.Param, op *spec.Operation, in spec.Inference, forwardAuth bool) {
	switch strings.ToLower(p.Name) {
	case "content-type":
		return
	case "accept":
		if choosesType(op, in) {
			c.header(p.Name, fromParam(p))
		}
		return
	case "authorization":
		if !strings.HasPrefix(op.Service.Format, "swagger") && !forwardAuth {
			if len(op.Security.Alternatives) == 0 {
				c.note("header Authorization is a matter of security, which the operation has none of: it is not forwarded, see --forward-auth")
			}
			return
		}
	case "accept-encoding":
		if !in.PassesThrough() {
			c.note("header Accept-Encoding is not forwarded, the gateway reads gzip alone")
			return
		}
	case "cookie":
		c.cookie(fromParam(p))
		return
	case "host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade":
		c.note("header " + p.Name + " is between two hosts alone and is not forwarded")
		return
	}
	if !isToken(p.Name) {
		c.warnings = append(c.warnings, fmt.Sprintf("header parameter %q is no name of a header and is not forwarded", p.Name))
		return
	}
	c.header(p.Name, fromParam(p))
}

func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune("()<>@,;:\\\"/[]?={}*", r)
	})
}

// queryParam adds the names under which a parameter comes. Of objects that may
// have any name only the declared ones are let through, unless star says to
// let everything through.
func (c *inputs) queryParam(p spec.Param, star bool) {
	q := p.QueryNames()
	for _, name := range q.Names {
		c.queryName(name, fromParam(p))
	}
	switch {
	case len(q.Open) > 0 && star:
		c.queryName("*", fromParam(p))
		c.warnings = append(c.warnings, fmt.Sprintf("object %q in the query string may have any name, so all query strings are forwarded", p.Name))
	case len(q.Open) > 0:
		c.warnings = append(c.warnings, fmt.Sprintf("object %s in the query string may have any name, only declared ones are forwarded", quoted(q.Open)))
	case q.Cut:
		c.warnings = append(c.warnings, fmt.Sprintf("object %q in the query string has too many names, only the first are forwarded", p.Name))
	}
}

func quoted(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = strconv.Quote(name)
	}
	return strings.Join(list, ", ")
}

// security forwards the places where credentials stand; all alternatives, as
// the backend decides.
func (c *inputs) security(s spec.Security) {
	for _, alternative := range s.Alternatives {
		for _, req := range alternative {
			from := spec.Reason{Text: fmt.Sprintf("security scheme %q", req.Scheme), Span: s.Span, Pointer: s.Pointer}
			switch req.Type {
			case "apiKey":
				c.apiKey(req, from)
			case "http", "oauth2", "openIdConnect":
				c.header("Authorization", from)
			case "mutualTLS":
				c.warnings = append(c.warnings, fmt.Sprintf("security scheme %q is a client certificate, which ends at the gateway", req.Scheme))
			default:
				c.warnings = append(c.warnings, fmt.Sprintf("security scheme %q is not declared, nothing is forwarded for it", req.Scheme))
			}
		}
	}
}

func (c *inputs) apiKey(req spec.Requirement, from spec.Reason) {
	switch {
	case req.In == spec.InQuery && req.Name != "":
		c.queryName(req.Name, from)
	case req.In == spec.InCookie:
		c.cookie(from)
	case req.In == spec.InHeader && isToken(req.Name):
		c.header(req.Name, from)
	default:
		c.warnings = append(c.warnings, fmt.Sprintf("security scheme %q does not say where its key stands, nothing is forwarded for it", req.Scheme))
	}
}

// choosesType reports whether clients choose the media type of an answer. Where
// it is decoded all types have to be JSON, since no other can be.
func choosesType(op *spec.Operation, in spec.Inference) bool {
	chooses := false
	for i := range op.Responses {
		r := &op.Responses[i]
		if !strings.HasPrefix(r.Status, "2") {
			continue
		}
		chooses = chooses || r.Negotiable()
		for _, m := range r.Media {
			if !in.PassesThrough() && spec.ClassOf(m.Type) != spec.JSONMedia {
				return false
			}
		}
	}
	return chooses
}
