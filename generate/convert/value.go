package convert

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// Map is an object whose members keep their order. Values are Map, []any,
// []string, string, bool, int, float64, Number and nil.
type Map []Member

// Member is one member of a Map.
type Member struct {
	Name  string
	Value any
}

// Number is a number as it is spelled in JSON.
type Number string

// Add appends a member.
func (m *Map) Add(name string, value any) { *m = append(*m, Member{name, value}) }

// Put appends a member unless its value is zero: "", 0, false, or an empty list
// or object.
func (m *Map) Put(name string, value any) {
	switch v := value.(type) {
	case nil:
		return
	case string:
		if v == "" {
			return
		}
	case int:
		if v == 0 {
			return
		}
	case float64:
		if v == 0 {
			return
		}
	case bool:
		if !v {
			return
		}
	case []string:
		if len(v) == 0 {
			return
		}
	case []any:
		if len(v) == 0 {
			return
		}
	case Map:
		if len(v) == 0 {
			return
		}
	}
	m.Add(name, value)
}

// Get returns the value of a member, nil where there is none.
func (m Map) Get(name string) any {
	for _, one := range m {
		if one.Name == name {
			return one.Value
		}
	}
	return nil
}

// With returns the object with a member set, at its place where it is there
// already.
func (m Map) With(name string, value any) Map {
	for i := range m {
		if m[i].Name == name {
			m[i].Value = value
			return m
		}
	}
	return append(m, Member{name, value})
}

// Without returns the object without members of these names.
func (m Map) Without(names ...string) Map {
	return slices.DeleteFunc(slices.Clone(m), func(one Member) bool { return slices.Contains(names, one.Name) })
}

// FromNode turns a tree into values.
func FromNode(n *syntax.Node) any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case syntax.Bool:
		return n.Text == "true"
	case syntax.Number:
		return Number(n.Text)
	case syntax.String:
		return n.Text
	case syntax.Array:
		list := make([]any, 0, len(n.Items()))
		for _, item := range n.Items() {
			list = append(list, FromNode(item))
		}
		return list
	case syntax.Object:
		m := make(Map, 0, len(n.Members()))
		for _, one := range n.Members() {
			m = append(m, Member{one.Name, FromNode(one.Value)})
		}
		return m
	}
	return nil
}

// Compact writes a value as JSON on one line, a blank behind colons and commas.
func Compact(value any) string {
	var b strings.Builder
	compact(&b, value)
	return b.String()
}

func compact(b *strings.Builder, value any) {
	switch v := value.(type) {
	case Map:
		b.WriteByte('{')
		for i, m := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(config.Quote(m.Name) + ": ")
			compact(b, m.Value)
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			compact(b, item)
		}
		b.WriteByte(']')
	case []string:
		compact(b, anys(v))
	default:
		b.WriteString(scalar(v))
	}
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

func scalar(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return config.Quote(v)
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	case Number:
		return string(v)
	}
	panic(fmt.Sprintf("convert: no value of type %T can be written", value))
}

const lineWidth = 100

// JSON lays out a value as people do: two blanks a level, short lists and
// short objects on one line, objects in lists over several.
func JSON(value any) []byte {
	var b strings.Builder
	layout(&b, value, 0, 0, false)
	b.WriteByte('\n')
	return []byte(b.String())
}

// layout writes a value that starts at a column of its line. Objects that are
// elements of a list, and the document itself, are always opened.
func layout(b *strings.Builder, value any, depth, column int, inline bool) {
	newline := func(d int) { b.WriteString("\n" + strings.Repeat("  ", d)) }
	if v, ok := value.([]string); ok {
		value = anys(v)
	}
	switch v := value.(type) {
	case Map:
		if len(v) == 0 || inline && fits(v, column) {
			compact(b, v)
			return
		}
		b.WriteByte('{')
		for i, m := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			newline(depth + 1)
			key := config.Quote(m.Name) + ": "
			b.WriteString(key)
			layout(b, m.Value, depth+1, 2*depth+2+len(key), true)
		}
		newline(depth)
		b.WriteByte('}')
	case []any:
		if len(v) == 0 || flat(v) && fits(v, column) {
			compact(b, v)
			return
		}
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			newline(depth + 1)
			layout(b, item, depth+1, 2*depth+2, false)
		}
		newline(depth)
		b.WriteByte(']')
	default:
		b.WriteString(scalar(v))
	}
}

// flat reports whether a list holds no objects.
func flat(list []any) bool {
	for _, item := range list {
		switch v := item.(type) {
		case Map:
			return false
		case []any:
			if !flat(v) {
				return false
			}
		}
	}
	return true
}

func fits(value any, column int) bool { return column+len(Compact(value)) <= lineWidth }

// Duration writes a duration in the largest unit that holds it whole, as the
// gateway's schema wants it: 90s, 1m, 1500ms.
func Duration(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "us"}} {
		if d != 0 && d%u.unit == 0 {
			return strconv.FormatInt(int64(d/u.unit), 10) + u.name
		}
	}
	if d == 0 {
		return "0s"
	}
	return strconv.FormatInt(int64(d), 10) + "ns"
}
