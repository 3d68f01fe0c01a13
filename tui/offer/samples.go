package offer

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
)

// Samples are values that documents have for what an endpoint takes, by the names
// that the endpoint has for them.
type Samples struct {
	Params, Query, Headers map[string]string
	// Body is JSON in one line, "" where none is known.
	Body string
}

// maxBody is how long a body is offered, in bytes: it is edited in one line.
const maxBody = 8 << 10

// Samples returns values for the parameters of an endpoint's path, for query
// strings and headers that a backend requires, and for the body, from the
// operations that its backends call.
func (b *Book) Samples(e *config.Endpoint) Samples {
	s := Samples{Params: map[string]string{}, Query: map[string]string{}, Headers: map[string]string{}}
	route := fact.PathParams(e.Route(), e.Service.DisableREST.V)
	for _, backend := range e.Backends {
		if backend == nil {
			continue
		}
		op := b.operation(backend)
		if op == nil {
			continue
		}
		ours, theirs := params(backend.URLPattern.V), params(op.Path)
		for i := range op.Params {
			p := &op.Params[i]
			value := scalar(p.Sample())
			switch at := slices.Index(theirs, p.Name); {
			case value == "":
			case p.In == spec.InPath && at >= 0 && len(ours) == len(theirs) && slices.Contains(route, ours[at]):
				keep(s.Params, ours[at], value)
			case p.In == spec.InQuery && p.Required && passes(e, p.In, p.Name):
				keep(s.Query, p.Name, value)
			case p.In == spec.InHeader && p.Required:
				for _, name := range e.InputHeaders.V {
					if strings.EqualFold(name, p.Name) {
						keep(s.Headers, name, value)
					}
				}
			}
		}
		if s.Body == "" && op.Body != nil {
			s.Body = sampleBody(op.Body)
		}
	}
	return s
}

// keep notes a value unless there is one already.
func keep(values map[string]string, name, value string) {
	if _, ok := values[name]; !ok {
		values[name] = value
	}
}

// scalar is a JSON value as it stands in a URL or a header, "" for lists, objects
// and null.
func scalar(text []byte) string {
	var v any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if dec.Decode(&v) != nil {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return string(bytes.TrimSpace(text))
	}
	return ""
}

// sampleBody is a body that an operation takes, as JSON in one line.
func sampleBody(body *spec.Body) string {
	for i := range body.Media {
		m := &body.Media[i]
		if spec.ClassOf(m.Type) != spec.JSONMedia {
			continue
		}
		var b bytes.Buffer
		if json.Compact(&b, m.Sample()) == nil && b.Len() <= maxBody {
			return b.String()
		}
	}
	return ""
}
