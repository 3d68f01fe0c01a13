package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/findings"
	"github.com/gatewright/gatewright/tui/list"
	"github.com/gatewright/gatewright/tui/ui"
)

// findings says what is found: at a place, or what the terms of a filter show.
func (p *plain) findings(rest string) error {
	shown := make([]int, len(p.found))
	for i := range shown {
		shown[i] = i
	}
	switch {
	case strings.Trim(rest, "0123456789. ") != "":
		shown = p.foundBy(rest)
	case rest != "":
		at, _, err := p.placed(rest)
		if err != nil {
			return err
		}
		within := at.Object().Pointer
		shown = slices.DeleteFunc(shown, func(i int) bool {
			f := p.found[i]
			return within != "" && f.Pointer != within && !strings.HasPrefix(f.Pointer, within+"/")
		})
	}
	for _, i := range shown {
		f, fixable := p.found[i], ""
		if len(f.Fixes) > 0 {
			fixable = "; fix: " + f.Fixes[0].Title
		}
		p.say("%d: %s at %s: %s, %s%s", i+1, f.Severity, whereIs(f), p.private(f.Message), f.Rule, fixable)
	}
	if len(shown) == 0 {
		p.say("Nothing is found.")
	}
	return nil
}

// foundBy returns the indices of the findings that a filter lets through.
func (p *plain) foundBy(terms string) []int {
	rows := list.New(ui.NewTheme(false, true))
	rows.SetService(p.draft.Doc().Service())
	rows.SetFindings(p.found)
	return findings.Matching(p.found, terms, func(f diag.Finding, term string) bool {
		return rows.Matches(draft.EndpointOf(f.Pointer), term)
	})
}

// finding reads the number of a finding.
func (p *plain) finding(rest string) (int, error) {
	list, _, err := p.numbered(rest)
	switch {
	case err != nil:
		return 0, err
	case len(list) > 1:
		return 0, errors.New("name one finding")
	}
	return list[0], nil
}

// numbered reads the numbers of findings, and what stands behind them.
func (p *plain) numbered(rest string) (list []int, more string, err error) {
	text, more, _ := strings.Cut(rest, " ")
	if text, err = p.answered(text, "number of the finding"); err != nil {
		return nil, "", err
	}
	list, err = numbers(text, len(p.found), "finding")
	return list, strings.TrimSpace(more), err
}

// fix applies the fix of a finding, or shows what those of several would change,
// and asks.
func (p *plain) fix(rest string) error {
	list, _, err := p.numbered(rest)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return p.fixMany(list)
	}
	f := p.found[list[0]]
	if object, name := twiceAt(p.draft.Doc(), f); object != nil {
		return p.choose(object, name)
	}
	if len(f.Fixes) == 0 || f.Fixes[0].Source != p.draft.Doc().Source {
		return fmt.Errorf("%s has no fix to apply", f.Rule)
	}
	err = p.draft.Do("fix "+f.Rule+": "+f.Fixes[0].Title, f.Pointer, f.Fixes[0].Edits)
	if err == nil {
		p.draft.Annotate(mending(p.opts.Path, f.Rule, f.Fixes[0].Safe))
	}
	return p.did(err)
}

func (p *plain) fixMany(list []int) error {
	edits, notes := fixesOf(p.draft.Doc(), p.these(list))
	if len(notes) == 0 {
		return errors.New("none of them has a fix to apply")
	}
	for _, n := range notes {
		p.say("%s", n)
	}
	text := p.draft.Doc().Source.Text
	after, err := syntax.Apply(text, edits)
	if err != nil {
		return err
	}
	p.compare(text, after)
	if ok, err := p.agree("apply them"); !ok || err != nil {
		return err
	}
	return p.did(p.draft.Replace(fmt.Sprintf("apply %d fixes", len(notes)), after))
}

func (p *plain) these(list []int) []diag.Finding {
	found := make([]diag.Finding, len(list))
	for at, i := range list {
		found[at] = p.found[i]
	}
	return found
}

// ignore passes over findings.
func (p *plain) ignore(rest string) error {
	list, reason, err := p.numbered(rest)
	if err != nil {
		return err
	}
	if reason, err = p.answered(reason, "reason"); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return errors.New("a finding is passed over only with a reason")
	}
	return p.did(putIgnores(p.draft, p.these(list), strings.TrimSpace(reason)))
}
