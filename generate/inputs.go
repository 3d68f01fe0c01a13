package generate

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
)

// inputs is what an endpoint lets through of a request.
type inputs struct {
	query, headers  []string
	notes, warnings []string
}

// bounds of the names that an object in a query string unfolds to.
const (
	maxObjectDepth = 4
	maxObjectNames = 200
)

// inputsOf collects the names of query strings and headers that an operation
// reads, those of its security included.
func inputsOf(op *spec.Operation, in spec.Inference) *inputs {
	c := &inputs{}
	for _, p := range op.Params {
		switch p.In {
		case spec.InQuery:
			c.queryParam(p)
		case spec.InHeader:
			c.headerParam(p, op, in)
		case spec.InCookie:
			c.cookie()
		}
	}
	c.security(op.Security)
	if in.PassesThrough() && severalTypes(op) {
		c.header("Accept")
	}
	if len(c.headers) > 0 && mayHaveBody(op) {
		c.header("Content-Type")
	}
	if op.Method == http.MethodGet && op.Body != nil {
		c.notes = append(c.notes, "it is a GET with a body, which is forwarded")
	}
	slices.Sort(c.query)
	c.query = slices.Compact(c.query)
	slices.SortFunc(c.headers, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return c
}

// mayHaveBody reports whether requests come with a body: the document says so,
// or the method makes it likely whatever the document says.
func mayHaveBody(op *spec.Operation) bool {
	return op.Body != nil || op.Method == http.MethodPost || op.Method == http.MethodPut || op.Method == http.MethodPatch
}

func (c *inputs) header(name string) {
	same := func(h string) bool { return strings.EqualFold(h, name) }
	if !slices.ContainsFunc(c.headers, same) {
		c.headers = append(c.headers, name)
	}
}

func (c *inputs) cookie() {
	c.header("Cookie")
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
func (c *inputs) headerParam(p spec.Param, op *spec.Operation, in spec.Inference) {
	switch strings.ToLower(p.Name) {
	case "content-type":
		return
	case "accept":
		if in.PassesThrough() && severalTypes(op) {
			c.header(p.Name)
		}
		return
	case "authorization":
		if !strings.HasPrefix(op.Service.Format, "swagger") {
			if len(op.Security.Alternatives) == 0 {
				c.note("header Authorization is a matter of security, which the operation has none of: it is not forwarded")
			}
			return
		}
	case "accept-encoding":
		if !in.PassesThrough() {
			c.note("header Accept-Encoding is not forwarded, the gateway reads gzip alone")
			return
		}
	case "cookie":
		c.cookie()
		return
	case "host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade":
		c.note("header " + p.Name + " is between two hosts alone and is not forwarded")
		return
	}
	if !isToken(p.Name) {
		c.warnings = append(c.warnings, fmt.Sprintf("header parameter %q is no name of a header and is not forwarded", p.Name))
		return
	}
	c.header(p.Name)
}

func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune("()<>@,;:\\\"/[]?={}*", r)
	})
}

// queryParam adds the names under which a parameter comes. Objects come under
// the names of their properties.
func (c *inputs) queryParam(p spec.Param) {
	switch {
	case p.Content == "" && p.Style == "deepObject":
		c.object(p, p.Name, p.Schema, 0)
	case p.Content == "" && p.Schema.Kind().Body == fact.ObjectBody && p.Style == "form" && p.Explode:
		props, open := p.Schema.Properties()
		for _, prop := range props {
			c.query = append(c.query, prop.Name)
		}
		if open {
			c.warnings = append(c.warnings, fmt.Sprintf("object %q in the query string may have any name, only declared ones are forwarded", p.Name))
		}
	default:
		c.query = append(c.query, p.Name)
	}
}

// object unfolds name[property] as deepObject writes it.
func (c *inputs) object(p spec.Param, name string, s *spec.Schema, depth int) {
	props, open := s.Properties()
	if open {
		c.warnings = append(c.warnings, fmt.Sprintf("object %q in the query string may have any name, only declared ones are forwarded", name))
	}
	for _, prop := range props {
		if len(c.query) >= maxObjectNames {
			c.warnings = append(c.warnings, fmt.Sprintf("object %q in the query string has too many names, only the first are forwarded", p.Name))
			return
		}
		full := name + "[" + prop.Name + "]"
		if prop.Schema.Kind().Body == fact.ObjectBody && depth < maxObjectDepth {
			c.object(p, full, prop.Schema, depth+1)
			continue
		}
		c.query = append(c.query, full)
	}
}

// security forwards the places where credentials stand; all alternatives, as
// the backend decides.
func (c *inputs) security(s spec.Security) {
	for _, alternative := range s.Alternatives {
		for _, req := range alternative {
			switch req.Type {
			case "apiKey":
				c.apiKey(req)
			case "http", "oauth2", "openIdConnect":
				c.header("Authorization")
			case "mutualTLS":
				c.warnings = append(c.warnings, fmt.Sprintf("security scheme %q is a client certificate, which ends at the gateway", req.Scheme))
			default:
				c.warnings = append(c.warnings, fmt.Sprintf("security scheme %q is not declared, nothing is forwarded for it", req.Scheme))
			}
		}
	}
}

func (c *inputs) apiKey(req spec.Requirement) {
	switch {
	case req.In == spec.InQuery && req.Name != "":
		c.query = append(c.query, req.Name)
	case req.In == spec.InCookie:
		c.cookie()
	case req.In == spec.InHeader && isToken(req.Name):
		c.header(req.Name)
	default:
		c.warnings = append(c.warnings, fmt.Sprintf("security scheme %q does not say where its key stands, nothing is forwarded for it", req.Scheme))
	}
}

// severalTypes reports whether clients choose the media type of an answer.
func severalTypes(op *spec.Operation) bool {
	for i := range op.Responses {
		if r := &op.Responses[i]; strings.HasPrefix(r.Status, "2") && r.Negotiable() {
			return true
		}
	}
	return false
}
