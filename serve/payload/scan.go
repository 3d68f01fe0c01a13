package payload

import "math/bits"

// maxDepth bounds how deep values may nest, as encoding/json does.
const maxDepth = 10000

// scanner walks over JSON text and notes what has to be rewritten on output.
type scanner struct {
	text string
	// messy is set when a value holds characters that HTML gives a meaning, or
	// bytes that are no UTF-8.
	messy bool
	// known are keys of the objects before.
	known guesses
	// memory is for what is cut out of the text.
	memory *Memory
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

// blanks returns the first place from i on that is no white space.
func (s *scanner) blanks(i int) int {
	if i < len(s.text) && s.text[i] > ' ' {
		return i
	}
	return s.moreBlanks(i)
}

func (s *scanner) moreBlanks(i int) int {
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

// value returns the end of the value that starts at i, or -1. Depth is how many
// lists and objects stand around it.
func (s *scanner) value(i, depth int) int {
	if i >= len(s.text) {
		return -1
	}
	if c := s.text[i]; c == '{' || c == '[' {
		return s.container(i, depth)
	}
	return s.scalar(i)
}

func (s *scanner) scalar(i int) int {
	switch c := s.text[i]; c {
	case '"':
		return s.str(i)
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

// nesting is which of the containers around a place are objects, a bit each,
// the innermost last.
type nesting struct {
	depth int
	small [4]uint64
	large []uint64
}

func (n *nesting) push(object bool) {
	word := n.word(n.depth)
	bit := uint64(1) << (n.depth & 63)
	*word &^= bit
	if object {
		*word |= bit
	}
	n.depth++
}

func (n *nesting) inObject() bool {
	d := n.depth - 1
	return *n.word(d)>>(d&63)&1 == 1
}

func (n *nesting) word(depth int) *uint64 {
	w := depth >> 6
	if w < len(n.small) {
		return &n.small[w]
	}
	for len(n.large) <= w-len(n.small) {
		n.large = append(n.large, 0)
	}
	return &n.large[w-len(n.small)]
}

// container returns the end of the object or list that starts at i, or -1. It
// is one loop instead of a call for each value: bodies are scanned for every
// request.
func (s *scanner) container(i, depth int) int {
	var n nesting
	text := s.text
	object := text[i] == '{'
	for {
		// At the start of a container.
		if depth+n.depth >= maxDepth {
			return -1
		}
		n.push(object)
		i = s.blanks(i + 1)
		if i >= len(text) {
			return -1
		}
		closed := text[i] == '}' && object || text[i] == ']' && !object
		for {
			if closed {
				// Behind a container.
				i++
				if n.depth--; n.depth == 0 {
					return i
				}
				object = n.inObject()
				if i, closed = s.next(i, object); i < 0 {
					return -1
				}
				continue
			}
			// At an element.
			if object {
				value := s.known.skip(text, i)
				if value < 0 {
					if value = s.newKey(i); value < 0 {
						return -1
					}
				}
				i = s.blanks(value) // of which there may be more than where the key was learnt
			}
			if i >= len(text) {
				return -1
			}
			c := text[i]
			if c == '{' || c == '[' {
				object = c == '{'
				break
			}
			if c == '"' {
				i = s.str(i)
			} else {
				i = s.scalar(i)
			}
			if i < 0 {
				return -1
			}
			if i+1 < len(text) && text[i] == ',' && text[i+1] > ' ' {
				i++
			} else if i, closed = s.next(i, object); i < 0 {
				return -1
			}
		}
	}
}

// next steps behind an element: to the next one, or to the closing bracket.
func (s *scanner) next(i int, object bool) (at int, closed bool) {
	if i = s.blanks(i); i >= len(s.text) {
		return -1, false
	}
	switch c := s.text[i]; {
	case c == ',':
		return s.blanks(i + 1), false
	case c == '}' && object, c == ']' && !object:
		return i, true
	}
	return -1, false
}

// key returns the start of the value behind the key that starts at i, or -1.
func (s *scanner) key(i int) int {
	_, value := s.name(i)
	return value
}

// newKey is key for one that was not expected. One that has to be rewritten is
// not expected again: it must be read each time.
func (s *scanner) newKey(i int) int {
	messy := s.messy
	s.messy = false
	value := s.key(i)
	if value > 0 && !s.messy {
		s.known.learn(s.text, i, value)
	}
	s.messy = s.messy || messy
	return value
}

// name returns the end of the key that starts at i, and the start of the value
// behind it, or -1.
func (s *scanner) name(i int) (end, value int) {
	if i >= len(s.text) || s.text[i] != '"' {
		return -1, -1
	}
	if end = s.str(i); end < 0 {
		return -1, -1
	}
	if i = s.blanks(end); i >= len(s.text) || s.text[i] != ':' {
		return -1, -1
	}
	return end, s.blanks(i + 1)
}

// Words of eight equal bytes.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special marks, in the high bit of each, the bytes of a word at which a string
// needs a second look; the lowest mark is exact, those above it may not be.
func special(x uint64) uint64 {
	// The quote and the ampersand differ in one bit, so do the angle brackets.
	quote := (x | 0x04*ones) ^ '&'*ones
	angle := (x | 0x02*ones) ^ '>'*ones
	slash := x ^ '\\'*ones
	zero := (quote-ones)&^quote | (angle-ones)&^angle | (slash-ones)&^slash
	control := (x - 0x20*ones) &^ x
	return (zero | control | x) & highs
}

// load reads eight bytes of a text, the first in the lowest place.
func load(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// str returns the end of the string that starts at i, or -1.
func (s *scanner) str(i int) int {
	text := s.text
	for i++; i < len(text); {
		if i+8 <= len(text) {
			mark := special(load(text, i))
			if mark == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(mark) >> 3
		} else if plain[text[i]] {
			i++
			continue
		}
		switch c := text[i]; {
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
