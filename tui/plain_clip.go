package tui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/clip"
)

func (p *plain) copy(rest string) error {
	at, _, err := p.placed(rest)
	switch {
	case err != nil:
		return err
	case at.Endpoint == nil:
		return errors.New("name an endpoint or a backend")
	}
	if p.copied, err = clip.Text([]*syntax.Node{at.Object().Node}); err != nil {
		return err
	}
	for _, line := range strings.Split(p.copied, "\n") {
		p.say("%s", p.private(line))
	}
	return nil
}

func (p *plain) cut(rest string) error {
	if reason := p.draft.Locked(); reason != "" {
		return errors.New(reason)
	}
	if err := p.copy(rest); err != nil {
		return err
	}
	return p.delete(rest)
}

func (p *plain) paste(rest string) error {
	text := p.copied
	if text == "" {
		var err error
		if text, err = p.askJSON(); err != nil {
			return err
		}
	}
	kind, items, err := clip.Read(text)
	if err != nil {
		return err
	}
	if kind == clip.Backends {
		if rest, err = p.answered(rest, "endpoint that gets the "+kind.String()); err != nil {
			return err
		}
		e, err := p.endpoint(rest)
		if err != nil {
			return err
		}
		return p.did(putBackends(p.draft, e, len(e.Backends), items))
	}
	index := p.draft.Doc().Service().NumEndpoints()
	if rest != "" {
		e, err := p.endpoint(rest)
		if err != nil {
			return err
		}
		index = e.Index + 1
	}
	return p.did(putEndpoints(p.draft, index, items))
}

// askJSON asks for lines of JSON up to an empty one.
func (p *plain) askJSON() (string, error) {
	var lines []string
	for {
		line, err := p.ask("JSON, an empty line ends it")
		if err != nil {
			return "", err
		}
		if strings.TrimSpace(line) == "" {
			return strings.Join(lines, "\n"), nil
		}
		lines = append(lines, line)
	}
}

// move puts an element of a list elsewhere in it.
func (p *plain) move(rest string) error {
	place, to, _ := strings.Cut(rest, " ")
	list, index, err := p.element(place)
	if err != nil {
		return err
	}
	if to, err = p.answered(strings.TrimSpace(to), "new number"); err != nil {
		return err
	}
	n, err := strconv.Atoi(to)
	if length := len(p.draft.Doc().Root.At(list).Items()); err != nil || n < 1 || n > length {
		return fmt.Errorf("there is no place %q, they go from 1 to %d", to, length)
	}
	return p.did(p.draft.Move("move", list, index, n-1))
}

// changes says what was done, as JSON patches do.
func (p *plain) changes(string) error {
	past := p.draft.Past()
	for i, c := range past {
		p.say("%s", strings.TrimSpace(fmt.Sprintf("%d: %s. %s %s", i+1, c.Label, c.Op, c.Pointer)))
		if c.Command != "" {
			p.say("   the same: %s", c.Command)
		}
	}
	if len(past) == 0 {
		p.say("There are no changes yet.")
	}
	return nil
}

func (p *plain) toggleSecrets(string) error {
	p.reveal = !p.reveal
	if p.reveal {
		p.say("Secrets are said as they are.")
		return nil
	}
	p.say("Secrets are masked.")
	return nil
}
