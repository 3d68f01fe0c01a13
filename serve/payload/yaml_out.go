package payload

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AppendYAML writes the object as YAML. Numbers of backends come as texts,
// and null as an empty object, as the reference gateway writes them. More than limit
// bytes are ErrTooLarge.
func (o *Object) AppendYAML(dst []byte, limit int) ([]byte, error) {
	w := writerTo(dst, limit)
	w.yamlMap(byKey(o.Tree()), 0, false)
	return w.end()
}

// field is a key with its value.
type field struct {
	key   string
	value any
}

// byKey returns the fields of a mapping, sorted.
func byKey(m map[string]any) []field {
	fields := make([]field, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		fields = append(fields, field{key, m[key]})
	}
	return fields
}

// yamlMap writes a mapping; inline says that its first key goes on in a line that
// has begun.
func (w *writer) yamlMap(fields []field, indent int, inline bool) {
	if len(fields) == 0 {
		w.put("{}\n")
		return
	}
	for i, f := range fields {
		if w.full() {
			return
		}
		if i > 0 || !inline {
			w.spaces(indent)
		}
		w.put(yamlText(f.key), ":")
		w.yamlField(f.key, f.value, indent)
	}
}

func (w *writer) yamlField(key string, v any, indent int) {
	switch t := v.(type) {
	case Part:
		w.yamlField(key, t.fields(key), indent)
	case map[string]any:
		w.yamlField(key, byKey(t), indent)
	case []field:
		if len(t) == 0 {
			w.put(" {}\n")
			return
		}
		w.put("\n")
		w.yamlMap(t, indent+2, false)
	case []any:
		if len(t) == 0 {
			w.put(" []\n")
			return
		}
		w.put("\n")
		w.yamlList(t, indent, false)
	case *Failure:
		w.put("\n")
		w.yamlFailure(t, indent+2)
	default:
		w.put(" ")
		w.yamlScalar(v, indent+2, false)
	}
}

func (w *writer) yamlList(list []any, indent int, inline bool) {
	for i, item := range list {
		if w.full() {
			return
		}
		if i > 0 || !inline {
			w.spaces(indent)
		}
		w.put("- ")
		switch v := item.(type) {
		case map[string]any:
			w.yamlMap(byKey(v), indent+2, true)
		case []field:
			w.yamlMap(v, indent+2, true)
		case []any:
			if len(v) == 0 {
				w.put("[]\n")
				continue
			}
			w.yamlList(v, indent+2, true)
		default:
			w.yamlScalar(v, indent+2, true)
		}
	}
}

func (w *writer) yamlFailure(f *Failure, indent int) {
	w.spaces(indent)
	w.put("httpresponseerror:\n")
	field := func(name, value string) {
		w.spaces(indent + 2)
		w.put(name, ": ", value, "\n")
	}
	field("http_status_code", strconv.Itoa(f.Status))
	if f.Body != "" {
		field("http_body", yamlText(f.Body))
	}
	if f.Encoding != "" {
		field("http_body_encoding", yamlText(f.Encoding))
	}
}

func (w *writer) spaces(n int) {
	for range n {
		w.dst = append(w.dst, ' ')
	}
}

// yamlScalar writes a value up to the end of its line; the further lines of a
// text stand indented. Item says that it is the element of a list.
func (w *writer) yamlScalar(v any, indent int, item bool) {
	switch v := v.(type) {
	case bool:
		w.put(strconv.FormatBool(v))
	case json.Number:
		w.put(yamlText(v.String()))
	case moment:
		w.put(string(v))
	case int64:
		w.put(strconv.FormatInt(v, 10))
	case float64:
		text := strconv.FormatFloat(v, 'g', -1, 64)
		if !strings.ContainsAny(text, ".e") {
			text += ".0"
		}
		w.put(text)
	case string:
		if strings.Contains(v, "\n") && yamlPlain(v) {
			w.yamlBlock(v, indent, item)
			return
		}
		w.put(yamlText(v))
	default:
		w.put("null")
	}
	w.put("\n")
}

// yamlBlock writes a text of several lines as it is. In elements of lists empty
// lines have no indentation.
func (w *writer) yamlBlock(s string, indent int, item bool) {
	body := strings.TrimRight(s, "\n")
	ends := s[len(body):]
	switch len(ends) {
	case 0:
		w.put("|-\n")
		ends = "\n"
	case 1:
		w.put("|\n")
	default:
		w.put("|+\n")
	}
	for i, line := range strings.Split(body, "\n") {
		if w.full() {
			return
		}
		if i > 0 {
			w.put("\n")
		}
		if line != "" || body != "" && !item {
			w.spaces(indent)
		}
		w.put(line)
	}
	w.put(ends)
}

func yamlText(s string) string {
	if yamlPlain(s) && !strings.Contains(s, "\n") {
		return s
	}
	return strconv.Quote(s)
}

// yamlWords are read as something else than a text by one YAML version or
// another.
var yamlWords = map[string]bool{
	"null": true, "Null": true, "NULL": true, "~": true,
	"true": true, "True": true, "TRUE": true, "false": true, "False": true, "FALSE": true,
	"y": true, "Y": true, "yes": true, "Yes": true, "YES": true,
	"n": true, "N": true, "no": true, "No": true, "NO": true,
	"on": true, "On": true, "ON": true, "off": true, "Off": true, "OFF": true,
}

// yamlPlain reports whether the reference gateway writes a text without quotes.
func yamlPlain(s string) bool {
	if s == "" || yamlWords[s] || strings.ContainsRune("*&[]{},|>!%@`\"'#", rune(s[0])) {
		return false
	}
	if s == "-" || s[0] == ' ' || strings.HasSuffix(s, " ") || strings.HasSuffix(s, ":") {
		return false
	}
	if strings.ContainsAny(s, "#\\\r") || strings.Contains(s, ": ") || strings.Contains(s, "- ") {
		return false
	}
	return !yamlNumber.MatchString(s) && !yamlTime(s)
}

// yamlNumber is the texts that a reader of YAML takes for numbers.
var yamlNumber = regexp.MustCompile(`^[-+]?(0x[0-9A-Fa-f_]+|0o?[0-7_]+|0b[01_]+|0|[1-9][0-9_]*|[0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?|\.[0-9_]*[0-9][0-9_]*([eE][-+]?[0-9]+)?)$`)

// yamlTimes are the forms of times that a reader of YAML knows.
var yamlTimes = []string{
	"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02t15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999", "2006-01-02", "15:4",
}

func yamlTime(s string) bool {
	// Most texts are none: what time.Parse says of them costs memory.
	if s[0] < '0' || s[0] > '9' || !strings.ContainsAny(s, "-:") {
		return false
	}
	return slices.ContainsFunc(yamlTimes, func(layout string) bool {
		_, err := time.Parse(layout, s)
		return err == nil
	})
}
