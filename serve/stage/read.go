package stage

import (
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"unsafe"

	"github.com/gatewright/gatewright/serve/payload"
)

// maxTrusted bounds how much memory the length that a backend announces takes at
// once: more is taken as it comes.
const maxTrusted = 1 << 20

// minRead is how much room a body of unknown length finds, in bytes.
const minRead = 4 << 10

// read reads a body into memory, unpacked and bounded, and closes it. Together
// with an error it returns what came before it.
func read(resp *http.Response, limit int64, m *payload.Memory) (string, error) {
	defer resp.Body.Close()
	var body io.Reader = resp.Body
	length := resp.ContentLength
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return "", err
		}
		body, length = unpacked, -1
	}
	room := minRead
	if 0 <= length && length <= min(limit, maxTrusted) {
		room = int(length) + 1 // the last byte shows that there is no more
	}
	m.Text = slices.Grow(m.Text[:0], room)
	err := readOn(m, body, limit)
	if int64(len(m.Text)) > limit {
		return textOf(m.Text[:limit]), ErrBodyTooLarge
	}
	return textOf(m.Text), err
}

// readOn reads to the end, or one byte over a limit.
func readOn(m *payload.Memory, body io.Reader, limit int64) error {
	for {
		if len(m.Text) == cap(m.Text) {
			m.Text = slices.Grow(m.Text, len(m.Text))
		}
		room := min(int64(cap(m.Text)), limit+1) - int64(len(m.Text))
		if room <= 0 {
			return nil
		}
		n, err := body.Read(m.Text[len(m.Text) : len(m.Text)+int(room)])
		m.Text = m.Text[:len(m.Text)+n]
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// textOf returns bytes that nobody changes any more as a text, without a copy:
// bodies are large.
func textOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
