package export

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

var parameter = regexp.MustCompile(`\{[^{}]*\}`)

// names are the parameters of a path, in order.
func names(path string) []string {
	list := parameter.FindAllString(path, -1)
	for i, s := range list {
		list[i] = strings.Trim(s, "{}")
	}
	return list
}

// maker makes one endpoint.
type maker struct {
	api   *API
	e     *config.Endpoint
	index *spec.Index
	calls []call
}

// call is one backend with the operation that it reaches, nil where that is not
// known.
type call struct {
	b  *config.Backend
	op *spec.Operation
}

func (m *maker) endpoint() *Endpoint {
	e := m.e
	out := &Endpoint{Config: e, Method: e.HTTPMethod(), Path: e.Route(), Through: shape.PassesThrough(e)}
	for _, b := range e.Backends {
		if b != nil {
			m.calls = append(m.calls, call{b, m.find(b)})
		}
	}
	out.Unknown = slices.ContainsFunc(m.calls, func(c call) bool { return c.op == nil && !isShadow(c.b) })
	m.describe(out)
	out.Params = m.params(out.Path)
	out.Body = m.body()
	out.Responses = m.responses(out)
	out.Security = m.security()
	return out
}

// find looks up the operation that a call reaches.
func (m *maker) find(b *config.Backend) *spec.Operation {
	hosts := b.Hosts()
	if len(hosts) == 0 || !ordinary(b) {
		return nil
	}
	ops, why := m.index.Match(hosts[0], b.HTTPMethod(), b.URLPattern.V)
	if len(ops) != 1 {
		m.api.note(ruleNotInSpec, b.Place("url_pattern"), m.e, "what %s %s answers is not known: %s", b.HTTPMethod(), b.ID(), why)
		return nil
	}
	return ops[0]
}

// ordinary reports whether a backend is called by HTTP with the client's request.
func ordinary(b *config.Backend) bool {
	for _, x := range b.Extra.Entries {
		if strings.HasPrefix(x.Name, "backend/") && x.Name != "backend/http" && x.Name != "backend/http/client" {
			return false
		}
	}
	return true
}

func isShadow(b *config.Backend) bool { return isTrue(b.Extra.Get("proxy").Get("shadow")) }

// describe takes over what the backends' documents say in words. An endpoint's
// own words come first.
func (m *maker) describe(out *Endpoint) {
	own := m.e.Extra.Get("documentation/openapi")
	out.ID, out.Summary, out.Description = own.Get("operation_id").Str(), own.Get("summary").Str(), own.Get("description").Str()
	if tags := own.Get("tags"); tags != nil {
		for _, t := range tags.Items() {
			out.Tags = append(out.Tags, t.Text)
		}
	}
	for _, c := range m.calls {
		if c.op == nil || isShadow(c.b) {
			continue
		}
		out.Summary = cmp.Or(out.Summary, c.op.Summary)
		out.Deprecated = out.Deprecated || c.op.Deprecated
		if len(m.calls) == 1 {
			out.ID = cmp.Or(out.ID, c.op.ID)
		}
		if own.Get("tags") != nil {
			continue
		}
		for _, t := range c.op.Tags {
			if !slices.Contains(out.Tags, t) {
				out.Tags = append(out.Tags, t)
			}
		}
	}
}

// body is what the first backend that takes a body takes. A schema that the
// gateway checks itself comes first.
func (m *maker) body() *Body {
	var body *Body
	for _, c := range m.calls {
		if body != nil || c.op == nil || c.op.Body == nil {
			continue
		}
		body = &Body{Required: c.op.Body.Required}
		for i := range c.op.Body.Media {
			media := &c.op.Body.Media[i]
			out := Media{Type: cmp.Or(media.Type, "application/json"), Example: media.Sample()}
			if media.Schema != nil {
				out.Schema = m.api.schemas.write(media.Schema)
			}
			body.Media = append(body.Media, out)
		}
	}
	checked := m.e.Extra.Get("validation/json-schema")
	if checked == nil || checked.Kind != syntax.Object {
		return body
	}
	s := &spec.Schema{Node: checked, Resolve: func(ref *syntax.Node) (*syntax.Node, error) {
		if n := checked.At(strings.TrimPrefix(ref.Text, "#")); n != nil {
			return n, nil
		}
		return nil, &spec.RefError{Ref: ref.Text, Span: ref.Span, Reason: "leads nowhere"}
	}}
	media := Media{Type: "application/json", Schema: m.api.schemas.write(s), Example: s.Example()}
	return &Body{Required: true, Media: []Media{media}}
}

// responses are the answers that clients get, by status.
func (m *maker) responses(out *Endpoint) []Response {
	var list []Response
	if out.Through {
		list = m.passed()
	} else {
		list = m.decoded()
	}
	add := func(status int, description string) {
		s := strconv.Itoa(status)
		if !slices.ContainsFunc(list, func(r Response) bool { return r.Status == s }) {
			list = append(list, Response{Status: s, Description: description})
		}
	}
	if m.e.Extra.Get("auth/validator") != nil {
		add(http.StatusUnauthorized, "the token is missing or not valid")
		add(http.StatusForbidden, "the token does not allow it")
	}
	if m.e.Extra.Get("validation/json-schema") != nil {
		add(http.StatusBadRequest, "the body is not as its schema says")
	}
	if limit := m.e.Extra.Get("qos/ratelimit/router"); limit != nil {
		if limit.Get("client_max_rate") != nil {
			add(http.StatusTooManyRequests, "the client asks too often")
		}
		if limit.Get("max_rate") != nil {
			add(http.StatusServiceUnavailable, "the endpoint is asked too often")
		}
	}
	slices.SortStableFunc(list, func(a, b Response) int { return strings.Compare(a.Status, b.Status) })
	return list
}

