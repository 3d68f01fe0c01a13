package payload

// maxDepth bounds how deep values may nest, as encoding/json does.
const maxDepth = 10000

// scanner walks over JSON text and notes what has to be rewritten on output.
type scanner struct {
	text string
	// messy is set when a value holds blanks between its tokens, characters that
	// HTML gives a meaning, or bytes that are no UTF-8.
	messy bool
}

// plain tells the bytes that a string may hold without a second look.
var plain = func() (t [256]bool) {
	for c := 0x20; c < 0x80; c++ {
		t[c] = true
	}
	for _, c := range `"\<>&` {
		t[c] = false
	}
	return t
}()

func (s *scanner) blanks(i int) int {
	for i < len(s.text) {
		switch s.text[i] {
		case ' ', '\t', '\n', '\r':
			i++
		default:
			return i
		}
	}
	return i
}

// inner is blanks between the tokens of a value: they are left out on output.
func (s *scanner) inner(i int) int {
	j := s.blanks(i)
	if j != i {
		s.messy = true
	}
	return j
}

// value returns the end of the value that starts at i, or -1. Depth is how many
// lists and objects stand around it.
func (s *scanner) value(i, depth int) int {
	if i >= len(s.text) {
		return -1
	}
	switch c := s.text[i]; c {
	case '"':
		return s.str(i)
	case '{', '[':
		switch {
		case depth >= maxDepth:
			return -1
		case c == '{':
			return s.object(i, depth)
		}
		return s.array(i, depth)
	case 't':
		return s.word(i, "true")
	case 'f':
		return s.word(i, "false")
	case 'n':
		return s.word(i, "null")
	default:
		if c == '-' || '0' <= c && c <= '9' {
			return s.number(i)
		}
	}
	return -1
}

func (s *scanner) word(i int, w string) int {
	if len(s.text)-i < len(w) || s.text[i:i+len(w)] != w {
		return -1
	}
	return i + len(w)
}

func (s *scanner) object(i, depth int) int {
	i = s.inner(i + 1)
	if i < len(s.text) && s.text[i] == '}' {
		return i + 1
	}
	for {
		if i >= len(s.text) || s.text[i] != '"' {
			return -1
		}
		if i = s.str(i); i < 0 {
			return -1
		}
		if i = s.inner(i); i >= len(s.text) || s.text[i] != ':' {
			return -1
		}
		if i = s.value(s.inner(i+1), depth+1); i < 0 {
			return -1
		}
		if i = s.inner(i); i >= len(s.text) {
			return -1
		}
		switch s.text[i] {
		case '}':
			return i + 1
		case ',':
			i = s.inner(i + 1)
		default:
			return -1
		}
	}
}

func (s *scanner) array(i, depth int) int {
	i = s.inner(i + 1)
	if i < len(s.text) && s.text[i] == ']' {
		return i + 1
	}
	for {
		if i = s.value(i, depth+1); i < 0 {
			return -1
		}
		if i = s.inner(i); i >= len(s.text) {
			return -1
		}
		switch s.text[i] {
		case ']':
			return i + 1
		case ',':
			i = s.inner(i + 1)
		default:
			return -1
		}
	}
}

// str returns the end of the string that starts at i, or -1.
func (s *scanner) str(i int) int {
	text := s.text
	for i++; i < len(text); {
		c := text[i]
		if plain[c] {
			i++
			continue
		}
		switch {
		case c == '"':
			return i + 1
		case c == '\\':
			if i = s.escape(i); i < 0 {
				return -1
			}
		case c < 0x20:
			return -1
		default:
			// Not plain: an HTML character, or the start of a rune. Whether a
			// rune is whole, or a line separator, is looked at on output.
			if c < 0x80 || c == 0xE2 || !s.rune(&i) {
				s.messy = true
				i++
			}
		}
	}
	return -1
}

func (s *scanner) escape(i int) int {
	if i+1 >= len(s.text) {
		return -1
	}
	switch s.text[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		if i+6 > len(s.text) {
			return -1
		}
		for _, c := range []byte(s.text[i+2 : i+6]) {
			if !isHex(c) {
				return -1
			}
		}
		return i + 6
	}
	return -1
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// number returns the end of the number that starts at i, or -1.
func (s *scanner) number(i int) int {
	if s.text[i] == '-' {
		i++
	}
	switch {
	case i >= len(s.text):
		return -1
	case s.text[i] == '0':
		i++
	default:
		if i = s.digits(i); i < 0 {
			return -1
		}
	}
	if i < len(s.text) && s.text[i] == '.' {
		if i = s.digits(i + 1); i < 0 {
			return -1
		}
	}
	if i < len(s.text) && (s.text[i] == 'e' || s.text[i] == 'E') {
		i++
		if i < len(s.text) && (s.text[i] == '+' || s.text[i] == '-') {
			i++
		}
		return s.digits(i)
	}
	return i
}

func (s *scanner) digits(i int) int {
	start := i
	for i < len(s.text) && '0' <= s.text[i] && s.text[i] <= '9' {
		i++
	}
	if i == start {
		return -1
	}
	return i
}
