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

// AppendYAML writes the object as YAML. Numbers of an answer come as texts, as
// the reference gateway writes them.
func (o *Object) AppendYAML(dst []byte) []byte {
	if o == nil || o.Null {
		return append(dst, "null\n"...)
	}
	return appendYAMLMap(dst, o.Value(), 0, false)
}

// appendYAMLMap writes a mapping; inline says that its first key goes on in a
// line that has begun.
func appendYAMLMap(dst []byte, m map[string]any, indent int, inline bool) []byte {
	if len(m) == 0 {
		return append(dst, "{}\n"...)
	}
	for i, k := range slices.Sorted(maps.Keys(m)) {
		if i > 0 || !inline {
			dst = spaces(dst, indent)
		}
		dst = append(appendYAMLText(dst, k), ':')
		switch v := m[k].(type) {
		case map[string]any:
			if len(v) == 0 {
				dst = append(dst, " {}\n"...)
				continue
			}
			dst = appendYAMLMap(append(dst, '\n'), v, indent+2, false)
		case []any:
			if len(v) == 0 {
				dst = append(dst, " []\n"...)
				continue
			}
			dst = appendYAMLList(append(dst, '\n'), v, indent, false)
		case *Failure:
			dst = v.appendYAML(append(dst, '\n'), indent+2)
		default:
			dst = appendYAMLScalar(append(dst, ' '), v, indent+2)
		}
	}
	return dst
}

func appendYAMLList(dst []byte, list []any, indent int, inline bool) []byte {
	for i, item := range list {
		if i > 0 || !inline {
			dst = spaces(dst, indent)
		}
		dst = append(dst, "- "...)
		switch v := item.(type) {
		case map[string]any:
			dst = appendYAMLMap(dst, v, indent+2, true)
		case []any:
			if len(v) == 0 {
				dst = append(dst, "[]\n"...)
				continue
			}
			dst = appendYAMLList(dst, v, indent+2, true)
		case string:
			dst = appendYAMLString(dst, v, indent+2, true)
		default:
			dst = appendYAMLScalar(dst, v, indent+2)
		}
	}
	return dst
}

func (f *Failure) appendYAML(dst []byte, indent int) []byte {
	dst = append(spaces(dst, indent), "httpresponseerror:\n"...)
	dst = strconv.AppendInt(append(spaces(dst, indent+2), "http_status_code: "...), int64(f.Status), 10)
	dst = append(dst, '\n')
	if f.Body != "" {
		dst = append(appendYAMLText(append(spaces(dst, indent+2), "http_body: "...), f.Body), '\n')
	}
	if f.Encoding != "" {
		dst = append(appendYAMLText(append(spaces(dst, indent+2), "http_body_encoding: "...), f.Encoding), '\n')
	}
	return dst
}

func spaces(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, ' ')
	}
	return dst
}

// appendYAMLScalar writes a value up to the end of its line; the further lines of
// a text stand indented.
func appendYAMLScalar(dst []byte, v any, indent int) []byte {
	switch v := v.(type) {
	case bool:
		dst = strconv.AppendBool(dst, v)
	case json.Number:
		dst = appendYAMLText(dst, v.String())
	case string:
		return appendYAMLString(dst, v, indent, false)
	default:
		dst = append(dst, "null"...)
	}
	return append(dst, '\n')
}

// appendYAMLString writes a text; bare says that its empty lines have no
// indentation, which is so for the elements of lists.
func appendYAMLString(dst []byte, s string, indent int, bare bool) []byte {
	if strings.Contains(s, "\n") && yamlPlain(s) {
		return appendYAMLBlock(dst, s, indent, bare)
	}
	return append(appendYAMLText(dst, s), '\n')
}

// appendYAMLBlock writes a text of several lines as it is.
func appendYAMLBlock(dst []byte, s string, indent int, bare bool) []byte {
	body := strings.TrimRight(s, "\n")
	ends := s[len(body):]
	switch len(ends) {
	case 0:
		dst, ends = append(dst, "|-\n"...), "\n"
	case 1:
		dst = append(dst, "|\n"...)
	default:
		dst = append(dst, "|+\n"...)
	}
	for i, line := range strings.Split(body, "\n") {
		if i > 0 {
			dst = append(dst, '\n')
		}
		if line != "" || body != "" && !bare {
			dst = spaces(dst, indent)
		}
		dst = append(dst, line...)
	}
	return append(dst, ends...)
}

func appendYAMLText(dst []byte, s string) []byte {
	if yamlPlain(s) && !strings.Contains(s, "\n") {
		return append(dst, s...)
	}
	return strconv.AppendQuote(dst, s)
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
