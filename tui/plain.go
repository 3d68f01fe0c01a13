package tui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/journal"
	"github.com/gatewright/gatewright/tui/offer"
	"github.com/gatewright/gatewright/tui/secret"
	"github.com/gatewright/gatewright/tui/try"
	"github.com/gatewright/gatewright/tui/ui"
)

// plain is the editor as a conversation in lines, for screen readers and
// scripts: a command, what came of it, the next command. Nothing is drawn and
// nothing moves.
type plain struct {
	ctx    context.Context
	opts   Options
	in     <-chan typedLine
	out    io.Writer
	draft  *draft.Draft
	book   *offer.Book
	found  []diag.Finding
	copied string // JSON
	tried  *try.Save
	// of is the endpoint of tried, answers are those of all that were tried.
	of      diag.Endpoint
	answers tried
	reveal  bool // show secrets
	exists  bool
	seen    time.Time // when the file was read or saved last
	wrong   int       // how many errors it has
	done    bool
	unlock  func() // gives the file free for other editors
	// typed says that a person types the commands, whose edits are kept in the
	// journal while they are not saved.
	typed  bool
	keeper *journal.Keeper
}

// private returns a line of text as it may be said.
func (p *plain) private(text string) string {
	if p.reveal {
		return text
	}
	return secret.Line(text)
}

// RunPlain runs the editor as a conversation in lines on Input and Output of
// the options, until the user leaves it, the input ends, ctx does, or the process
// gets a signal as in Run; it needs no terminal. It makes the same edits as Run
// and writes the file only on the command save. When the input ends with changes
// that are not saved it returns ErrUnsaved.
func RunPlain(ctx context.Context, o Options) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	p := &plain{ctx: ctx, out: o.Output, unlock: func() {}}
	defer func() {
		p.unlock() // the file that is open in the end
		p.answers.end()
	}()
	in := o.Input
	if in == nil {
		in = os.Stdin
	}
	if p.out == nil {
		p.out = os.Stdout
	}
	p.typed = typedByHand(in)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p.in = typedLines(ctx, in)
	if err := p.edit(o); err != nil {
		return p.end(err)
	}
	return p.run()
}

// edit takes up a file.
func (p *plain) edit(o Options) error {
	if o.Lint == nil {
		o.Lint = refusals
	}
	p.unlock()
	held, unlock := claim(o)
	o.refused = refused(o.Path)
	data := o.Data
	if len(data) == 0 {
		data = []byte(starter)
	}
	p.unlock, p.opts, p.book, p.exists = unlock, o, offer.New(o.Services), len(o.Data) > 0
	p.seen = time.Now()
	p.draft, p.keeper, p.tried = draft.New(config.Parse(o.Path, data)), nil, nil
	p.answers.end()
	if !p.exists {
		p.draft.Saved("")
	}
	reason := templated(p.draft.Doc())
	switch {
	case o.ReadOnly:
		p.draft.Lock("the editor is read only")
	case o.Piped:
		p.draft.Lock(onlyPiped)
	case held != "":
		p.draft.Lock(held)
	case reason != "":
		p.draft.Lock("a template is not edited here")
	}
	p.check()
	p.wrong = tallyOf(p.found)[diag.Error]
	p.say("%s, %s, %s. Type help for the commands.", p.opts.Path, count(p.draft.Doc().Service().NumEndpoints(), "endpoint"), p.tally())
	if reason != "" {
		p.say("This is a template. %s", reason)
	} else if locked := p.draft.Locked(); locked != "" {
		p.say("%s.", locked)
	} else if err := p.brokenNow(); err != nil {
		p.say("Note: %v.", err)
	}
	return p.recover()
}

// ErrUnsaved says that the input has ended before what was changed was saved.
var ErrUnsaved = errors.New("the changes are not saved")

func (p *plain) run() error {
	for !p.done {
		line, err := p.ask("command")
		if err != nil {
			return p.end(err)
		}
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name == "" {
			continue
		}
		c, ok := plainCommand(name)
		if !ok {
			p.say("There is no command %q; type help.", name)
			continue
		}
		err = p.brokenNow()
		if err == nil || c.mends() {
			err = c.do(p, strings.TrimSpace(rest))
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				return p.end(err)
			}
			p.say("Not done: %v.", err)
		}
	}
	return nil
}

