package generate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
)

// LockName is the name of the lock file, which stands beside the output.
const LockName = ".gatewright.lock"

const lockVersion = 1

// Lock remembers what was generated last, so that a file which a hand has
// edited since is not overwritten.
type Lock struct {
	Version int `json:"version"`
	// Outputs are the generated files by name.
	Outputs map[string]Output `json:"outputs"`
}

// Output is one generated file: the hash of its bytes, and the documents that
// it was made from.
type Output struct {
	SHA256    string     `json:"sha256"`
	Documents []Document `json:"documents"`
}

// Document is one document that a configuration was made from.
type Document struct {
	Service string `json:"service"`
	Name    string `json:"name"`
	SHA256  string `json:"sha256"`
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

// Untouched reports whether data is what was generated last under that name.
func (l *Lock) Untouched(name string, data []byte) bool {
	o, ok := l.Outputs[name]
	return ok && o.SHA256 == hash(data)
}

// Record notes what was generated under a name from which services.
func (l *Lock) Record(name string, data []byte, services []*spec.Service) {
	o := Output{SHA256: hash(data), Documents: []Document{}}
	for _, s := range services {
		o.Documents = append(o.Documents, Document{Service: s.Name, Name: s.Source.Name, SHA256: hash([]byte(s.Source.Text))})
	}
	l.Outputs[name] = o
}

// Write writes the lock file.
func (l *Lock) Write(path string) error {
	return config.WriteFile(path, []byte(config.Format(l)+"\n"))
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
