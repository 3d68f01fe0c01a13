package tui

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/graph"
	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/try"
)

// other is what is written to a file that is not the edited one.
type other uint8

const (
	nothing  other = iota
	aCopy          // the draft
	aMap           // the map of the routes
	aRequest       // the request that is tried
	aPatch         // what the draft changes in the file
)

// endings are the forms of the map by the ending of its file.
var endings = map[string]graph.Format{
	".svg": graph.SVG, ".dot": graph.DOT, ".gv": graph.DOT, ".mmd": graph.Mermaid, ".mermaid": graph.Mermaid, ".json": graph.JSON, ".txt": graph.Tree,
}

type (
	// occupied says that a file is there already.
	occupied struct {
		path string
		data []byte
	}
	// replaceFile is the answer that writes it all the same.
	replaceFile occupied
	// wrote says that a file was written.
	wrote struct{ path string }
)

// askFile asks which file something is written to.
func (m *model) askFile(what other) {
	about := "the file to write the draft to; the editor stays with " + m.name()
	if what == aMap {
		about = "the file to write the map to; its ending says how: .svg, .dot, .mmd, .json, or .txt"
	}
	if what == aRequest {
		about = "the file to write the request to; its ending says how: .hurl for a test with what was answered, .http, or .sh with curl"
	}
	m.writing = what
	at := field.At{Service: m.draft.Doc().Service()}
	m.open(form.New(m.theme, at, field.Field{Name: "file", Kind: field.Text, About: about}, "what to write"), small)
}

// writeOther writes what was asked about to the file that was typed.
func (m *model) writeOther(what other, path string) tea.Cmd {
	path = strings.TrimSpace(path)
	if same(path, m.opts.Path) {
		m.warn("that is the file that is edited; " + m.theme.KeyOf(keySave) + " saves it")
		return nil
	}
	data, err := content(what, path, m.draft, m.found, &m.trial.kept)
	if err != nil {
		m.warn(err.Error())
		return nil
	}
	return func() tea.Msg {
		_, err := os.Lstat(path)
		switch {
		case err == nil:
			return occupied{path, data}
		case !errors.Is(err, fs.ErrNotExist):
			return failed{fmt.Errorf("writing %q: %w", path, cause(err))}
		}
		return m.writeFile(path, data)
	}
}

// content is what is written to another file, whose ending says how.
func content(what other, path string, d *draft.Draft, found []diag.Finding, kept *try.Save) ([]byte, error) {
	doc := d.Doc()
	switch what {
	case aMap:
		format, ok := endings[strings.ToLower(filepath.Ext(path))]
		if !ok {
			return nil, errors.New("the map is written as .svg, .dot, .mmd, .json or .txt")
		}
		var b bytes.Buffer
		err := graph.New(doc.Service(), found).Write(&b, format)
		return b.Bytes(), err
	case aRequest:
		text, ok := kept.Request.File(filepath.Ext(path), try.Base(doc.Service()), kept.Answer)
		if !ok {
			return nil, errors.New("a request is written as " + try.Endings)
		}
		return []byte(text), nil
	case aPatch:
		operations, err := d.Patch()
		return []byte(draft.PatchJSON(operations)), err
	}
	return []byte(doc.Source.Text), nil
}

// writeFile writes another file than the edited one.
func (m *model) writeFile(path string, data []byte) tea.Msg {
	if err := m.export(path, data); err != nil {
		return failed{err}
	}
	return wrote{path}
}

func (m *model) askReplace(o occupied) {
	m.open(ask.New(m.theme, "The file is there", fmt.Sprintf("%s is there already.", o.path),
		ask.Answer{Key: "w", Label: "replace it", Value: replaceFile(o)}), small)
}

// same reports whether two paths lead to one file.
func same(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
