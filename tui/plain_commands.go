package tui

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
)

// lineCommand is one command of the conversation.
type lineCommand struct {
	name, args, about string
	do                func(p *plain, rest string) error
}

// lineCommands are the commands in the order of help.
func lineCommands() []lineCommand {
	return []lineCommand{
		{"list", "[TERMS]", "the endpoints with their numbers; only those that have the words, or are so: is:error, host:users, enc:no-op, m:get, ! for not", (*plain).list},
		{"show", "PLACE", "the fields of an endpoint (2), of its backend (2.1), or of the service (0)", (*plain).show},
		{"set", "PLACE FIELD [VALUE]", "set a field; lists have commas, tables name = value; asks for the value", (*plain).set},
		{"unset", "PLACE FIELD", "take a field out of the file", (*plain).unset},
		{"set-many", "FIELD [VALUE]", "set a field of several endpoints, as one change; asks which: numbers, TERMS as in list, or all", (*plain).setMany},
		{"extend", "PLACE [NAMESPACE [JSON]]", "add an extension, a namespace of extra_config", (*plain).extend},
		{"json", "PLACE", "a place as it stands in the file", (*plain).json},
		{"lines", "[LINE]", "the text of the file around a line, or where it is broken", (*plain).lines},
		{"line", "LINE [TEXT]", "give a line of the file another text: to mend a broken one", (*plain).line},
		{"add", "[PATH]", "a new endpoint behind all", (*plain).add},
		{"add-backend", "ENDPOINT", "a new backend of an endpoint", (*plain).addBackend},
		{"duplicate", "PLACE", "a copy of an endpoint or backend behind it", (*plain).duplicate},
		{"delete", "PLACE", "delete an endpoint or a backend", (*plain).delete},
		{"move", "PLACE NUMBER", "put an endpoint, or a backend of its endpoint, at another number", (*plain).move},
		{"copy", "PLACE", "copy an endpoint or a backend, and say it as JSON", (*plain).copy},
		{"cut", "PLACE", "copy, and delete", (*plain).cut},
		{"paste", "[ENDPOINT]", "put in what was copied, else asks for JSON: endpoints behind that one or all, backends into it", (*plain).paste},
		{"import", "[DOCUMENTS]", "endpoints from the OpenAPI documents of backends, files or URLs with blanks between", (*plain).importDocument},
		{"try", "ENDPOINT [SOURCE]", "send a request through the draft; asks for what it takes; SOURCE is who answers for the backends: live, documents or recorded", (*plain).try},
		{"diff-try", "", "in what the answer that was tried last differs from the one before", (*plain).diffTry},
		{"stand-in", "", "add static data for what the backends that failed at the last try would have brought", (*plain).standIn},
		{"curl", "", "the request that was tried last as a command line", (*plain).curl},
		{"write-try", "FILE", "write what was tried last to a file: .hurl, .http or .sh", (*plain).writeTry},
		{"map", "[FILE]", "what the gateway serves, by path; or write it to a file: .svg, .dot, .mmd, .json or .txt", (*plain).routes},
		{"findings", "[PLACE or TERMS]", "what is found, with numbers; only what has the words, or is so: is:error, is:fixable, rule:timeout, host:users, m:get, ! for not", (*plain).findings},
		{"fix", "NUMBERS", "apply the fix of a finding; of several, such as 1,3-5, after showing what changes", (*plain).fix},
		{"fix-all", "", "show what all safe fixes would change, ask, and apply them", (*plain).fixAll},
		{"ignore", "NUMBERS [REASON]", "pass over a finding, or several such as 1,3-5, with a reason", (*plain).ignore},
		{"prove", "NUMBER", "show what a finding is about: send a request, with the documents answering for the backends", (*plain).prove},
		{"explain", "NUMBER", "the rule of a finding", (*plain).explain},
		{"migrate", "", "bring it to version 3 and the names of today, after showing what changes", (*plain).migrate},
		{"undo", "", "take the last change back", (*plain).undo},
		{"redo", "", "do again what was taken back", (*plain).redo},
		{"diff", "", "what differs from the file", func(p *plain, _ string) error { p.diff(); return nil }},
		{"patch", "[FILE]", "what differs from the file as a JSON patch (RFC 6902), secrets masked; or write it to a FILE, secrets and all", (*plain).patch},
		{"compare", "", "what differs from the last commit", (*plain).compareCommit},
		{"changes", "", "the changes made so far, and the commands that do the same", (*plain).changes},
		{"reveal", "", "say secrets as they are, or mask them again", (*plain).toggleSecrets},
		{"save", "[bak]", "show the difference, ask, and write the file; bak keeps what it held beside it", (*plain).save},
		{"write", "FILE", "write the draft to another file, and stay with this one", (*plain).write},
		{"reload", "", "read the file again; asks when something is not saved", (*plain).reload},
		{"open", "FILE", "go on with another file; asks when something is not saved", (*plain).open},
		{"quit", "", "leave; asks when something is not saved", (*plain).quit},
		{"help", "", "the commands", (*plain).help},
	}
}

