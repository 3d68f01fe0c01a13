package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
)

// codeAction offers the fixes of the findings in a range, to ignore each of
// them, and to make all safe fixes at once.
func (s *server) codeAction(ctx context.Context, p codeActionParams) (any, error) {
	actions := []codeAction{}
	d, err := s.document(p.TextDocument.URI)
	if err != nil || !d.isGateway() {
		return actions, err
	}
	wanted := func(kind string) bool {
		return len(p.Context.Only) == 0 || slices.ContainsFunc(p.Context.Only, func(only string) bool {
			return kind == only || strings.HasPrefix(kind, only+".")
		})
	}
	r, err := s.judge(ctx, d)
	if err != nil {
		return nil, err
	}
	if wanted(quickFix) {
		for _, f := range d.at(r.Findings, offset(d.Source, p.Range.Start), offset(d.Source, p.Range.End)) {
			actions = append(actions, d.fixes(f)...)
			if a, ok := d.ignore(f); ok {
				actions = append(actions, a)
			}
		}
	}
	if wanted(fixAll) && r.Fixable() > 0 {
		fixed, err := lint.Fix(ctx, d.Document, s.lintOptions(d), false)
		if err != nil {
			return nil, err
		}
		actions = append(actions, codeAction{
			Title: "make all safe fixes", Kind: fixAll,
			Edit: d.replaceAll(fixed.Document.Source.Text),
		})
	}
	return actions, nil
}

func (d *document) fixes(f diag.Finding) []codeAction {
	var actions []codeAction
	for i, fix := range f.Fixes {
		if fix.Source != d.Source || len(fix.Edits) == 0 {
			continue
		}
		title := fix.Title
		if !fix.Safe {
			title += " (changes what clients see)"
		}
		actions = append(actions, codeAction{
			Title: title, Kind: quickFix, IsPreferred: i == 0 && fix.Safe,
			Diagnostics: []diagnostic{d.diagnostic(f)}, Edit: d.edit(fix.Edits),
		})
	}
	return actions
}

// ignoreKey is the key of an object that passes over findings about it.
const ignoreKey = "@lint-ignore"

// ignore writes that a finding is to be passed over, on the innermost endpoint,
// backend or the service: other objects may not have further keys.
func (d *document) ignore(f diag.Finding) (codeAction, bool) {
	if d.Format != syntax.JSON || d.Root == nil || d.Root.Kind != syntax.Object {
		return codeAction{}, false
	}
	pointer := holder(d.Document, f.Pointer)
	var edits []syntax.Edit
	var err error
	const reason = `"why"`
	if n := d.Root.At(pointer).Get(ignoreKey); n != nil && n.Kind == syntax.Object {
		edits, err = d.Set(syntax.Join(pointer, ignoreKey, f.Rule), reason)
	} else if n == nil {
		edits, err = d.InsertMember(pointer, 0, ignoreKey, "{"+config.Quote(f.Rule)+": "+reason+"}")
	}
	if err != nil || len(edits) == 0 {
		return codeAction{}, false
	}
	return codeAction{
		Title: fmt.Sprintf("ignore %s here, and say why", f.Rule), Kind: quickFix,
		Diagnostics: []diagnostic{d.diagnostic(f)}, Edit: d.edit(edits),
	}, true
}

// holder is the pointer of the innermost endpoint or backend that a pointer
// leads into, "" for the service.
func holder(doc *config.Document, pointer string) string {
	best := ""
	parts := strings.Split(pointer, "/")
	for _, n := range []int{3, 5} {
		if len(parts) < n || !strings.EqualFold(parts[1], "endpoints") || n == 5 && !strings.EqualFold(parts[3], "backend") {
			break
		}
		at := strings.Join(parts[:n], "/")
		if o := doc.Root.At(at); o != nil && o.Kind == syntax.Object {
			best = at
		}
	}
	return best
}

func (d *document) edit(edits []syntax.Edit) workspaceEdit {
	var list []textEdit
	for _, e := range edits {
		list = append(list, textEdit{rangeOf(d.span(e.Start, e.End)), e.Text})
	}
	return workspaceEdit{map[string][]textEdit{d.uri: list}}
}

// replaceAll turns the document into another text by one edit, of the bytes
// between what both begin and end with.
func (d *document) replaceAll(text string) workspaceEdit {
	return workspaceEdit{map[string][]textEdit{d.uri: {d.difference(text)}}}
}

func (d *document) difference(text string) textEdit {
	old := d.Source.Text
	start := 0
	for start < len(old) && start < len(text) && old[start] == text[start] {
		start++
	}
	end := 0
	for end < len(old)-start && end < len(text)-start && old[len(old)-1-end] == text[len(text)-1-end] {
		end++
	}
	// An edit has whole lines: it must not part a character or a line ending.
	start = strings.LastIndexByte(old[:start], '\n') + 1
	if i := strings.IndexByte(old[len(old)-end:], '\n'); i >= 0 {
		end -= i + 1
	} else {
		end = 0
	}
	return textEdit{rangeOf(d.span(start, len(old)-end)), text[start : len(text)-end]}
}

// formatting lays the document out; the options of the editor count for its
// indentation only.
func (s *server) formatting(_ context.Context, p formattingParams) (any, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil || !d.isGateway() {
		return []textEdit{}, err
	}
	how := config.Layout{Indent: strings.Repeat(" ", min(max(p.Options.TabSize, 1), 16))}
	if !p.Options.InsertSpaces {
		how.Indent = "\t"
	}
	text, err := d.Layout(how)
	if err != nil || string(text) == d.Source.Text {
		return []textEdit{}, nil // what is broken is reported already
	}
	return []textEdit{d.difference(string(text))}, nil
}

type formattingParams struct {
	textDocumentParams
	Options struct {
		TabSize      int  `json:"tabSize"`
		InsertSpaces bool `json:"insertSpaces"`
	} `json:"options"`
}
