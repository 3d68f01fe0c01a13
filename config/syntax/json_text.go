package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// validNumber reports whether s is a number as JSON spells it.
func validNumber(s string) bool {
	i := 0
	digits := func() bool {
		from := i
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(s) && s[i] == '-' {
		i++
	}
	if i < len(s) && s[i] == '0' {
		i++
	} else if !digits() {
		return false
	}
	if i < len(s) && s[i] == '.' {
		i++
		if !digits() {
			return false
		}
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			return false
		}
	}
	return i == len(s)
}

// isUTF16 reports whether a text is in UTF-16: it starts with the mark of that,
// or every other byte of its start is zero, as no text in UTF-8 has it.
func isUTF16(s string) bool {
	switch {
	case strings.HasPrefix(s, "\xff\xfe"), strings.HasPrefix(s, "\xfe\xff"):
		return true
	case len(s) < 4:
		return false
	}
	big := s[0] == 0 && s[1] != 0 && s[2] == 0 && s[3] != 0
	little := s[0] != 0 && s[1] == 0 && s[2] != 0 && s[3] == 0
	return big || little
}

// printable is a text as a message can have it: quoted where it holds what is
// no letter of any alphabet.
func printable(s string) string {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}

func show(s string) string {
	if s == "\"" {
		return `'"'`
	}
	return strconv.Quote(s)
}

// str reads a string with its quotes and returns what it means.
func (p *jsonParser) str() string {
	quote := p.s[p.pos]
	open := p.pos
	if quote == '\'' {
		p.report(open, open+1, Malformed, "strings stand in double quotes", `write "`)
	}
	p.pos++
	start := p.pos
	for p.pos < len(p.s) {
		c := p.s[p.pos]
		if c == quote {
			s := p.s[start:p.pos]
			p.pos++
			return strings.ToValidUTF8(s, "\uFFFD")
		}
		if c == '\\' || c < ' ' {
			return p.escaped(open, start, quote)
		}
		p.pos++
	}
	p.unterminated(open)
	return p.s[start:]
}

func (p *jsonParser) unterminated(open int) {
	p.report(open, len(p.s), Truncated, fmt.Sprintf("the string that starts at line %d is never closed", p.src.Position(open).Line), `add "`)
	p.pos, p.aborted = len(p.s), true
}

func (p *jsonParser) escaped(open, start int, quote byte) string {
	var b strings.Builder
	b.WriteString(p.s[start:p.pos])
	broken := false
	for p.pos < len(p.s) {
		c := p.s[p.pos]
		switch {
		case c == quote:
			p.pos++
			return strings.ToValidUTF8(b.String(), "\uFFFD")
		case c == '\\':
			p.escape(&b)
		case c == '\n' || c == '\r':
			if !p.goesOn(quote) {
				p.report(open, p.pos, Malformed, "the string is not closed on its line", `add ", or write \n for a line break`)
				p.cut = p.pos
				return b.String()
			}
			if !broken {
				p.report(p.pos, p.pos, Malformed, "a line break in a string", `write \n for it`)
				broken = true
			}
			b.WriteByte(c)
			p.pos++
		case c < ' ':
			p.report(p.pos, p.pos+1, Malformed, fmt.Sprintf("control character %#02x in a string", c), fmt.Sprintf(`write \u%04x`, c))
			b.WriteByte(c)
			p.pos++
		default:
			b.WriteByte(c)
			p.pos++
		}
	}
	p.unterminated(open)
	return b.String()
}

// goesOn reports whether a string is meant to go on behind the end of its line:
// whether the next quote is one behind which a value may end, and not one that
// opens the next key or text.
func (p *jsonParser) goesOn(quote byte) bool {
	rest := p.s[p.pos:min(len(p.s), p.pos+maxBroken)]
	i := strings.IndexByte(rest, quote)
	if i < 0 {
		return false
	}
	rest = strings.TrimLeft(rest[i+1:], " \t")
	return rest != "" && strings.IndexByte(",:}]\r\n", rest[0]) >= 0
}

// maxBroken bounds, in bytes, how far a string is followed over line breaks.
const maxBroken = 4096

func (p *jsonParser) escape(b *strings.Builder) {
	at := p.pos
	if p.pos+1 >= len(p.s) {
		p.pos = len(p.s)
		return
	}
	c := p.s[p.pos+1]
	p.pos += 2
	if i := strings.IndexByte(`"\/bfnrt'`, c); i >= 0 {
		b.WriteByte("\"\\/\b\f\n\r\t'"[i])
		if c == '\'' {
			p.report(at, p.pos, Malformed, `\' is no escape of JSON`, "write '")
		}
		return
	}
	if c == 'u' {
		if r, ok := p.hex4(); ok {
			if utf16.IsSurrogate(r) {
				r = p.lowSurrogate(r)
			}
			b.WriteRune(r)
			return
		}
	}
	p.report(at, p.pos, Malformed, fmt.Sprintf("%s is no escape of JSON", p.s[at:p.pos]), `write \\ for a backslash`)
	b.WriteString(p.s[at:p.pos])
}

func (p *jsonParser) hex4() (rune, bool) {
	if p.pos+4 > len(p.s) {
		return 0, false
	}
	v, err := strconv.ParseUint(p.s[p.pos:p.pos+4], 16, 32)
	if err != nil {
		return 0, false
	}
	p.pos += 4
	return rune(v), true
}

func (p *jsonParser) lowSurrogate(high rune) rune {
	back := p.pos
	if strings.HasPrefix(p.s[p.pos:], `\u`) {
		p.pos += 2
		if low, ok := p.hex4(); ok {
			if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
				return r
			}
		}
	}
	p.pos = back
	return utf8.RuneError
}