// mends reports whether the command works on a file that cannot be read as a
// configuration.
func (c lineCommand) mends() bool {
	return slices.Contains([]string{
		"lines", "line", "findings", "fix", "fix-all", "explain", "undo", "redo", "diff", "compare", "changes", "reveal", "save", "write", "reload", "open", "quit", "help",
	}, c.name)
}

func plainCommand(name string) (lineCommand, bool) {
	for _, c := range lineCommands() {
		if c.name == name {
			return c, true
		}
	}
	return lineCommand{}, false
}

func (p *plain) help(string) error {
	for _, c := range lineCommands() {
		p.say("%s: %s", strings.TrimSpace(c.name+" "+c.args), c.about)
	}
	return nil
}

func (p *plain) list(terms string) error {
	svc, worst := p.draft.Doc().Service(), map[int]string{}
	for _, f := range p.found {
		worst[draft.EndpointOf(f.Pointer)] = ", has findings"
	}
	matching := p.matching(terms)
	for _, i := range matching {
		e := svc.Endpoint(i)
		p.say("%d: %s, %s%s", i+1, e.ID(), count(len(e.Backends), "backend"), worst[i])
	}
	if len(matching) == 0 {
		p.say("There is no such endpoint.")
	}
	return nil
}

// place reads a place: 0 for the service, 2 for an endpoint, 2.1 for a backend.
func (p *plain) place(text string) (field.At, error) {
	at := field.At{Service: p.draft.Doc().Service()}
	if text == "0" {
		return at, nil
	}
	number, backend, inner := strings.Cut(text, ".")
	e, err := p.endpoint(number)
	if err != nil {
		return at, err
	}
	at.Endpoint = e
	if !inner {
		return at, nil
	}
	n, err := strconv.Atoi(backend)
	if err != nil || n < 1 || n > len(e.Backends) || e.Backends[n-1] == nil {
		return at, fmt.Errorf("endpoint %s has no backend %q", number, backend)
	}
	at.Backend = e.Backends[n-1]
	return at, nil
}

func (p *plain) placed(rest string) (at field.At, more string, err error) {
	text, more, _ := strings.Cut(rest, " ")
	if text, err = p.answered(text, "place"); err != nil {
		return at, "", err
	}
	at, err = p.place(text)
	return at, strings.TrimSpace(more), err
}

func (p *plain) show(rest string) error {
	at, _, err := p.placed(rest)
	if err != nil {
		return err
	}
	o := at.Object()
	for _, f := range field.Of(at.Level()) {
		v := f.Read(o)
		switch {
		case v.Set:
			p.say("%s: %s", f.Name, p.private(v.Text))
		case f.Main && f.Without(at) != "":
			p.say("%s: not set, %s", f.Name, f.Without(at))
		case f.Main:
			p.say("%s: not set", f.Name)
		}
	}
	if o.Node != nil {
		for _, m := range o.Node.Members() {
			f := field.Find(at.Level(), m.Name)
			if f.Kind == field.Raw && !strings.EqualFold(m.Name, "backend") && !strings.EqualFold(m.Name, "endpoints") {
				v := f.Read(o)
				if p.reveal {
					v.Shown = v.Text
				}
				p.say("%s: %s", m.Name, v.Shown)
			}
		}
	}
	if at.Backend == nil && at.Endpoint != nil {
		for i, b := range at.Endpoint.Backends {
			if b != nil {
				p.say("backend %d.%d: %s %s", at.Endpoint.Index+1, i+1, b.HTTPMethod(), p.private(b.ID()))
			}
		}
	}
	return nil
}

