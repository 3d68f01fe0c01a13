package tui

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/repair"
	"github.com/gatewright/gatewright/tui/ui"
)

// brokenNow says why the draft can only be mended, line by line, nil where it
// can be edited.
func (p *plain) brokenNow() error {
	doc := p.draft.Doc()
	if p.draft.Locked() != "" || !repair.Needed(doc) {
		return nil
	}
	if i := slices.IndexFunc(doc.Findings, func(f diag.Finding) bool { return f.Severity == diag.Error }); i >= 0 {
		f := doc.Findings[i]
		return fmt.Errorf("this cannot be read as a configuration, at %s: %s; lines shows the text, line mends one", whereIs(f), f.Message)
	}
	return errors.New("this cannot be read as a configuration; lines shows the text, line mends one")
}

// whereIs says where a finding is: the place that it is about, or the line of the
// file.
func whereIs(f diag.Finding) string {
	if f.Pointer != "" || f.Span.Source == nil {
		return f.Pointer
	}
	at := f.Span.Source.Position(f.Span.Start)
	return fmt.Sprintf("line %d, column %d", at.Line, at.Column)
}

// lines says the text around a line.
func (p *plain) lines(rest string) error {
	doc := p.draft.Doc()
	at := 1
	for _, f := range doc.Findings {
		if f.Severity == diag.Error && f.Span.Source == doc.Source {
			at = doc.Source.Position(f.Span.Start).Line
			break
		}
	}
	if rest != "" {
		var err error
		if at, err = p.lineNumber(rest); err != nil {
			return err
		}
	}
	for n := max(at-4, 1); n <= min(at+4, doc.Source.Lines()); n++ {
		text, _ := doc.Source.Line(n)
		p.say("%d: %s", n, p.private(ui.CleanLine(strings.TrimRight(text, "\r\n"))))
	}
	return nil
}

func (p *plain) lineNumber(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if last := p.draft.Doc().Source.Lines(); err != nil || n < 1 || n > last {
		return 0, fmt.Errorf("there is no line %q, they go from 1 to %d", text, last)
	}
	return n, nil
}

// line gives a line of the text another content.
func (p *plain) line(rest string) error {
	number, text, given := strings.Cut(rest, " ")
	number, err := p.answered(number, "line")
	if err != nil {
		return err
	}
	n, err := p.lineNumber(number)
	if err != nil {
		return err
	}
	old, from := p.draft.Doc().Source.Line(n)
	old = strings.TrimRight(old, "\r\n")
	if !given {
		p.say("It is: %s", p.private(ui.CleanLine(old)))
		if text, err = p.ask("new text"); err != nil {
			return err
		}
	}
	indent := old[:len(old)-len(strings.TrimLeft(old, " \t"))]
	edit := syntax.Edit{Start: from, End: from + len(old), Text: indent + strings.TrimLeft(text, " \t")}
	return p.did(p.draft.Do(fmt.Sprintf("edit line %d", n), "", []syntax.Edit{edit}))
}

// json says a place as it stands in the file.
func (p *plain) json(rest string) error {
	at, _, err := p.placed(rest)
	if err != nil {
		return err
	}
	for _, line := range bytesOf(at) {
		p.say("%s", p.private(line.Text))
	}
	return nil
}

// one has one kept of a key that stands more than once in an object, and returns
// the place as it is then.
func (p *plain) one(at field.At, name string) (field.At, error) {
	if len(twice(p.draft.Doc(), at.Object().Node, name)) == 0 || p.draft.Locked() != "" {
		return at, nil
	}
	endpoint, backend := at.Endpoint, at.Backend
	if err := p.choose(at.Object().Node, name); err != nil {
		return at, err
	}
	if len(twice(p.draft.Doc(), at.Object().Node, name)) > 0 && at.Service == p.draft.Doc().Service() {
		return at, errors.New("one of them has to be kept first")
	}
	at = field.At{Service: p.draft.Doc().Service()}
	if endpoint != nil {
		at, _ = endpointAt(p.draft, endpoint.Index)
	}
	if backend != nil {
		at.Backend = at.Endpoint.Backends[backend.Index]
	}
	return at, nil
}

// choose asks which one to keep of a key that stands more than once.
func (p *plain) choose(object *syntax.Node, name string) error {
	list := twice(p.draft.Doc(), object, name)
	theme := ui.NewTheme(false, true)
	theme.Reveal = p.reveal
	p.say("%q stands %d times in one object; what the others say is lost.", name, len(list))
	for i, k := range list {
		p.say("%d: %s: %s", i+1, k, valueInLine(theme, name, k.value))
	}
	text, err := p.ask("which to keep, or none")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 || n > len(list) {
		p.say("Left as it was.")
		return nil
	}
	return p.did(p.draft.Do(list[n-1].label, "", list[n-1].edits))
}
