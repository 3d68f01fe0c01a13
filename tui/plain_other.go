package tui

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/journal"
)

// write writes the draft to another file.
func (p *plain) write(file string) error { return p.writeOther(aCopy, file) }

// writeOther writes something to another file than the edited one; one that is
// there already is asked for.
func (p *plain) writeOther(what other, file string) error {
	file, err := p.answered(file, "file")
	if err != nil {
		return err
	}
	switch {
	case file == "":
		return errors.New("no file is named")
	case same(file, p.opts.Path):
		return errors.New("that is the file that is edited; save writes it")
	}
	data, err := content(what, file, p.draft, p.found, p.tried)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil {
		if ok, err := p.agree(file + " is there already; replace it"); !ok || err != nil {
			return err
		}
	}
	if err := config.WriteFile(file, data); err != nil {
		return err
	}
	p.say("Wrote %s.", file)
	return nil
}

// reload reads the file again.
func (p *plain) reload(string) error {
	if p.opts.Piped {
		return errors.New(readOnce)
	}
	r := readAgain(p.opts.Path)
	switch {
	case r.err != nil:
		return fmt.Errorf("reading %q: %w", p.opts.Path, cause(r.err))
	case r.text == p.draft.Disk():
		p.say("The file is as it was read.")
		return nil
	case p.draft.Dirty() && p.draft.Locked() == "":
		_, err := p.settleWith(r.text)
		return err
	}
	return p.takeText(r.text)
}

// takeText makes the draft that of another text on disk.
func (p *plain) takeText(text string) error {
	p.draft.Reload(text)
	p.exists, p.seen = true, time.Now()
	p.check()
	p.wrong = tallyOf(p.found)[diag.Error]
	p.keep()
	p.say("Read again. Now %s.", p.tally())
	return nil
}

// settleWith asks what to do about a file that another program has changed. It
// reports whether the draft may be written over it.
func (p *plain) settleWith(theirs string) (overwrite bool, err error) {
	now := time.Now()
	p.say("Another program has changed %s %s.", p.opts.Path, moments(now.Sub(between(stampOf(p.opts.Path).time, p.seen, now))))
	text, err := p.ask("merge, theirs, overwrite or leave")
	if err != nil {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "overwrite":
		return true, nil
	case "theirs":
		return false, p.takeText(theirs)
	case "merge":
		return false, p.merge(theirs)
	}
	p.say("Left as it was.")
	return false, nil
}

// merge puts the draft and another state of the file together; where both have
// changed the same it asks.
func (p *plain) merge(theirs string) error {
	of := draft.Compare(p.opts.Path, p.draft.Disk(), p.draft.Doc().Source.Text, theirs)
	picks := make([]draft.Pick, len(of.Clashes))
	for i, c := range of.Clashes {
		p.say("Both have changed %s.", cmp.Or(c.Place, fmt.Sprintf("line %d", c.Line)))
		for _, side := range []struct{ name, text string }{{"It was", c.Base}, {"Yours", c.Mine}, {"Theirs", c.Theirs}} {
			p.say("%s: %s", side.name, p.private(cmp.Or(strings.Join(strings.Fields(side.text), " "), "nothing")))
		}
		question := "yours or theirs"
		if c.Typed() {
			question = "yours, theirs, or another value as JSON"
		}
		text, err := p.ask(question)
		if err != nil {
			return err
		}
		switch text = strings.TrimSpace(text); {
		case text == "yours":
			picks[i] = draft.Pick{Side: draft.Mine}
		case text == "theirs":
			picks[i] = draft.Pick{Side: draft.Theirs}
		case c.Typed() && text != "":
			picks[i] = draft.Pick{Side: draft.Other, Text: text}
		default:
			p.say("Left as it was.")
			return nil
		}
	}
	both, ok := of.Text(func(clash int) draft.Pick { return picks[clash] })
	if !ok {
		return errors.New("what was picked gives no configuration together")
	}
	p.draft.Saved(theirs)
	return p.did(p.draft.Replace("merge with the file on disk", both))
}

// compareCommit says what differs from the last commit.
func (p *plain) compareCommit(string) error {
	if p.opts.Committed == nil {
		return errors.New("there is no commit to compare with")
	}
	text, err := p.opts.Committed(p.ctx)
	if err != nil {
		return err
	}
	if text == p.draft.Doc().Source.Text {
		p.say("Nothing differs.")
		return nil
	}
	p.compare(text, p.draft.Doc().Source.Text)
	return nil
}

// open goes on with another file.
func (p *plain) open(file string) error {
	file, err := p.answered(file, "file")
	if err != nil {
		return err
	}
	if file == "" {
		return errors.New("no file is named")
	}
	if p.draft.Dirty() && p.draft.Locked() == "" {
		if ok, err := p.agree("the changes are not saved; go on without them"); !ok || err != nil {
			return err
		}
	}
	open := p.opts.Open
	if open == nil {
		open = p.opts.with
	}
	o, err := open(p.ctx, file)
	if err != nil {
		return err
	}
	if err := p.dropJournal(); err != nil {
		return err
	}
	return p.edit(o)
}

// typedByHand reports whether what is read comes from a terminal.
func typedByHand(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// recover offers the edits of an editor that was stopped.
func (p *plain) recover() error {
	if !p.typed || p.opts.Journal == "" || p.draft.Locked() != "" {
		return nil
	}
	p.keeper = journal.NewKeeper(p.opts.Journal, p.opts.Path)
	j, err := journal.Read(p.opts.Journal, p.opts.Path)
	if err != nil {
		p.say("Note: %v.", err)
	}
	if j == nil {
		return nil
	}
	p.say("An editor was stopped %s with %s not saved: %s. %s.", ago(time.Since(j.Written)), count(len(j.Labels), "edit"), strings.Join(j.Labels, ", "), j.Ended)
	text, err := j.Restore(p.draft.Disk())
	question := "restore, drop or later"
	if err != nil {
		p.say("They no longer fit: %v.", err)
		question = "drop or later"
	}
	answer, askErr := p.ask(question)
	switch {
	case askErr != nil:
		p.keeper = nil // it stays as it is
		return askErr
	case answer == "restore" && err == nil:
		return p.did(p.draft.Replace("restore unsaved edits", text))
	case answer == "drop":
		return p.dropJournal()
	}
	p.keeper = nil
	return nil
}

// keep notes what is not saved. That it cannot be noted is told, and keeps
// nobody from editing.
func (p *plain) keep() {
	if p.keeper == nil || p.draft.Begun() {
		return
	}
	if err := p.keeper.Note(p.draft.Disk(), p.draft.Doc().Source.Text, p.draft.Labels())(); err != nil {
		p.say("Note: %v.", err)
	}
}

func (p *plain) dropJournal() error {
	if p.keeper == nil {
		return nil
	}
	return p.keeper.Drop()
}
