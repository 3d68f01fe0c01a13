package syntax

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Source is one file as it was read: its name as the user wrote it and its
// text. It is immutable and safe for concurrent use.
type Source struct {
	Name string
	Text string
	// Bent says that the source can hold nothing but text, so that its values
	// are read as whatever their field needs: a variable of the environment.
	Bent bool

	once  sync.Once
	lines []int // byte offset of the start of every line
}

// NewSource returns a source of the given name. The name is only shown, never
// opened.
func NewSource(name string, data []byte) *Source {
	return &Source{Name: name, Text: string(data)}
}

// Position is a place in a source. Line and Column count from 1, Column in
// code points; Byte counts from 0.
type Position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

func (s *Source) index() []int {
	s.once.Do(func() {
		s.lines = append(make([]int, 0, len(s.Text)/32+1), 0)
		for i := 0; ; {
			n := strings.IndexByte(s.Text[i:], '\n')
			if n < 0 {
				break
			}
			i += n + 1
			s.lines = append(s.lines, i)
		}
	})
	return s.lines
}

// Position returns the place of a byte offset. Offsets beyond the text are
// taken as its end. A byte order mark at the start counts no column.
func (s *Source) Position(offset int) Position {
	offset = max(0, min(offset, len(s.Text)))
	lines := s.index()
	line := sort.SearchInts(lines, offset+1) - 1
	text := strings.TrimPrefix(s.Text[lines[line]:offset], bom)
	return Position{Line: line + 1, Column: utf8.RuneCountInString(text) + 1, Byte: offset}
}

// Offset returns the byte offset of a line and column as Position gives them.
// A column beyond the line's end is taken as the end of the line.
func (s *Source) Offset(line, column int) int {
	lines := s.index()
	if line < 1 {
		return 0
	}
	if line > len(lines) {
		return len(s.Text)
	}
	i := lines[line-1]
	if line == 1 && strings.HasPrefix(s.Text, bom) {
		i += len(bom)
	}
	for n := 1; n < column && i < len(s.Text) && s.Text[i] != '\n'; n++ {
		_, size := utf8.DecodeRuneInString(s.Text[i:])
		i += size
	}
	return i
}

// Line returns the text of a line, counted from 1, without its line ending,
// and the byte offset at which it starts.
func (s *Source) Line(line int) (text string, start int) {
	lines := s.index()
	if line < 1 || line > len(lines) {
		return "", len(s.Text)
	}
	start = lines[line-1]
	end := len(s.Text)
	if line < len(lines) {
		end = lines[line] - 1
	}
	text = strings.TrimSuffix(s.Text[start:end], "\r")
	if line == 1 && strings.HasPrefix(text, bom) {
		return text[len(bom):], start + len(bom)
	}
	return text, start
}

// Lines returns how many lines the source has.
func (s *Source) Lines() int { return len(s.index()) }

const bom = "\uFEFF"

// Span is a range of bytes of one source: Start is in it, End is the first
// byte behind it. The zero Span is no place at all.
type Span struct {
	Source     *Source
	Start, End int
}

// IsZero reports whether the span is no place at all.
func (s Span) IsZero() bool { return s.Source == nil }

// Text returns the bytes of the span.
func (s Span) Text() string {
	if s.Source == nil || s.Start < 0 || s.End > len(s.Source.Text) || s.Start > s.End {
		return ""
	}
	return s.Source.Text[s.Start:s.End]
}

// Range returns the places of the first byte of the span and of the first byte
// behind it.
func (s Span) Range() (start, end Position) {
	if s.Source == nil {
		return Position{}, Position{}
	}
	return s.Source.Position(s.Start), s.Source.Position(s.End)
}

// String returns file:line:column of the span's start, or "" without a place.
func (s Span) String() string {
	if s.Source == nil {
		return ""
	}
	p := s.Source.Position(s.Start)
	return s.Source.Name + ":" + itoa(p.Line) + ":" + itoa(p.Column)
}
