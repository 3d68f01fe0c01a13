package stage

import (
	"fmt"
	"net/url"
	"strings"
)

// pattern is a url_pattern, cut at its placeholders.
type pattern struct {
	text  []string // one more than names
	names []string // with their first letter raised
}

// newPattern cuts a url_pattern; one without a slash at its start gets it.
func newPattern(s string) pattern {
	if !strings.HasPrefix(s, "/") {
		s = "/" + s
	}
	var p pattern
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '{' {
			continue
		}
		end := i + 1
		for end < len(s) && nameByte(s[end]) {
			end++
		}
		if end == i+1 || end == len(s) || s[end] != '}' {
			continue
		}
		p.text = append(p.text, s[start:i])
		p.names = append(p.names, ParamName(s[i+1:end]))
		start = end + 1
		i = end
	}
	p.text = append(p.text, s[start:])
	return p
}

func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_-.:/", c) >= 0
}

// ParamName is a placeholder's name as the gateway compares it: with its first
// letter raised.
func ParamName(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// fill puts values in. A placeholder without a value stays as the reference
// leaves it: in double braces with a dot.
func (p pattern) fill(params map[string]string) string {
	if len(p.names) == 0 {
		return p.text[0]
	}
	var b strings.Builder
	b.WriteString(p.text[0])
	for i, name := range p.names {
		if v, ok := params[name]; ok {
			b.WriteString(v)
		} else {
			b.WriteString("{{." + name + "}}")
		}
		b.WriteString(p.text[i+1])
	}
	return b.String()
}

// check says why values may not go into the pattern: one is missing, or would
// change where a call goes or what it asks.
func (p pattern) check(params map[string]string) error {
	for _, name := range p.names {
		v, ok := params[name]
		if !ok {
			return fmt.Errorf("{%s} of url_pattern has no value", name)
		}
		if !KeepsPlace(v) {
			return fmt.Errorf("the value of {%s} would change the call of the backend", name)
		}
	}
	return nil
}

// KeepsPlace reports whether a value stays what it is in a URL, into which it
// goes as it is: it is neither "." nor "..", and holds no slash, backslash,
// control character, or one of ? # & ; %.
func KeepsPlace(v string) bool {
	control := strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7F })
	return v != "." && v != ".." && !control && !strings.ContainsAny(v, `/\?#&;%`)
}

// withQuery appends query strings to a URL that may have some of its own.
func withQuery(u string, q url.Values) string {
	if len(q) == 0 {
		return u
	}
	if strings.Contains(u, "?") {
		return u + "&" + q.Encode()
	}
	return u + "?" + q.Encode()
}
