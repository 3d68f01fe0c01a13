package generate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
)

// LockName is the name of the lock file, which stands beside the output.
const LockName = ".gatewright.lock"

const lockVersion = 1

// Lock remembers what was generated last, so that the next run can tell what a
// hand has changed since from what the documents have.
type Lock struct {
	Version int `json:"version"`
	// Outputs are the generated files by name.
	Outputs map[string]Output `json:"outputs"`
}

// Output is one generated file: the hash of its bytes, the documents that it
// was made from, and what was made of them.
type Output struct {
	SHA256    string
	Documents []Document
	Base      Base
}

// Base is a generated configuration as data: the JSON text of the service
// without its endpoints, and that of each endpoint. The zero Base is one that
// nobody knows.
type Base struct {
	Service   string
	Endpoints []string
}

// Known reports whether there is a base at all.
func (b Base) Known() bool { return b.Service != "" }

// Document is one document that a configuration was made from.
type Document struct {
	Service string `json:"service"`
	Name    string `json:"name"`
	SHA256  string `json:"sha256"`
	// Files are the overlays of the document and the files that it refers to.
	Files []File `json:"files,omitempty"`
}

// File is a file beside a document.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// ReadLock reads a lock file; without one the lock is empty.
func ReadLock(path string) (*Lock, error) {
	l := &Lock{Version: lockVersion, Outputs: map[string]Output{}}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the lock file: %w", err)
	}
	if err := json.Unmarshal(data, l); err != nil {
		return nil, fmt.Errorf("reading the lock file %q: %w", path, err)
	}
	if l.Version != lockVersion {
		return nil, fmt.Errorf("the lock file %q has version %d, this gatewright knows %d", path, l.Version, lockVersion)
	}
	if l.Outputs == nil {
		l.Outputs = map[string]Output{}
	}
	return l, nil
}

// UnmarshalJSON reads an output; its base is checked to be objects.
func (o *Output) UnmarshalJSON(data []byte) error {
	var raw struct {
		SHA256    string
		Documents []Document
		Service   json.RawMessage
		Endpoints []json.RawMessage
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	*o = Output{SHA256: raw.SHA256, Documents: raw.Documents}
	if len(raw.Service) == 0 {
		return nil
	}
	for _, one := range append([]json.RawMessage{raw.Service}, raw.Endpoints...) {
		if !bytes.HasPrefix(bytes.TrimSpace(one), []byte("{")) {
			return fmt.Errorf("%.40s is no object", one)
		}
	}
	o.Base.Service = string(raw.Service)
	for _, e := range raw.Endpoints {
		o.Base.Endpoints = append(o.Base.Endpoints, string(e))
	}
	return nil
}

// Untouched reports whether data is what was generated last under that name.
func (l *Lock) Untouched(name string, data []byte) bool {
	o, ok := l.Outputs[name]
	return ok && o.SHA256 == hash(data)
}

// Record notes what was generated under a name from which services.
func (l *Lock) Record(name string, data []byte, services []*spec.Service, base Base) {
	o := Output{SHA256: hash(data), Documents: []Document{}, Base: base}
	for _, s := range services {
		d := Document{Service: s.Name, Name: s.Source.Name, SHA256: hash([]byte(s.Source.Text))}
		for _, f := range s.Files {
			d.Files = append(d.Files, File{Name: f.Name, SHA256: hash([]byte(f.Text))})
		}
		o.Documents = append(o.Documents, d)
	}
	l.Outputs[name] = o
}

// Write writes the lock file, unless it says the same already.
func (l *Lock) Write(path string) error {
	text := l.text()
	if data, err := os.ReadFile(path); err == nil && bytes.Equal(data, text) {
		return nil
	}
	return config.WriteFile(path, text)
}

// text lays the lock out with a line for each document and each endpoint, so
// that a change of one is a change of a line.
func (l *Lock) text() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "{\n  \"version\": %d,\n  \"outputs\": {", l.Version)
	for i, name := range slices.Sorted(maps.Keys(l.Outputs)) {
		o := l.Outputs[name]
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "\n    %s: {\n      \"sha256\": %s,\n      \"documents\": [", config.Quote(name), config.Quote(o.SHA256))
		var documents []string
		for _, d := range o.Documents {
			documents = append(documents, d.text())
		}
		writeLines(&b, documents)
		if o.Base.Known() {
			fmt.Fprintf(&b, ",\n      \"service\": %s,\n      \"endpoints\": [", config.Inline(parseOwn(o.Base.Service)))
			var endpoints []string
			for _, e := range o.Base.Endpoints {
				endpoints = append(endpoints, config.Inline(parseOwn(e)))
			}
			writeLines(&b, endpoints)
		}
		b.WriteString("\n    }")
	}
	b.WriteString("\n  }\n}\n")
	return []byte(b.String())
}

// text is the document on one line.
func (d *Document) text() string {
	text := fmt.Sprintf(`{"service": %s, "name": %s, "sha256": %s`, config.Quote(d.Service), config.Quote(d.Name), config.Quote(d.SHA256))
	if len(d.Files) > 0 {
		files := make([]string, len(d.Files))
		for i, f := range d.Files {
			files[i] = fmt.Sprintf(`{"name": %s, "sha256": %s}`, config.Quote(f.Name), config.Quote(f.SHA256))
		}
		text += `, "files": [` + strings.Join(files, ", ") + "]"
	}
	return text + "}"
}

// writeLines writes the items of a list that was opened, and closes it.
func writeLines(b *strings.Builder, lines []string) {
	for i, line := range lines {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n        " + line)
	}
	if len(lines) > 0 {
		b.WriteString("\n      ")
	}
	b.WriteByte(']')
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
