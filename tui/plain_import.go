package tui

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
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
	services, opts, err := p.readDocument(document)
	if err != nil {
		return err
	}
	entries, picked, err := p.review(services, opts)
	switch {
	case err != nil:
		return err
	case len(picked) == 0:
		p.say("Nothing is picked.")
		return nil
	}
	trial := draft.New(p.draft.Doc())
	if err := putPicked(trial, entries, picked); err != nil {
		return err
	}
	after := trial.Doc().Source.Text
	p.compare(p.draft.Doc().Source.Text, after)
	if ok, err := p.agree("put it in"); !ok || err != nil {
		return err
	}
	return p.did(p.draft.Replace("import from "+document, after))
}

// readDocument reads a document; where its service listens is asked for when it
// does not say so.
func (p *plain) readDocument(document string) ([]*spec.Service, generate.Options, error) {
	opts := p.opts.Generate
	opts.Beside, opts.BesideWhole = p.draft.Doc(), true
	services, err := loadAll(p.ctx, p.opts.Load, documentsIn(document))
	if err != nil {
		return nil, opts, err
	}
	_, err = generate.Run(p.ctx, services, opts)
	var usage *generate.UsageError
	if errors.As(err, &usage) && len(services) == 1 && strings.Contains(usage.Hint, "--host") {
		p.say("%s.", usage.Message)
		opts.Host, err = p.ask("host, as http://name:port")
	}
	return services, opts, err
}

// review says what can be put in and asks which of it, as often as operations are
// joined before, or a setting of all of them is changed.
func (p *plain) review(services []*spec.Service, opts generate.Options) (entries []imported, picked []intake.Choice, err error) {
	var own, fineOwn []generate.Aggregate
	fine := opts // what entries were made with
	for {
		all := opts
		all.Aggregates = slices.Concat(opts.Aggregates, own)
		res, err := generate.Run(p.ctx, services, all)
		if err == nil {
			err = unjoined(res)
		}
		switch {
		case err != nil && entries != nil && p.ctx.Err() == nil:
			p.say("Not done: %v.", err)
			opts, own = fine, fineOwn
			continue
		case err != nil:
			return nil, nil, err
		}
		fine, fineOwn = opts, own
		before := entries
		entries = importedFrom(res, p.draft.Doc().Service(), own, opts)
		for i, e := range entries {
			if i >= len(before) || decided(before[i].Item) != decided(e.Item) {
				p.say("%d: %s", i+1, strings.Join(append([]string{decided(e.Item)}, e.Reasons...), "; "))
			}
		}
		text, err := p.ask(question(entries))
		if err != nil {
			return nil, nil, err
		}
		name, rest, given := strings.Cut(text, "=")
		switch {
		case given && chooseFor(&opts, strings.TrimSpace(name), strings.TrimSpace(rest)):
			continue
		case !strings.Contains(name, "+"):
			if picked, err = pick(text, p.draft.Doc().Service(), entries); err == nil {
				return entries, picked, nil
			}
			p.say("Not done: %v.", err) // what was joined before is not lost for it
			continue
		}
		joint, err := p.joined(services, all, entries, name, rest, given)
		switch {
		case errors.Is(err, io.EOF), p.ctx.Err() != nil:
			return nil, nil, err
		case err != nil:
			p.say("Not joined: %v.", err)
		default:
			own = append(slices.Clone(own), joint)
		}
	}
}

// chooseFor gives options the value of a setting, and reports whether there is one
// of that name.
func chooseFor(opts *generate.Options, name, value string) bool {
	switch name {
	case "host":
		opts.Host = value
	case "prefix":
		opts.Prefix = value
	case "encoding":
		policy, err := spec.ParsePolicy(value)
		if err != nil {
			return false
		}
		opts.Infer.Policy = policy
	default:
		return false
	}
	return true
}

// question asks which entries are to be put in.
func question(entries []imported) string {
	text, operations := "which, as numbers, new, all or none; host=URL, prefix=/v1 or encoding=no-op (smart, json) makes them otherwise", 0
	for _, e := range entries {
		if e.part.Operation != "" && e.State != intake.Skipped && e.State != intake.Same {
			operations++
		}
	}
	if slices.ContainsFunc(entries, func(e imported) bool { return e.State == intake.Differs && !e.Whole }) {
		text += "; of one that the draft has another of 3 replaces that, 3=merge adds to it, 3=backend replaces its backends, 3=/path leaves it"
	}
	if operations > 1 {
		text += "; 1+2 makes one endpoint of both, 1+2=/path under that path"
	}
	return text
}

// joined is one endpoint of the operations whose numbers are given, with signs
// between them; its path is asked for, unless it is named.
func (p *plain) joined(services []*spec.Service, opts generate.Options, entries []imported, numbers, path string, given bool) (generate.Aggregate, error) {
	var parts []generate.Part
	for _, number := range strings.Split(numbers, "+") {
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if err != nil || n < 1 || n > len(entries) || entries[n-1].part.Operation == "" {
			return generate.Aggregate{}, fmt.Errorf("%q is no number of an operation", strings.TrimSpace(number))
		}
		parts = append(parts, entries[n-1].part)
	}
	joint, err := generate.Propose(services, opts, parts)
	if err != nil {
		return joint, err
	}
	if !given {
		if path, err = p.ask("path of the endpoint, empty is " + joint.Method + " " + joint.Endpoint); err != nil {
			return joint, err
		}
	}
	return joint, namePath(&joint, path)
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
