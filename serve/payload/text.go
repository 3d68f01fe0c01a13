package payload

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// rune steps over a whole rune at *i and reports whether there is one.
func (s *scanner) rune(i *int) bool {
	r, size := utf8.DecodeRuneInString(s.text[*i:])
	if r == utf8.RuneError && size <= 1 {
		return false
	}
	*i += size
	return true
}

// unquote returns the text of a JSON string with its quotes.
func unquote(quoted string) string {
	inner := quoted[1 : len(quoted)-1]
	if strings.IndexByte(inner, '\\') < 0 && utf8.ValidString(inner) {
		return inner
	}
	var s string
	// The scanner has checked it, so that there is no error.
	_ = json.Unmarshal([]byte(quoted), &s)
	return s
}

const hex = "0123456789abcdef"

// appendQuoted writes a text as a JSON string, HTML characters escaped.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if plain[c] {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if esc := runeEscape(r, size); esc != "" {
				dst = append(append(dst, s[start:i]...), esc...)
				start = i + size
			}
			i += size
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

// runeEscape returns how a rune is written when not as it is: what is no UTF-8,
// and the two line separators that JavaScript does not allow in strings.
func runeEscape(r rune, size int) string {
	switch {
	case r == utf8.RuneError && size <= 1:
		return "\ufffd"
	case r == '\u2028':
		return `\u2028`
	case r == '\u2029':
		return `\u2029`
	}
	return ""
}

// appendTidy writes JSON text with HTML characters escaped and as valid UTF-8.
// Both stand only in strings.
func appendTidy(dst []byte, raw string) []byte {
	start := 0
	for i := 0; i < len(raw); {
		c := raw[i]
		if plain[c] || c < utf8.RuneSelf && c != '<' && c != '>' && c != '&' {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			dst = append(dst, raw[start:i]...)
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(raw[i:])
		if esc := runeEscape(r, size); esc != "" {
			dst = append(append(dst, raw[start:i]...), esc...)
			start = i + size
		}
		i += size
	}
	return append(dst, raw[start:]...)
}
