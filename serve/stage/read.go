package stage

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
	"unsafe"
)

// maxTrusted bounds how much memory the length that a backend announces takes at
// once: more is taken as it comes.
const maxTrusted = 1 << 20

// memory holds a body that is read.
type memory struct{ bytes []byte }

var memories = sync.Pool{New: func() any { return new(memory) }}

// minRecycled is from what length on, in bytes, memory is worth using again.
const minRecycled = 2 << 10

// readWhole is read into memory that may be used again, nil where it may not.
func readWhole(resp *http.Response, limit int64) (string, *memory, error) {
	n := resp.ContentLength
	if n < minRecycled || n > min(limit, maxTrusted) || resp.Header.Get("Content-Encoding") != "" {
		text, err := read(resp, limit)
		return text, nil, err
	}
	defer resp.Body.Close()
	m := memories.Get().(*memory)
	if cap(m.bytes) < int(n) {
		m.bytes = make([]byte, n)
	}
	m.bytes = m.bytes[:n]
	got, err := io.ReadFull(resp.Body, m.bytes)
	return textOf(m.bytes[:got]), m, err
}

// read reads a body into memory, unpacked and bounded, and closes it. Together
// with an error it returns what came before it.
func read(resp *http.Response, limit int64) (string, error) {
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
	bounded := &io.LimitedReader{R: body, N: limit + 1}
	if length > 0 && length <= min(limit, maxTrusted) {
		// The reader looks for the end with the smallest buffer behind the body.
		buf := bytes.NewBuffer(make([]byte, 0, length+bytes.MinRead))
		_, err := buf.ReadFrom(bounded)
		return cut(textOf(buf.Bytes()), limit, err)
	}
	buf := readBuffers.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= maxTrusted {
			buf.Reset()
			readBuffers.Put(buf)
		}
	}()
	_, err := buf.ReadFrom(bounded)
	return cut(buf.String(), limit, err)
}

var readBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// cut cuts a text at a limit and says so.
func cut(text string, limit int64, err error) (string, error) {
	if int64(len(text)) > limit {
		return text[:limit], ErrBodyTooLarge
	}
	return text, err
}

// textOf returns bytes that nobody changes any more as a text, without a copy:
// bodies are large.
func textOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