// end is how the conversation ends when its input does.
func (p *plain) end(err error) error {
	if p.keeper != nil && p.draft.Dirty() {
		// The error that follows says that they are kept.
		_ = p.keeper.End(causeOf(p.ctx, err))
	}
	switch {
	case p.ctx.Err() != nil:
		return context.Cause(p.ctx)
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("reading commands: %w", err)
	case p.draft.Dirty() && p.draft.Locked() == "" && p.keeper != nil:
		return fmt.Errorf("editing %q: %w; they are kept, the next start offers them", p.opts.Path, ErrUnsaved)
	case p.draft.Dirty() && p.draft.Locked() == "":
		return fmt.Errorf("editing %q: %w", p.opts.Path, ErrUnsaved)
	}
	return nil
}

func (p *plain) say(format string, args ...any) {
	for _, line := range strings.Split(fmt.Sprintf(format, args...), "\n") {
		fmt.Fprintln(p.out, ui.Clean(line))
	}
}

// ask asks for a line.
func (p *plain) ask(what string) (string, error) {
	if err := p.ctx.Err(); err != nil {
		return "", err
	}
	fmt.Fprintf(p.out, "%s: ", what)
	select {
	case l := <-p.in:
		if l.err != nil {
			fmt.Fprintln(p.out)
		}
		return l.text, l.err
	case <-p.ctx.Done():
		fmt.Fprintln(p.out)
		return "", p.ctx.Err()
	}
}

// typedLine is a line of the input, or the error that ends it.
type typedLine struct {
	text string
	err  error
}

// typedLines reads lines beside the conversation, so that it can end while
// nothing is typed.
func typedLines(ctx context.Context, in io.Reader) <-chan typedLine {
	lines := make(chan typedLine)
	go func() {
		r := bufio.NewReader(in)
		for {
			text, err := r.ReadString('\n')
			if text != "" && errors.Is(err, io.EOF) {
				err = nil // a last line without an end
			}
			select {
			case lines <- typedLine{strings.TrimRight(text, "\r\n"), err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

// answered returns a word that was given with the command, else asks for it.
func (p *plain) answered(given, what string) (string, error) {
	if given != "" {
		return given, nil
	}
	return p.ask(what)
}

func (p *plain) check() {
	found, err := p.opts.Lint(p.ctx, p.draft.Doc())
	if err != nil {
		p.say("The check failed: %v.", err)
	}
	p.found = found
}

func (p *plain) tally() string {
	var n [3]int
	for _, f := range p.found {
		n[min(int(f.Severity), 2)]++
	}
	return count(n[diag.Error], "error") + ", " + count(n[diag.Warning], "warning") + ", " + count(n[diag.Info], "note")
}

// did says what was done and what is found now.
func (p *plain) did(err error) error {
	switch {
	case errors.Is(err, draft.ErrNoChange):
		p.say("Nothing has changed.")
		return nil
	case err != nil:
		return err
	}
	past := p.draft.Past()
	p.check()
	p.keep()
	p.say("Done: %s. Now %s.", past[len(past)-1].Label, p.tally())
	return nil
}

// endpoint reads the number of an endpoint, counted from 1.
func (p *plain) endpoint(text string) (*config.Endpoint, error) {
	list := p.draft.Doc().Service().Endpoints()
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(list) {
		return nil, fmt.Errorf("there is no endpoint %q, they go from 1 to %d", text, len(list))
	}
	return list[n-1], nil
}

// diff says what differs from the file.
func (p *plain) diff() {
	if !p.draft.Dirty() {
		p.say("The draft is what the file holds.")
		return
	}
	p.compare(p.draft.Disk(), p.draft.Doc().Source.Text)
}

// compare says in what two texts differ.
func (p *plain) compare(before, after string) {
	lines := diffview.Compare(before, after)
	for _, l := range lines {
		sign := map[diffview.Kind]string{diffview.Same: "same", diffview.Added: "new", diffview.Removed: "old"}[l.Kind]
		if l.Kind == diffview.Head {
			p.say("At %s:", l.Text)
			continue
		}
		if l.Kind != diffview.Same {
			p.say("%s %d: %s", sign, l.Number, strings.TrimSpace(ui.CleanLine(p.private(l.Text))))
		}
	}
}
