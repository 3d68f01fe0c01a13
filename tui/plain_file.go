package tui

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
)

func (p *plain) undo(string) error { return p.step("Took back", p.draft.Undo) }

func (p *plain) redo(string) error { return p.step("Did again", p.draft.Redo) }

func (p *plain) step(did string, step func() (draft.Change, bool)) error {
	if reason := p.draft.Locked(); reason != "" {
		return errors.New(reason)
	}
	c, ok := step()
	if !ok {
		p.say("There is nothing to do.")
		return nil
	}
	p.check()
	p.keep()
	p.say("%s: %s. Now %s.", did, c.Label, p.tally())
	return nil
}

func (p *plain) save(rest string) error {
	if rest != "" && rest != "bak" {
		return errors.New("write save, or save bak to keep what the file held")
	}
	if reason := cmp.Or(p.draft.Locked(), p.opts.refused); reason != "" {
		return errors.New(reason)
	}
	if !p.draft.Dirty() {
		p.say("There is nothing to save.")
		return nil
	}
	if !p.opts.SaveAtOnce || tallyOf(p.found)[diag.Error] > p.wrong {
		p.diff()
		if len(p.found) > 0 {
			p.say("Still wrong after this save: %s.", stillWrong(p.found))
		}
		if ok, err := p.agree("write " + p.opts.Path); !ok || err != nil {
			return err
		}
	}
	now, err := os.ReadFile(p.opts.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !p.exists:
	case err != nil:
		return fmt.Errorf("reading %q: %w", p.opts.Path, cause(err))
	case string(now) != p.draft.Disk():
		if ok, err := p.settleWith(string(now)); !ok || err != nil {
			return err
		}
	}
	if rest == "bak" {
		if err := backUp(p.opts.Path); err != nil {
			return err
		}
	}
	text := p.draft.Doc().Source.Text
	if err := config.WriteFile(p.opts.Path, []byte(text)); err != nil {
		return err
	}
	p.draft.Saved(text)
	p.exists, p.seen, p.wrong = true, time.Now(), tallyOf(p.found)[diag.Error]
	p.keep()
	if rest == "bak" && len(now) > 0 {
		p.say("Saved, before it %s.", backupOf(p.opts.Path))
		return nil
	}
	p.say("Saved.")
	return nil
}

// agree asks a question that is answered with yes or no.
func (p *plain) agree(question string) (bool, error) {
	text, err := p.ask(question + ", yes or no")
	if err != nil {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "y", "yes":
		return true, nil
	}
	p.say("Left as it was.")
	return false, nil
}

func (p *plain) quit(string) error {
	if p.draft.Dirty() && p.draft.Locked() == "" {
		if ok, err := p.agree("the changes are not saved; leave all the same"); !ok || err != nil {
			return err
		}
	}
	p.done = true
	return p.dropJournal()
}
