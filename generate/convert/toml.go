package convert

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config"
)

// TOML lays out the document as TOML. Its root has to be an object; members
// that are null are left out, and named in dropped. A list that holds null
// cannot be written.
func (t Text) TOML() (data []byte, dropped []string, err error) {
	root, note := bareValue(t.Value)
	m, ok := root.(Map)
	if !ok {
		return nil, nil, errors.New("a document of TOML is an object")
	}
	w := &tomlWriter{}
	w.head(note)
	w.table(nil, m)
	w.b.WriteString(foot(t.Foot))
	return []byte(w.b.String()), w.dropped, errors.Join(w.errs...)
}

type tomlWriter struct {
	b       strings.Builder
	dropped []string
	errs    []error
}

func (w *tomlWriter) head(c Commented) {
	for _, line := range c.Head {
		w.b.WriteString("# " + line + "\n")
	}
}

// table writes the members of a table: values first, since everything behind
// the head of a table below belongs to that.
func (w *tomlWriter) table(path []string, m Map) {
	for _, one := range m {
		v, note := bareValue(one.Value)
		switch {
		case v == nil:
			w.dropped = append(w.dropped, strings.Join(append(path[:len(path):len(path)], one.Name), "."))
		case !isTable(v) && !isTables(v):
			w.head(note)
			w.b.WriteString(tomlKey(one.Name) + " = " + w.inline(v, one.Name) + lineComment(note) + "\n")
		}
	}
	for _, one := range m {
		v, note := bareValue(one.Value)
		below := append(path[:len(path):len(path)], tomlKey(one.Name))
		name := strings.Join(below, ".")
		if isTable(v) {
			w.start(note, "["+name+"]")
			w.table(below, v.(Map))
		}
		if !isTables(v) {
			continue
		}
		w.head(note)
		for _, item := range v.([]any) {
			inner, itemNote := bareValue(item)
			w.start(itemNote, "[["+name+"]]")
			w.table(below, inner.(Map))
		}
	}
}

func (w *tomlWriter) start(c Commented, line string) {
	if w.b.Len() > 0 {
		w.b.WriteByte('\n')
	}
	w.head(c)
	w.b.WriteString(line + lineComment(c) + "\n")
}

func isTable(v any) bool {
	_, ok := v.(Map)
	return ok
}

// isTables reports whether a list holds objects only, and at least one.
func isTables(v any) bool {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return false
	}
	for _, item := range list {
		if inner, _ := bareValue(item); !isTable(inner) {
			return false
		}
	}
	return true
}

// inline writes a value on one line.
func (w *tomlWriter) inline(value any, name string) string {
	value, _ = bareValue(value)
	if list, ok := value.([]string); ok {
		value = anys(list)
	}
	switch v := value.(type) {
	case string:
		return tomlText(v)
	case []any:
		parts := make([]string, 0, len(v))
		for _, item := range v {
			parts = append(parts, w.inline(item, name))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Map:
		parts := make([]string, 0, len(v))
		for _, one := range v {
			parts = append(parts, tomlKey(one.Name)+" = "+w.inline(one.Value, name))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case nil:
		w.errs = append(w.errs, fmt.Errorf("the list %q holds null, which TOML does not know", name))
		return `""`
	}
	return scalar(value)
}

var bareKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func tomlKey(s string) string {
	if bareKey.MatchString(s) {
		return s
	}
	return tomlText(s)
}

func tomlText(s string) string { return strings.ReplaceAll(config.Quote(s), "\x7f", `\u007F`) }
