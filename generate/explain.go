package generate

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Value is one value of an endpoint and what it rests on: a reason, and the
// place in a document, or in the project file, that gives it.
type Value struct {
	// Field is named as in the configuration, that of a backend with "backend."
	// before it.
	Field, Value, Why string
	Span              syntax.Span
	Pointer           string
}

func (e *Entry) value(field, value, why string, span syntax.Span, pointer string) {
	e.Values = append(e.Values, Value{Field: field, Value: value, Why: why, Span: span, Pointer: pointer})
}

// place is file:line:column and the pointer.
func (v *Value) place() string {
	var parts []string
	if !v.Span.IsZero() {
		parts = append(parts, v.Span.String())
	}
	if v.Pointer != "" {
		parts = append(parts, v.Pointer)
	}
	return strings.Join(parts, " ")
}

// Explain writes for people what every endpoint was given and why, a line for
// each value: the value, the reason and the place.
func (r *Report) Explain(w io.Writer) error {
	var b strings.Builder
	for _, e := range r.Entries {
		fmt.Fprintf(&b, "%s\n", e.name())
		if e.Endpoint == nil {
			v := Value{Span: e.Op.Span, Pointer: e.Op.Pointer}
			fmt.Fprintf(&b, "  skipped: %s (%s)\n", strings.Join(e.Why, "; "), v.place())
			continue
		}
		for i := range e.Values {
			v := &e.Values[i]
			fmt.Fprintf(&b, "  %s: %s: %s", v.Field, v.Value, v.Why)
			if at := v.place(); at != "" {
				fmt.Fprintf(&b, " (%s)", at)
			}
			b.WriteByte('\n')
		}
	}
	_, err := io.WriteString(w, printable(b.String()))
	return err
}

// track notes what a step changes about an endpoint, with the reason of the
// step.
func (e *Entry) track(why spec.Reason, step func()) {
	before := e.Endpoint.fields()
	step()
	after := e.Endpoint.fields()
	e.Values = slices.DeleteFunc(e.Values, func(v Value) bool { return after[v.key()] != before[v.key()] })
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if after[key] != before[key] {
			field, _, _ := strings.Cut(key, " ")
			e.value(field, after[key], why.Text, why.Span, why.Pointer)
		}
	}
}

// key tells values apart: lists have one value for each name.
func (v *Value) key() string {
	if nameLists[v.Field] {
		return v.Field + " " + v.Value
	}
	return v.Field
}

// fields are the values of an endpoint that steps change, by their keys.
func (ep *Endpoint) fields() map[string]string {
	m := map[string]string{"output_encoding": ep.Output, "backend.encoding": ep.Backend.Encoding}
	optional := func(key, value string) {
		if value != "" {
			m[key] = value
		}
	}
	optional("timeout", ep.Timeout)
	optional("cache_ttl", ep.CacheTTL)
	if ep.IsCollection {
		m["backend.is_collection"] = "true"
	}
	for namespace, v := range ep.Extra {
		m["extra_config."+namespace] = v
	}
	for namespace, v := range ep.Backend.extra() {
		m["backend.extra_config."+namespace] = v
	}
	for _, name := range ep.QueryStrings {
		m["input_query_strings "+name] = name
	}
	for _, name := range ep.Headers {
		m["input_headers "+name] = name
	}
	return m
}

// comment is what a configuration says of an endpoint: where it is from, and
// why it is encoded as it is.
func (e *Entry) comment() string {
	text := e.Op.Method + " " + e.Op.Path + " of " + e.Service
	if e.Op.ID != "" {
		text = e.Op.ID + ": " + text
	}
	for _, v := range e.Values {
		if v.Field == "output_encoding" {
			text += "; " + v.Value + ", because " + v.Why
			break
		}
	}
	return text
}

// explain notes what an endpoint was given by its operation; what later steps
// set is noted by track.
func (g *generator) explain(c *candidate, in *inputs, names []string) {
	e, op, ep := c.entry, c.entry.Op, c.entry.Endpoint
	e.value("endpoint", ep.Path, c.whyPath(names), op.Span, op.Pointer)
	e.value("method", ep.Method, "the method of the operation", op.Span, op.Pointer)
	e.encodings()
	for _, name := range ep.QueryStrings {
		from := in.from["?"+name]
		e.value("input_query_strings", name, from.Text, from.Span, from.Pointer)
	}
	for _, name := range ep.Headers {
		from := in.from[strings.ToLower(name)]
		e.value("input_headers", name, from.Text, from.Span, from.Pointer)
	}
	why := "the path of the document"
	if c.host.base != "" {
		why += fmt.Sprintf(" behind the path %s of its server", c.host.base)
	}
	e.value("backend.url_pattern", ep.URLPattern, why, op.Span, op.Pointer)
	e.value("backend.host", ep.Host, c.host.why, c.host.span, c.host.pointer)
	if ep.DisableHostSanitize {
		e.value("backend.disable_host_sanitize", "true", "the host is more than a name with a port", c.host.span, c.host.pointer)
	}
}

// whyPath says how the path of an endpoint came about.
func (c *candidate) whyPath(names []string) string {
	why := "the path of the document"
	if len(c.unit.prefix) > 0 {
		why += " behind the prefix /" + strings.Join(c.unit.prefix, "/")
	}
	if c.extension.endpoint != nil {
		why = "x-gatewright names it"
	}
	for i, name := range names {
		if name != c.template.names[i] {
			why += fmt.Sprintf(", {%s} called {%s}", c.template.names[i], name)
		}
	}
	if c.template.reshaped {
		why += ", with whole segments as parameters"
	}
	return why
}

// encodings notes the encodings with the first reason that led to them; further
// reasons have lines of their own.
func (e *Entry) encodings() {
	ep := e.Endpoint
	reasons := e.Inference.Reasons
	if len(reasons) == 0 {
		reasons = []spec.Reason{{Text: "nothing says otherwise", Span: e.Op.Span, Pointer: e.Op.Pointer}}
	}
	for _, r := range reasons {
		e.value("output_encoding", ep.Output, r.Text, r.Span, r.Pointer)
	}
	e.value("backend.encoding", ep.Encoding, "it goes with output_encoding", reasons[0].Span, reasons[0].Pointer)
	if ep.IsCollection {
		e.value("backend.is_collection", "true", "the answer is an array", reasons[0].Span, reasons[0].Pointer)
	}
	if ep.ReturnErrorCode {
		e.value("backend.extra_config.backend/http", ep.Backend.extra()["backend/http"], "statuses are to reach clients", reasons[0].Span, reasons[0].Pointer)
	}
}
