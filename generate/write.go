package generate

import (
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
)

// writer lays out JSON as people do: two blanks a level, lists of short values
// on one line.
type writer struct {
	b     strings.Builder
	depth int
	empty []bool // per open container: nothing is in it yet
}

const maxLine = 100

func (w *writer) newline() {
	w.b.WriteByte('\n')
	for range w.depth {
		w.b.WriteString("  ")
	}
}

// item starts the next element of the open container.
func (w *writer) item() {
	top := len(w.empty) - 1
	if !w.empty[top] {
		w.b.WriteByte(',')
	}
	w.empty[top] = false
	w.newline()
}

func (w *writer) open(bracket byte) {
	w.b.WriteByte(bracket)
	w.depth++
	w.empty = append(w.empty, true)
}

func (w *writer) close(bracket byte) {
	w.depth--
	top := len(w.empty) - 1
	if !w.empty[top] {
		w.newline()
	}
	w.empty = w.empty[:top]
	w.b.WriteByte(bracket)
}

func (w *writer) key(name string) {
	w.item()
	w.b.WriteString(config.Quote(name))
	w.b.WriteString(": ")
}

// raw writes a member whose value is JSON already.
func (w *writer) raw(name, json string) {
	w.key(name)
	w.b.WriteString(json)
}

func (w *writer) text(name, value string) { w.raw(name, config.Quote(value)) }

func (w *writer) list(name string, values []string) {
	quoted := make([]string, len(values))
	length := len(name)
	for i, v := range values {
		quoted[i] = config.Quote(v)
		length += len(quoted[i]) + 2
	}
	if 2*w.depth+length <= maxLine {
		w.raw(name, "["+strings.Join(quoted, ", ")+"]")
		return
	}
	w.key(name)
	w.open('[')
	for _, q := range quoted {
		w.item()
		w.b.WriteString(q)
	}
	w.close(']')
}

// write lays out the configuration.
func (g *generator) write() []byte {
	w := &writer{}
	w.open('{')
	w.raw("version", strconv.Itoa(fact.ConfigVersion))
	w.text("name", g.name())
	if g.opts.Port != 0 {
		w.raw("port", strconv.Itoa(g.opts.Port))
	}
	timeout := g.opts.Timeout
	if timeout == "" {
		timeout = fact.DefaultTimeout
	}
	w.text("timeout", timeout)
	w.key("endpoints")
	w.open('[')
	for _, e := range g.endpoints {
		w.item()
		e.write(w)
	}
	w.close(']')
	w.close('}')
	w.b.WriteByte('\n')
	return []byte(w.b.String())
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

func (e *Endpoint) write(w *writer) {
	w.open('{')
	w.text("endpoint", e.Path)
	w.text("method", e.Method)
	w.text("output_encoding", e.Output)
	if len(e.QueryStrings) > 0 {
		w.list("input_query_strings", e.QueryStrings)
	}
	if len(e.Headers) > 0 {
		w.list("input_headers", e.Headers)
	}
	w.key("backend")
	w.open('[')
	w.item()
	w.open('{')
	w.text("url_pattern", e.URLPattern)
	w.list("host", []string{e.Host})
	if e.DisableHostSanitize {
		w.raw("disable_host_sanitize", "true")
	}
	w.text("encoding", e.Encoding)
	if e.IsCollection {
		w.raw("is_collection", "true")
	}
	if e.ReturnErrorCode {
		w.raw("extra_config", `{"backend/http": {"return_error_code": true}}`)
	}
	w.close('}')
	w.close(']')
	w.raw("@gatewright", `{"from": {"format": "openapi", "service": `+config.Quote(e.Service)+`, "pointer": `+config.Quote(e.Operation.Pointer)+`}}`)
	w.close('}')
}
