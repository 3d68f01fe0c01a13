package tui

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/intake"
)

// importDocument says what a document would add, asks which of it, shows the
// difference, and asks again.
func (p *plain) importDocument(rest string) error {
	if p.opts.Load == nil {
		return errors.New("nothing can be imported here")
	}
	document, err := p.answered(rest, "document")
	if err != nil {
		return err
	}
	if document == "" || document == "-" {
		return errors.New("name a file or a URL")
	}
	res, err := p.generate(document)
	if err != nil {
		return err
	}
	entries := importedFrom(res, p.draft.Doc().Service(), p.opts.Generate.Timeout != "")
	for i, e := range entries {
		p.say("%d: %s", i+1, strings.Join(append([]string{decided(e.Item)}, e.Reasons...), "; "))
	}
	question := "which, as numbers, new, all or none"
	if slices.ContainsFunc(entries, func(e imported) bool { return e.State == intake.Differs && !e.Whole }) {
		question += "; of one that the draft has another of 3 replaces that, 3=merge adds to it, 3=backend replaces its backends, 3=/path leaves it"
	}
	text, err := p.ask(question)
	if err != nil {
		return err
	}
	picked, err := pick(text, p.draft.Doc().Service(), entries)
	switch {
	case err != nil:
		return err
	case len(picked) == 0:
		p.say("Nothing is picked.")
		return nil
	}
	trial := draft.New(p.draft.Doc())
	for _, choice := range picked {
		if err := putImported(trial, entries[choice.Item], choice); err != nil {
			return err
		}
	}
	after := trial.Doc().Source.Text
	p.compare(p.draft.Doc().Source.Text, after)
	if ok, err := p.agree("put it in"); !ok || err != nil {
		return err
	}
	return p.did(p.draft.Replace("import from "+document, after))
}

// generate reads a document and makes endpoints from it; where its service
// listens is asked for when it does not say so.
func (p *plain) generate(document string) (*generate.Result, error) {
	services, err := p.opts.Load(p.ctx, document)
	if err != nil {
		return nil, err
	}
	opts := p.opts.Generate
	res, err := generate.Run(p.ctx, services, opts)
	var usage *generate.UsageError
	if errors.As(err, &usage) && len(services) == 1 && strings.Contains(usage.Hint, "--host") {
		p.say("%s.", usage.Message)
		if opts.Host, err = p.ask("host, as http://name:port"); err != nil {
			return nil, err
		}
		res, err = generate.Run(p.ctx, services, opts)
	}
	return res, err
}

// decided says in words what an operation would be, and how it stands to the
// draft.
func decided(i intake.Item) string {
	switch i.State {
	case intake.Skipped:
		return i.Operation + ", skipped"
	case intake.Same:
		return i.Operation + ", as in the draft"
	case intake.Differs:
		return i.Operation + ", the draft has another " + i.Endpoint
	}
	return i.Operation + ", new " + i.Endpoint + ", " + i.How
}

// pick reads which entries were meant, and what becomes of those that they meet.
func pick(text string, svc *config.Service, entries []imported) ([]intake.Choice, error) {
	var picked []intake.Choice
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		number, way, chosen := strings.Cut(word, "=")
		n, err := strconv.Atoi(number)
		switch {
		case word == "none":
		case word == "new", word == "all":
			for i, e := range entries {
				if e.State == intake.New || word == "all" && e.State == intake.Differs {
					picked = append(picked, intake.Choice{Item: i})
				}
			}
		case err != nil || n < 1 || n > len(entries):
			return nil, fmt.Errorf("there is no %q, they go from 1 to %d", number, len(entries))
		case entries[n-1].State == intake.Skipped:
			return nil, fmt.Errorf("%d is skipped: no endpoint can be made of it", n)
		case chosen:
			choice, err := chosenWay(way, svc, entries, n-1)
			if err != nil {
				return nil, err
			}
			picked = append(picked, choice)
		default:
			picked = append(picked, intake.Choice{Item: n - 1})
		}
	}
	// What is said last of one counts.
	slices.Reverse(picked)
	slices.SortStableFunc(picked, func(a, b intake.Choice) int { return a.Item - b.Item })
	return slices.CompactFunc(picked, func(a, b intake.Choice) bool { return a.Item == b.Item }), nil
}

// chosenWay reads what becomes of the endpoint that an entry meets.
func chosenWay(way string, svc *config.Service, entries []imported, item int) (intake.Choice, error) {
	choice := intake.Choice{Item: item}
	switch e := entries[item]; {
	case e.State != intake.Differs || e.Whole:
		return choice, fmt.Errorf("%d meets no endpoint of the draft", item+1)
	case way == "merge":
		choice.Way = intake.Merge
	case way == "backend":
		choice.Way = intake.Backend
	case !strings.HasPrefix(way, "/"):
		return choice, fmt.Errorf("%q is none of merge, backend and a path", way)
	default:
		choice.Way, choice.Path = intake.Rename, way
		if why := taken(svc, entries, item, way); why != "" {
			return choice, errors.New(why)
		}
	}
	return choice, nil
}
