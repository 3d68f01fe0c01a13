package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// MaxBytes bounds the size of a file that Open and ReadAll accept.
const MaxBytes = 512 << 20

// Document is one configuration file. It is immutable; edits give a new one.
type Document struct {
	Source *syntax.Source
	Format syntax.Format
	// Root is the tree, nil when the file holds no value at all.
	Root *syntax.Node
	// Findings are what is wrong with the text itself: what is no JSON, keys
	// that stand twice, comments. Of a key that stands twice JSON takes the last
	// value; as YAML or TOML the file is refused, by the libraries that the
	// reference gateway reads them with.
	Findings []diag.Finding

	problems []syntax.Problem
	parsed   bool // Root and problems are what parsing Source gives
	mapped   bool // made from other files: see ParseMapped

	once    sync.Once
	service *Service
	kept    int // bytes of the older texts that the tree may hold on to

	styleOnce sync.Once
	style     *yamlStyle // of a YAML document, see yaml
}

// Open reads the file at path. The error is about the file, never about what
// it holds: that is in the findings.
func Open(path string) (*Document, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, data), nil
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", path, cause(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("reading %q: it is a directory", path)
	}
	return ReadAll(path, f)
}

// ReadAll reads r up to MaxBytes; name stands in its errors.
func ReadAll(name string, r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", name, cause(err))
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("reading %q: it has more than %d MB", name, MaxBytes>>20)
	}
	return data, nil
}

// cause strips the path that os puts into its errors: ours name it already.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// Parse reads a configuration from memory. The name stands in findings, and
// its ending tells the format.
func Parse(name string, data []byte) *Document {
	src := syntax.NewSource(name, data)
	root, problems := syntax.Parse(src)
	return newDocument(src, root, problems)
}

func newDocument(src *syntax.Source, root *syntax.Node, problems []syntax.Problem) *Document {
	d := &Document{Source: src, Format: syntax.FormatOf(src), Root: root, problems: problems, parsed: true}
	for _, p := range problems {
		d.Findings = append(d.Findings, syntaxFinding(p))
	}
	return d
}

var syntaxRules = map[syntax.Code]string{
	syntax.DuplicateKey:  diag.DuplicateJSONKey,
	syntax.Comment:       diag.JSONComment,
	syntax.TrailingComma: diag.JSONTrailingComma,
	syntax.ByteOrderMark: diag.JSONByteOrderMark,
}

func syntaxFinding(p syntax.Problem) diag.Finding {
	f := diag.Finding{
		Rule: diag.SyntaxError, Severity: diag.Error, Effect: diag.Refused,
		Message: p.Message, Span: p.Span, Hint: p.Hint,
	}
	if rule, ok := syntaxRules[p.Code]; ok {
		f.Rule = rule
	}
	del := syntax.Edit{Start: p.Span.Start, End: p.Span.End}
	switch p.Code {
	case syntax.DuplicateKey:
		f.Related = []diag.Related{{Label: "first", Message: p.First.Text(), Span: p.First}}
		if syntax.FormatOf(p.Span.Source) == syntax.JSON {
			f.Severity, f.Effect = diag.Warning, diag.Untidy
		} else {
			f.Message += ": the gateway refuses the file"
		}
	case syntax.Comment:
		// What it says is lost.
		f.Fixes = []diag.Fix{{Title: "delete the comment", Source: p.Span.Source, Edits: []syntax.Edit{del}}}
	case syntax.TrailingComma:
		f.Fixes = []diag.Fix{{Title: "delete the comma", Safe: true, Source: p.Span.Source, Edits: []syntax.Edit{del}}}
	case syntax.ByteOrderMark:
		f.Fixes = []diag.Fix{{Title: "delete the byte order mark", Safe: true, Source: p.Span.Source, Edits: []syntax.Edit{del}}}
	}
	return f
}

// Service returns the typed view of the document, made at the first call. It
// is never nil, also where the document holds nothing.
func (d *Document) Service() *Service {
	d.once.Do(func() {
		d.service = readService(d)
	})
	return d.service
}

// Broken reports whether the text itself is refused by the gateway.
func (d *Document) Broken() bool {
	for _, f := range d.Findings {
		if f.Effect == diag.Refused {
			return true
		}
	}
	return d.Root == nil
}
