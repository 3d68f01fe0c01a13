package try

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"
)

// laidOut lays out a body of which the start is held: JSON over several lines
// unless it is to be raw, text as it is, the rest by its length. All is how many
// bytes the body has, where that is more.
func laidOut(held []byte, all int64, raw bool) []string {
	if len(held) == 0 {
		return []string{"(no body)"}
	}
	cut := int64(len(held)) < all
	if cut {
		held = whole(held)
	}
	var b bytes.Buffer
	switch {
	case raw:
	case json.Indent(&b, bytes.TrimSpace(held), "", "  ") == nil:
		held = b.Bytes()
	case cut && begins(held):
		held = indented(held)
	}
	if !utf8.Valid(held) {
		return []string{fmt.Sprintf("(%s that are no text)", size(max(all, int64(len(held)))))}
	}
	return strings.Split(strings.TrimRight(strings.ReplaceAll(string(held), "\r\n", "\n"), "\n"), "\n")
}

// unpacked is what a body has in it that came packed with gzip, as far as it is
// shown; ok is false for one that did not.
func unpacked(held []byte, h http.Header) (text []byte, ok bool) {
	if !strings.EqualFold(h.Get("Content-Encoding"), "gzip") {
		return held, false
	}
	packed, err := gzip.NewReader(bytes.NewReader(held))
	if err != nil {
		return held, false // the gateway has unpacked it
	}
	text, _ = io.ReadAll(io.LimitReader(packed, MaxShown)) // of the start of a body there is an end too early
	return text, true
}

// shown lays out the body of an answer with its headers.
func shown(held []byte, all int64, h http.Header, raw bool) []string {
	text, ok := unpacked(held, h)
	if !ok {
		return laidOut(held, all, raw)
	}
	if int64(len(held)) < all || len(text) == MaxShown {
		all = int64(len(text)) + 1 // how long it is, is not known
	} else {
		all = int64(len(text))
	}
	return append([]string{"(unpacked from gzip)"}, laidOut(text, all, raw)...)
}

// whole is a text without the character at its end of which bytes are missing.
func whole(text []byte) []byte {
	for n := 1; n <= min(utf8.UTFMax, len(text)); n++ {
		if at := len(text) - n; utf8.RuneStart(text[at]) {
			if !utf8.FullRune(text[at:]) {
				return text[:at]
			}
			break
		}
	}
	return text
}

// begins reports whether a text is the start of a JSON array or object.
func begins(text []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	first, err := dec.Token()
	if _, is := first.(json.Delim); !is {
		return false
	}
	for err == nil {
		_, err = dec.Token()
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// indented lays the start of a JSON text out as json.Indent does a whole one.
func indented(text []byte) []byte {
	var b bytes.Buffer
	var quoted, escaped, opened bool // opened: the last byte has opened a list or an object
	depth := 0
	line := func() {
		b.WriteByte('\n')
		for range depth {
			b.WriteString("  ")
		}
	}
	for _, c := range text {
		if quoted {
			b.WriteByte(c)
			quoted, escaped = escaped || c != '"', !escaped && c == '\\'
			continue
		}
		switch c {
		case ' ', '\t', '\r', '\n':
			continue
		case '}', ']':
			if depth--; !opened {
				line()
			}
			opened = false
			b.WriteByte(c)
			continue
		}
		if opened {
			line()
		}
		opened = c == '{' || c == '['
		b.WriteByte(c)
		switch c {
		case '{', '[':
			depth++
		case '"':
			quoted = true
		case ',':
			line()
		case ':':
			b.WriteByte(' ')
		}
	}
	return b.Bytes()
}