func (p *plain) set(rest string) error {
	at, rest, err := p.placed(rest)
	if err != nil {
		return err
	}
	name, text, _ := strings.Cut(rest, " ")
	if name, err = p.answered(name, "field"); err != nil {
		return err
	}
	f, err := known(at, name)
	if err != nil {
		return err
	}
	if at, err = p.one(at, f.Name); err != nil {
		return err
	}
	if text = strings.TrimSpace(text); text == "" {
		p.propose(at, f)
		if text, err = p.ask(f.Name); err != nil {
			return err
		}
	}
	return p.did(put(p.draft, at, f, strings.TrimSpace(text)))
}

// propose says what a field is for, and which values it may have.
func (p *plain) propose(at field.At, f field.Field) {
	p.say("%s: %s.", f.Name, f.About)
	var values []string
	for _, o := range append(append([]field.Option(nil), f.Options...), p.book.For(at, f)...) {
		values = append(values, o.Value)
	}
	if len(values) > 0 {
		p.say("Values: %s.", strings.Join(values, ", "))
	}
}

func (p *plain) unset(rest string) error {
	at, name, err := p.placed(rest)
	if err != nil {
		return err
	}
	if name, err = p.answered(name, "field"); err != nil {
		return err
	}
	if at, err = p.one(at, name); err != nil {
		return err
	}
	return p.did(p.draft.Unset(at.Object(), name))
}

func (p *plain) add(path string) error {
	path, err := p.answered(path, "path")
	if err != nil {
		return err
	}
	svc := p.draft.Doc().Service()
	if err := field.Find(fact.Endpoint, "endpoint").Check(path); err != nil {
		return err
	}
	return p.did(p.draft.Insert("new endpoint", svc.Object, "endpoints", svc.NumEndpoints(), newEndpoint(svc, svc.NumEndpoints()-1, path)))
}

func (p *plain) addBackend(rest string) error {
	at, _, err := p.placed(rest)
	switch {
	case err != nil:
		return err
	case at.Endpoint == nil:
		return errors.New("name an endpoint by its number")
	}
	return p.did(p.draft.Insert("new backend", at.Endpoint.Object, "backend", len(at.Endpoint.Backends), newBackend(at.Service, at.Endpoint.Index, at.Endpoint.Route())))
}

// element returns the list that a place stands in, and its index there.
func (p *plain) element(rest string) (list string, index int, err error) {
	at, _, err := p.placed(rest)
	switch {
	case err != nil:
		return "", 0, err
	case at.Endpoint == nil:
		return "", 0, errors.New("name an endpoint or a backend")
	case at.Backend != nil:
		return backends(at.Endpoint), at.Backend.Index, nil
	}
	return listOf(at.Service), at.Endpoint.Index, nil
}

func (p *plain) duplicate(rest string) error {
	list, index, err := p.element(rest)
	if err != nil {
		return err
	}
	return p.did(p.draft.Duplicate("duplicate", list, index))
}

func (p *plain) delete(rest string) error {
	list, index, err := p.element(rest)
	if err != nil {
		return err
	}
	return p.did(p.draft.Remove("delete", syntax.Index(list, index)))
}

func (p *plain) explain(rest string) error {
	i, err := p.finding(rest)
	if err != nil {
		return err
	}
	f := p.found[i]
	p.say("%s: %s. The effect: %s.", f.Rule, f.Message, effect(f.Effect))
	for _, r := range f.Related {
		p.say("Because: %s", p.private(strings.TrimSpace(r.Label+": "+r.Message+" "+r.Span.String())))
	}
	if f.Hint != "" {
		p.say("What to do: %s", f.Hint)
	}
	if p.opts.Explain != nil {
		if page, ok := p.opts.Explain(f.Rule); ok {
			p.say("%s\n%s", page.Summary, strings.TrimSpace(page.Why))
		}
	}
	return nil
}
