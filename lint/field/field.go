// Package field answers questions about the fields of a configuration: what one
// means, what it takes, at which level and in which edition it is read, and
// which rules of lint are about it.
//
//	places := field.Find("qos/ratelimit/router.max_rate")
//
// What it knows comes from the schemas and from config/fact. It judges no
// configuration.
package field

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/suggest"
	"github.com/gatewright/gatewright/schemas"
)

// Field is one field, wherever in a configuration it may stand.
type Field struct {
	schemas.Field
	// Paths are the places, such as endpoints[].backend[].encoding, the
	// shallowest first.
	Paths []string
	// Namespace is the namespace that the field is, or is of; "" for none.
	Namespace string
	// Levels are where in a configuration it is read, Since is the version that
	// brought its namespace, "" where that was always there.
	Levels []fact.Level
	Since  string
	// Unread says that no gateway of the Community Edition reads it there.
	Unread bool
}

// place is one field at one place.
type place struct {
	path     string
	segments []string
	Field
}

// Find returns the fields of that name, those of the service first. A name is
// the last key of a path, or as much of the path as tells it apart, with or
// without brackets, or a JSON pointer; extra_config may be left out of it. A
// former name finds nothing, see Former.
func Find(name string) []Field {
	query := segments(name)
	if len(query) == 0 {
		return nil
	}
	var found []place
	for _, ends := range []bool{true, false} {
		for _, p := range places() {
			if matches(p.segments, query, ends) {
				found = append(found, p)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return join(found)
}

// Former returns today's name of a field or namespace of configuration version
// 2.
func Former(name string) (now string, ok bool) {
	if n, ok := fact.Former(name); ok {
		return n.Name, true
	}
	return fact.FormerField(name)
}

// Suggest returns the name that was probably meant, "" where none is near.
func Suggest(name string) string {
	query := segments(name)
	if len(query) == 0 {
		return ""
	}
	known := map[string]bool{}
	for _, p := range places() {
		known[p.segments[len(p.segments)-1]] = true
	}
	names := make([]string, 0, len(known))
	for n := range known {
		names = append(names, n)
	}
	slices.Sort(names)
	return suggest.Near(query[len(query)-1], names)
}

var brackets = regexp.MustCompile(`\[\d*\]`)

// segments cuts a name into keys.
func segments(name string) []string {
	var list []string
	cut := strings.Split(brackets.ReplaceAllString(name, ""), ".")
	if rest, pointer := strings.CutPrefix(name, "/"); pointer {
		cut = strings.Split(rest, "/")
		for i := range cut {
			cut[i] = syntax.UnescapeToken(cut[i])
		}
	}
	for _, s := range cut {
		if s != "" && strings.Trim(s, "0123456789") != "" {
			list = append(list, strings.ToLower(s))
		}
	}
	return list
}

// matches reports whether a path ends in the query, or holds its keys in that
// order and ends in the last of them.
func matches(path, query []string, ends bool) bool {
	if ends {
		path = slices.DeleteFunc(slices.Clone(path), func(s string) bool { return s == "extra_config" && !slices.Contains(query, s) })
		return len(path) >= len(query) && slices.EqualFunc(path[len(path)-len(query):], query, strings.EqualFold)
	}
	i := len(query) - 1
	if !strings.EqualFold(path[len(path)-1], query[i]) {
		return false
	}
	for j := len(path) - 1; j >= 0 && i >= 0; j-- {
		if strings.EqualFold(path[j], query[i]) {
			i--
		}
	}
	return i < 0
}

// join makes one field of the places that say the same.
func join(found []place) []Field {
	var list []Field
	for _, p := range found {
		i := slices.IndexFunc(list, func(f Field) bool {
			return f.Name == p.Name && f.Namespace == p.Namespace && f.Description == p.Description && f.Unread == p.Unread
		})
		if i < 0 {
			i = len(list)
			list = append(list, p.Field)
			list[i].Levels = nil
		}
		list[i].Paths = append(list[i].Paths, p.path)
		for _, level := range p.Levels {
			if !slices.Contains(list[i].Levels, level) {
				list[i].Levels = append(list[i].Levels, level)
			}
		}
	}
	return list
}

// places are all fields that the schemas and the tables of namespaces have.
var places = sync.OnceValue(func() []place {
	w := walker{}
	w.walk(place{Field: Field{Levels: []fact.Level{fact.Service}}}, "")
	slices.SortStableFunc(w.list, func(a, b place) int { return cmp.Compare(len(a.segments), len(b.segments)) })
	return w.list
})

type walker struct{ list []place }

// walk notes what is below a place. The schemas have no cycles.
func (w *walker) walk(at place, pointer string) {
	field, ok := schemas.Describe(pointer)
	if !ok {
		return
	}
	for _, key := range field.Fields {
		w.child(at, pointer, key)
	}
	if len(at.segments) > 0 && at.segments[len(at.segments)-1] == "extra_config" {
		w.undescribed(at, field.Fields)
	}
	if items, ok := schemas.Describe(pointer + "/0"); ok && strings.Contains(field.Type, "array") && len(items.Fields) > 0 {
		at.path += "[]"
		w.walk(at, pointer+"/0")
	}
}

func (w *walker) child(at place, pointer, key string) {
	below := syntax.Join(pointer, key)
	field, ok := schemas.Describe(below)
	if !ok {
		return
	}
	p := at.below(key)
	p.Field.Field = field
	if len(at.segments) > 0 && at.segments[len(at.segments)-1] == "extra_config" {
		p.namespace(key)
	}
	w.list = append(w.list, p)
	if inner, ok := levels[key]; ok && p.Namespace == "" {
		p.Levels = []fact.Level{inner}
	}
	w.walk(p, below)
}

// levels are the lists whose elements are a level of their own.
var levels = map[string]fact.Level{"endpoints": fact.Endpoint, "backend": fact.Backend, "async_agent": fact.AsyncAgent}

// undescribed notes the namespaces of a level that have no schema.
func (w *walker) undescribed(at place, described []string) {
	for _, n := range fact.Namespaces(at.Levels[0]) {
		if slices.Contains(described, n.Name) {
			continue
		}
		p := at.below(n.Name)
		p.Field.Field = schemas.Field{Name: n.Name, Type: "object", Enterprise: n.Edition == fact.Enterprise}
		p.namespace(n.Name)
		w.list = append(w.list, p)
	}
}

// below is the place of a key in an object.
func (p place) below(key string) place {
	p.segments = append(slices.Clone(p.segments), key)
	switch {
	case p.path == "":
		p.path = key
	default:
		p.path += "." + key
	}
	return p
}

func (p *place) namespace(name string) {
	p.Namespace = name
	if n, ok := fact.FindNamespace(name, p.Levels[0]); ok {
		p.Since, p.Unread = n.Since, n.Edition == fact.NoReader
		p.Enterprise = p.Enterprise || n.Edition == fact.Enterprise
	}
}
