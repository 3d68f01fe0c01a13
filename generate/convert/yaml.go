package convert

import (
	"strings"

	"github.com/gatewright/gatewright/config"
)

// YAML lays out a value as a YAML document, with the comments that it has.
// Texts that YAML would take for something else stand in double quotes.
func YAML(value any) []byte {
	var b strings.Builder
	w := yamlWriter{&b}
	value, note := bareValue(value)
	w.head(note, 0)
	w.write(value, 0, false)
	return []byte(b.String())
}

// YAML lays out the document.
func (t Text) YAML() []byte { return append(YAML(t.Value), foot(t.Foot)...) }

func foot(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("# " + line + "\n")
	}
	return b.String()
}

type yamlWriter struct{ b *strings.Builder }

func (w yamlWriter) indent(depth int) { w.b.WriteString(strings.Repeat("  ", depth)) }

// head writes the comments before an element.
func (w yamlWriter) head(c Commented, depth int) {
	for _, line := range c.Head {
		w.indent(depth)
		w.b.WriteString("# " + line + "\n")
	}
}

func lineComment(c Commented) string {
	if c.Line == "" {
		return ""
	}
	return " # " + c.Line
}

// write writes a value at the start of a line, or behind "- " where it is an
// item, so that the first member of an object stands on the same line.
func (w yamlWriter) write(value any, depth int, item bool) {
	if list, ok := value.([]string); ok {
		value = anys(list)
	}
	switch v := value.(type) {
	case Map:
		for i, m := range v {
			inner, note := bareValue(m.Value)
			if i > 0 || !item {
				w.head(note, depth)
				w.indent(depth)
			}
			w.b.WriteString(config.YAMLText(m.Name) + ":")
			w.below(inner, note, depth)
		}
		if len(v) == 0 {
			w.b.WriteString("{}\n")
		}
	case []any:
		for i, one := range v {
			inner, note := bareValue(one)
			if i > 0 || !item {
				w.head(note, depth)
				w.indent(depth)
			}
			w.b.WriteString("- ")
			w.item(inner, note, depth+1)
		}
		if len(v) == 0 {
			w.b.WriteString("[]\n")
		}
	default:
		w.b.WriteString(yamlScalar(v) + "\n")
	}
}

// item writes what stands behind "- ". Comments that would stand between the
// dash and the first member go before it, on a line of their own.
func (w yamlWriter) item(value any, note Commented, depth int) {
	first := Commented{}
	switch v := value.(type) {
	case Map:
		if len(v) > 0 {
			_, first = bareValue(v[0].Value)
		}
	case []any:
		if len(v) > 0 {
			_, first = bareValue(v[0])
		}
	}
	_, open := value.(Map)
	_, list := value.([]any)
	if len(first.Head) == 0 && note.Line == "" {
		w.write(value, depth, true)
		return
	}
	if !open && !list {
		w.b.WriteString(yamlScalar(value) + lineComment(note) + "\n")
		return
	}
	text := strings.TrimSuffix(w.b.String(), "- ")
	w.b.Reset()
	w.b.WriteString(text + "-" + lineComment(note) + "\n")
	w.write(value, depth, false)
}

// below writes what stands behind a key and its colon.
func (w yamlWriter) below(value any, note Commented, depth int) {
	if list, ok := value.([]string); ok {
		value = anys(list)
	}
	size := 0
	switch v := value.(type) {
	case Map:
		size = len(v)
	case []any:
		size = len(v)
	}
	if size > 0 {
		w.b.WriteString(lineComment(note) + "\n")
		w.write(value, depth+1, false)
		return
	}
	switch value.(type) {
	case Map:
		w.b.WriteString(" {}")
	case []any:
		w.b.WriteString(" []")
	default:
		w.b.WriteString(" " + yamlScalar(value))
	}
	w.b.WriteString(lineComment(note) + "\n")
}

func yamlScalar(v any) string {
	if s, ok := v.(string); ok {
		return config.YAMLText(s)
	}
	return scalar(v)
}
