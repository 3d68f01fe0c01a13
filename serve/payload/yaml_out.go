package payload

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
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
			dst = append(appendYAMLScalar(append(dst, ' '), v), '\n')
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
		default:
			dst = append(appendYAMLScalar(dst, v), '\n')
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

func appendYAMLScalar(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, v)
	case json.Number:
		return appendYAMLText(dst, v.String())
	case string:
		return appendYAMLText(dst, v)
	}
	return dst
}

func appendYAMLText(dst []byte, s string) []byte {
	if yamlPlain(s) {
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
	".nan": true, ".NaN": true, ".NAN": true, ".inf": true, ".Inf": true, ".INF": true,
}

// yamlPlain reports whether a text stands without quotes.
func yamlPlain(s string) bool {
	if s == "" || yamlWords[s] || strings.ContainsRune("*&[]{},?-|>=!%@:`\"'#", rune(s[0])) || strings.TrimSpace(s) != s || strings.HasSuffix(s, ":") {
		return false
	}
	if c := s[0]; '0' <= c && c <= '9' || c == '+' || c == '.' {
		return !numeric(s)
	}
	for i, r := range s {
		switch {
		case r < 0x20 || r == 0x7F || r == '\ufffd' || r == '\\':
			return false
		case r == ':' && strings.HasPrefix(s[i:], ": "), r == '#' && i > 0 && s[i-1] == ' ':
			return false
		}
	}
	return true
}

// numeric reports whether a text that begins with a digit, a sign or a dot may
// be read as a number or a time.
func numeric(s string) bool {
	return strings.Trim(s, "0123456789+-._eExXoOabcdefABCDEF:TZ ") == ""
}