// passed are the answers of an endpoint that hands on what its backend answers.
func (m *maker) passed() []Response {
	var list []Response
	var op *spec.Operation
	for _, c := range m.calls {
		if !isShadow(c.b) {
			op = c.op
			break
		}
	}
	if op != nil {
		for i := range op.Responses {
			r := &op.Responses[i]
			if status, err := strconv.Atoi(r.Status); err == nil && (status < 200 || status > 599) {
				continue
			}
			list = append(list, Response{Status: statusOf(r), Description: cmp.Or(r.Description, "the backend's answer"), Media: m.media(r)})
		}
	}
	if len(list) == 0 {
		list = append(list, Response{Status: "default", Description: "the backend's answer, of which nothing is known"})
	}
	if !slices.ContainsFunc(list, func(r Response) bool { return r.Status == "500" }) {
		list = append(list, Response{Status: "500", Description: "the backend cannot be called"})
	}
	return list
}

// statusOf writes a status as OpenAPI has it, ranges in capitals.
func statusOf(r *spec.Response) string {
	if strings.HasSuffix(strings.ToUpper(r.Status), "XX") {
		return strings.ToUpper(r.Status)
	}
	return r.Status
}

func (m *maker) media(r *spec.Response) []Media {
	var list []Media
	for i := range r.Media {
		one := Media{Type: cmp.Or(r.Media[i].Type, "*/*")}
		if r.Media[i].Schema != nil {
			one.Schema = m.api.schemas.write(r.Media[i].Schema)
		}
		list = append(list, one)
	}
	return list
}

// decoded are the answers of an endpoint that reads what its backends answer.
func (m *maker) decoded() []Response {
	merged, always := m.merged()
	var list []Response
	if merged != nil {
		list = append(list, Response{Status: "200", Description: m.okText(), Media: m.rendered(merged)})
	}
	single := len(m.calls) == 1
	if single {
		list = append(list, m.handedOn(m.calls[0])...)
	}
	if !always && !slices.ContainsFunc(list, func(r Response) bool { return r.Status == "500" }) {
		list = append(list, Response{Status: "500", Description: "no backend answers as it should", Media: m.errorMedia("text/plain")})
	}
	return list
}

func (m *maker) okText() string {
	for _, c := range m.calls {
		if c.op == nil || isShadow(c.b) {
			continue
		}
		for _, r := range c.op.Responses {
			if (r.Status == "200" || r.Status == "201") && r.Description != "" {
				return r.Description
			}
		}
	}
	return "the answer"
}

// errorMedia is the body of an error: none, unless the gateway tells reasons.
func (m *maker) errorMedia(kind string) []Media {
	if !isTrue(m.e.Service.Extra.Get("router").Get("return_error_msg")) {
		return nil
	}
	return []Media{{Type: kind, Schema: ofType("string")}}
}

// handedOn are the error statuses of a backend that clients see.
func (m *maker) handedOn(c call) []Response {
	settings := c.b.Extra.Get("backend/http")
	if c.op == nil || !isTrue(settings.Get("return_error_code")) || settings.Get("return_error_details").Str() != "" {
		return nil
	}
	var list []Response
	for i := range c.op.Responses {
		r := &c.op.Responses[i]
		status, err := strconv.Atoi(r.Status)
		redirected := status >= 300 && status < 400 && status != http.StatusNotModified
		if err == nil && (fact.Decoded(status) || redirected || status < 200 || status > 599) || strings.HasPrefix(r.Status, "2X") {
			continue
		}
		out := Response{Status: statusOf(r), Description: cmp.Or(r.Description, "the backend's answer")}
		if len(m.errorMedia("")) > 0 && len(r.Media) > 0 {
			out.Media = m.media(r)
		}
		list = append(list, out)
	}
	return list
}

// rendered is the body of an answer in the endpoint's output encoding.
func (m *maker) rendered(a *answer) []Media {
	x := m.api.schemas
	switch shape.Renderer(m.e) {
	case fact.JSONCollection:
		list := ofType("array")
		if f := a.get(fact.CollectionKey); f != nil {
			list = x.value(f.value)
			if !f.required && !a.open {
				list = x.value(disjunction(f.value, value{ready: ofType("array")}))
			}
		}
		return []Media{{Type: "application/json", Schema: list}}
	case fact.String:
		return []Media{{Type: "text/plain", Schema: ofType("string")}}
	case fact.XML:
		return []Media{{Type: "application/xml"}}
	case fact.YAML:
		return []Media{{Type: "application/yaml", Schema: x.writeAnswer(a)}}
	case fact.Negotiate:
		s := x.writeAnswer(a)
		return []Media{{Type: "application/json", Schema: s}, {Type: "application/xml"}, {Type: "application/yaml", Schema: s}}
	}
	return []Media{{Type: "application/json", Schema: x.writeAnswer(a)}}
}
