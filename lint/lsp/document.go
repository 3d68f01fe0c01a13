package lsp

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
)

// document is a file as the editor has it.
type document struct {
	uri, path string
	version   int
	*config.Document
	// changed says that it is to be judged; result is the last judgement.
	changed bool
	result  *lint.Result
}

func (s *server) didOpen(_ context.Context, p didOpenParams) (any, error) {
	d := &document{uri: p.TextDocument.URI, path: pathOf(p.TextDocument.URI)}
	d.set(p.TextDocument.Version, p.TextDocument.Text)
	s.docs[d.uri] = d
	return nil, nil
}

func (s *server) didChange(_ context.Context, p didChangeParams) (any, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	text := d.Source.Text
	for _, c := range p.ContentChanges {
		if c.Range == nil {
			text = c.Text
			continue
		}
		src := syntax.NewSource("", []byte(text))
		start, end := offset(src, c.Range.Start), offset(src, c.Range.End)
		text = text[:start] + c.Text + text[max(start, end):]
	}
	d.set(p.TextDocument.Version, text)
	return nil, nil
}

func (s *server) didClose(_ context.Context, p textDocumentParams) (any, error) {
	delete(s.docs, p.TextDocument.URI)
	return nil, s.conn.notify("textDocument/publishDiagnostics", publishDiagnosticsParams{URI: p.TextDocument.URI, Diagnostics: []diagnostic{}})
}

func (s *server) document(uri string) (*document, error) {
	d := s.docs[uri]
	if d == nil {
		return nil, &rpcError{codeInvalidParams, fmt.Sprintf("the document %q is not open", uri)}
	}
	return d, nil
}

func (d *document) set(version int, text string) {
	d.version, d.Document, d.changed, d.result = version, config.Parse(d.path, []byte(text)), true, nil
}

// judge returns what lint finds, once for each version.
func (s *server) judge(ctx context.Context, d *document) (*lint.Result, error) {
	if d.result == nil {
		r, err := lint.Run(ctx, d.Document, s.lintOptions(d))
		if err != nil {
			return nil, err
		}
		d.result = r
	}
	return d.result, nil
}

func (s *server) lintOptions(d *document) lint.Options {
	if s.opts.Lint == nil {
		return lint.Options{}
	}
	return s.opts.Lint(d.path)
}

// isGateway reports whether the document is a gateway's configuration. Editors
// send every file of a language.
func (d *document) isGateway() bool {
	name := path.Base(strings.ReplaceAll(d.path, `\`, "/"))
	if strings.HasSuffix(name, ".tmpl") {
		return false // it is no configuration before it is rendered
	}
	if strings.Contains(name, "krakend") {
		return true
	}
	if list := d.Root.Get("endpoints"); list != nil && list.Kind == syntax.Array {
		return true
	}
	return strings.Contains(d.Root.Get("$schema").Str(), "krakend")
}

var drive = regexp.MustCompile(`^/[A-Za-z]:`)

// pathOf is the path of a file's URI. What is no file keeps a name that tells
// its format.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		_, rest, _ := strings.Cut(uri, ":")
		return rest
	}
	if drive.MatchString(u.Path) {
		return u.Path[1:]
	}
	return u.Path
}

// uriOf is the URI of a path; a relative one has none.
func uriOf(name string) (uri string, ok bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	if len(name) > 1 && drive.MatchString("/"+name) {
		name = "/" + name
	}
	if !strings.HasPrefix(name, "/") {
		return "", false
	}
	u := url.URL{Scheme: "file", Path: name}
	return u.String(), true
}

// offset is the byte of a position, which counts lines and UTF-16 units from 0.
func offset(src *syntax.Source, p position) int {
	line, start := src.Line(p.Line + 1)
	if p.Line+1 == src.Lines() {
		line = src.Text[start:] // a carriage return at the very end ends no line
	}
	units, i := 0, 0
	for i < len(line) && units < p.Character {
		r, size := utf8.DecodeRuneInString(line[i:])
		i += size
		if units++; r > 0xffff {
			units++
		}
	}
	return start + i
}

// positionOf is the position of a byte.
func positionOf(src *syntax.Source, at int) position {
	p := src.Position(at)
	_, start := src.Line(p.Line)
	units := 0
	for _, r := range src.Text[min(start, p.Byte):p.Byte] {
		if units++; r > 0xffff {
			units++
		}
	}
	return position{p.Line - 1, units}
}

func rangeOf(s syntax.Span) span {
	if s.Source == nil {
		return span{}
	}
	return span{positionOf(s.Source, s.Start), positionOf(s.Source, s.End)}
}

func (d *document) span(start, end int) syntax.Span {
	return syntax.Span{Source: d.Source, Start: start, End: end}
}
