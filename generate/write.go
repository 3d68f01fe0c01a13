package generate

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
)

// Settings are an extra_config: the JSON text of each namespace.
type Settings map[string]string

// object writes the members of a JSON object one by one.
type object struct{ b strings.Builder }

func (o *object) raw(name, json string) {
	if o.b.Len() > 0 {
		o.b.WriteByte(',')
	}
	o.b.WriteString(config.Quote(name) + ":" + json)
}

func (o *object) text(name, value string) { o.raw(name, config.Quote(value)) }

// optional leaves out an empty text.
func (o *object) optional(name, value string) {
	if value != "" {
		o.text(name, value)
	}
}

// list leaves out an empty list.
func (o *object) list(name string, values []string) {
	if len(values) > 0 {
		o.raw(name, quoteList(values))
	}
}

func (o *object) extra(s Settings) {
	if len(s) == 0 {
		return
	}
	inner := &object{}
	for _, namespace := range slices.Sorted(maps.Keys(s)) {
		inner.raw(namespace, s[namespace])
	}
	o.raw("extra_config", inner.String())
}

// String returns the object as JSON.
func (o *object) String() string { return "{" + o.b.String() + "}" }

func quoteList(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = config.Quote(v)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// base is what the next merge starts from: the configuration as data.
func (g *generator) base() Base {
	b := Base{Service: g.service().String()}
	for _, e := range g.endpoints {
		b.Endpoints = append(b.Endpoints, e.json())
	}
	return b
}

// service writes the fields of the configuration itself, without its endpoints.
func (g *generator) service() *object {
	o := &object{}
	o.raw("version", strconv.Itoa(fact.ConfigVersion))
	o.text("name", g.name())
	if g.opts.Port != 0 {
		o.raw("port", strconv.Itoa(g.opts.Port))
	}
	timeout := g.opts.Timeout
	if timeout == "" {
		timeout = fact.DefaultTimeout
	}
	o.text("timeout", timeout)
	o.extra(g.opts.Extra)
	return o
}

// write lays out the configuration.
func (g *generator) write(b Base) []byte {
	o := g.service()
	o.raw("endpoints", "[]")
	text := config.LayoutValue(parseOwn(o.String()), "", 0) + "\n"
	if len(b.Endpoints) == 0 {
		return []byte(text)
	}
	// One by one, since there may be many.
	const end = "]\n}\n"
	out := []byte(strings.TrimSuffix(text, end))
	indent := "\n" + strings.Repeat("  ", endpointDepth)
	for i, e := range b.Endpoints {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, indent...), config.LayoutValue(parseOwn(e), "", endpointDepth)...)
	}
	return append(append(out, "\n  "...), end...)
}

func (g *generator) name() string {
	switch {
	case g.opts.Name != "":
		return g.opts.Name
	case len(g.units) == 1:
		return g.units[0].name
	}
	return "gateway"
}

// json writes an endpoint with its backends and the note of where it is from.
func (e *Endpoint) json() string {
	o := &object{}
	o.text("endpoint", e.Path)
	o.text("method", e.Method)
	o.text("output_encoding", e.Output)
	o.optional("timeout", e.Timeout)
	o.optional("cache_ttl", e.CacheTTL)
	o.list("input_query_strings", e.QueryStrings)
	o.list("input_headers", e.Headers)
	backends := []string{e.Backend.json()}
	for i := range e.Joined {
		backends = append(backends, e.Joined[i].json())
	}
	o.raw("backend", "["+strings.Join(backends, ",")+"]")
	o.extra(e.Extra)
	o.optional("@comment", e.Comment)
	o.raw(noteKey, `{"from":{"format":`+config.Quote(e.From.Format)+`,"service":`+config.Quote(e.From.Service)+`,"pointer":`+config.Quote(e.From.Pointer)+`}}`)
	return o.String()
}

func (b *Backend) json() string {
	o := &object{}
	o.text("url_pattern", b.URLPattern)
	o.optional("method", b.Method)
	o.list("host", []string{b.Host})
	if b.DisableHostSanitize {
		o.raw("disable_host_sanitize", "true")
	}
	o.text("encoding", b.Encoding)
	if b.IsCollection {
		o.raw("is_collection", "true")
	}
	o.optional("group", b.Group)
	o.list("input_query_strings", b.QueryStrings)
	o.list("input_headers", b.Headers)
	o.extra(b.extra())
	return o.String()
}

// extra is the extra_config of a backend.
func (b *Backend) extra() Settings {
	if !b.ReturnErrorCode {
		return b.Extra
	}
	s := maps.Clone(b.Extra)
	if s == nil {
		s = Settings{}
	}
	if s["backend/http"] == "" {
		s["backend/http"] = `{"return_error_code":true}`
	}
	return s
}
