package lint

import (
	"cmp"
	"context"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// maxRounds bounds how often Fix looks again: a fix may bring another to light.
const maxRounds = 10

// Fixed is what Fix did.
type Fixed struct {
	Document *config.Document
	// Done are the findings that were mended, in the order of the edits.
	Done []diag.Finding
	// Left are the findings of the new document.
	Left *Result
}

// Fix makes the safe fixes of a document, and with unsafe the others too, until
// nothing is left to mend. Fixes that overlap are made in turn. The document
// given stays as it is.
func Fix(ctx context.Context, doc *config.Document, opts Options, unsafe bool) (*Fixed, error) {
	fixed := &Fixed{Document: doc}
	for range maxRounds {
		result, err := Run(ctx, fixed.Document, opts)
		if err != nil {
			return nil, err
		}
		fixed.Left = result
		next, done := applyFixes(result, unsafe)
		if len(done) == 0 {
			return fixed, nil
		}
		fixed.Document = next
		fixed.Done = append(fixed.Done, done...)
	}
	result, err := Run(ctx, fixed.Document, opts)
	fixed.Left = result
	return fixed, err
}

// applyFixes makes one round: of fixes that touch the same bytes the first.
func applyFixes(r *Result, unsafe bool) (*config.Document, []diag.Finding) {
	doc := r.Document
	var taken stretches
	var edits []syntax.Edit
	var done []diag.Finding
	for _, f := range r.Findings {
		fix := safeFix(f, unsafe)
		if fix == nil || fix.Source != doc.Source || !taken.take(fix.Edits) {
			continue
		}
		edits = append(edits, fix.Edits...)
		done = append(done, f)
	}
	next, err := doc.Apply(edits...)
	if err != nil {
		return doc, nil
	}
	return next, done
}

// safeFix returns the first fix of a finding that may be made, or nil.
func safeFix(f diag.Finding, unsafe bool) *diag.Fix {
	for i := range f.Fixes {
		if (unsafe || f.Fixes[i].Safe) && len(f.Fixes[i].Edits) > 0 {
			return &f.Fixes[i]
		}
	}
	return nil
}

// stretches are the bytes that edits have taken, by their start.
type stretches []syntax.Edit

// take takes the bytes of edits, all or none of them. Where they share bytes or
// an edge with others it takes none: two insertions at one place would need a
// comma between them that neither has.
func (s *stretches) take(edits []syntax.Edit) bool {
	for _, e := range edits {
		i := s.after(e)
		if i < len(*s) && (*s)[i].Start <= e.End || i > 0 && e.Start <= (*s)[i-1].End {
			return false
		}
	}
	for _, e := range edits {
		*s = slices.Insert(*s, s.after(e), e)
	}
	return true
}

// after is where an edit belongs among the others.
func (s *stretches) after(e syntax.Edit) int {
	i, _ := slices.BinarySearchFunc(*s, e.Start, func(a syntax.Edit, start int) int { return cmp.Compare(a.Start, start) })
	return i
}
