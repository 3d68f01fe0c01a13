package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/intake"
)

// proposed is the endpoint that could join operations of an import.
type proposed struct {
	seq   int
	joint generate.Aggregate
	parts []int
	err   error
}

// proposeJoin asks how operations can be joined.
func (m *model) proposeJoin(parts []int) tea.Cmd {
	var operations []generate.Part
	for _, i := range parts {
		if i >= len(m.intake.entries) {
			return nil // of a screen whose import is over
		}
		operations = append(operations, m.intake.entries[i].part)
	}
	seq, services, opts := m.intake.seq, m.intake.services, m.importOptions()
	return func() (msg tea.Msg) {
		defer func() {
			if p := recover(); p != nil {
				msg = proposed{seq: seq, err: fmt.Errorf("reading the document failed: %v", p)}
			}
		}()
		joint, err := generate.Propose(services, opts, operations)
		return proposed{seq, joint, parts, err}
	}
}

// isProposed asks for the path of what joins operations, or says why nothing can.
func (m *model) isProposed(p proposed) {
	switch {
	case p.seq != m.intake.seq || !m.reviewing():
		return
	case p.err != nil:
		m.warn("not joined: " + strings.ReplaceAll(p.err.Error(), "\n", "; "))
		return
	}
	m.intake.joining, m.intake.parts, m.intake.asking = &p.joint, p.parts, askJoin
	given := config.Parse("", []byte("{"+config.Quote(askJoin)+": "+config.Quote(p.joint.Method+" "+p.joint.Endpoint)+"}"))
	about := "a path for all of them, with a method that is not GET before it; the parameters that it has go to their backends"
	m.open(form.New(m.theme, field.At{Service: given.Service()}, field.Field{Name: askJoin, Kind: field.Text, About: about}, count(len(p.parts), "operation")), small)
}

// reviewing reports whether the dialog on top shows what can be imported.
func (m *model) reviewing() bool {
	if len(m.overlays) == 0 {
		return false
	}
	_, is := m.top().Component.(*intake.Model)
	return is
}

// join goes on with the path that was typed for what joins operations.
func (m *model) join(text string) tea.Cmd {
	joint := m.intake.joining
	if joint == nil {
		return nil
	}
	if err := namePath(joint, text); err != nil {
		m.intake.joining = nil
		m.warn("not joined: " + err.Error())
		return nil
	}
	return m.generate(false)
}

// namePath gives what joins operations the path, and method, that were typed; for
// nothing it keeps its own.
func namePath(joint *generate.Aggregate, text string) error {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	method, path, both := strings.Cut(text, " ")
	if !both {
		method, path = joint.Method, text
	}
	method, path = strings.ToUpper(method), strings.TrimSpace(path)
	switch {
	case !slices.Contains(fact.EndpointMethods(), method):
		return fmt.Errorf("the gateway knows no method %s", method)
	case !strings.HasPrefix(path, "/"):
		return fmt.Errorf("%q is no path, it starts with /", path)
	}
	joint.Method, joint.Endpoint = method, path
	return nil
}

// isJoined takes over the endpoint that was asked for, when it could be made.
func (m *model) isJoined(res *generate.Result) bool {
	joint := m.intake.joining
	if joint == nil {
		return true
	}
	if err := unjoined(res); err != nil {
		m.intake.joining = nil
		m.warn("not joined: " + err.Error())
		return false
	}
	m.intake.joins = append(m.intake.joins, *joint)
	return true
}

// unjoined says why an endpoint that the user has joined was not made.
func unjoined(res *generate.Result) error {
	for _, f := range res.Findings {
		// Those of the project file have a place in it.
		if f.Rule == generate.RuleAggregate && f.Severity == diag.Error && f.Span.IsZero() {
			return errors.New(f.Message)
		}
	}
	return nil
}

// showJoined picks what was joined just now.
func (m *model) showJoined(screen *intake.Model) {
	if joint := m.intake.joining; joint != nil {
		for i, e := range slices.Backward(m.intake.entries) {
			if e.own {
				screen.Joined(i, m.intake.parts)
				m.say("joined " + count(len(m.intake.parts), "operation"))
				break
			}
		}
	}
	m.intake.joining = nil
}

// jointFrom is what is shown of an endpoint that joins operations: of the user's
// own, or one of the project.
func jointFrom(res *generate.Result, e *generate.Endpoint, own, project []generate.Aggregate) imported {
	is := func(a generate.Aggregate) bool {
		return e.From.Pointer == syntax.Join("", "aggregate", a.Method+" "+a.Endpoint)
	}
	i := imported{own: slices.ContainsFunc(own, is), Item: intake.Item{Joint: true, How: count(1+len(e.Joined), "backend")}}
	all := slices.Concat(own, project)
	at := slices.IndexFunc(all, is)
	if at < 0 {
		return i
	}
	a := all[at]
	several := severalServices(res)
	var operations []string
	for _, p := range a.Parts {
		operations = append(operations, labelOf(p, several))
		switch {
		case p.Group != "":
			i.Reasons = append(i.Reasons, p.Operation+" answers under the key "+config.Quote(p.Group))
		default:
			i.Reasons = append(i.Reasons, "the keys of "+p.Operation+" stand at the top")
		}
		for _, name := range parameter.FindAllString(p.Operation, -1) {
			if called := p.Params[strings.Trim(name, "{}")]; called != "" {
				i.Reasons = append(i.Reasons, fmt.Sprintf("%s of %s is {%s}", name, p.Operation, called))
			}
		}
	}
	for _, f := range res.Findings {
		// Those about an operation of the same path have a place in its document.
		if f.Span.IsZero() && f.Endpoint == (diag.Endpoint{Method: a.Method, Path: a.Endpoint}) {
			i.Reasons = append(i.Reasons, f.Message)
		}
	}
	i.Operation = strings.Join(operations, " + ")
	return i
}

// partOf reports whether an operation is part of what the user has joined.
func partOf(own []generate.Aggregate, part generate.Part) bool {
	return slices.ContainsFunc(own, func(a generate.Aggregate) bool {
		return slices.ContainsFunc(a.Parts, func(p generate.Part) bool { return p.Service == part.Service && p.Operation == part.Operation })
	})
}

// ownJSON is a generated endpoint without the note of where it comes from, which
// would say that the project file has it.
func ownJSON(text string) string {
	doc := config.Parse("generated.json", []byte(text))
	edits, err := doc.Remove("/@gatewright")
	if err == nil {
		doc, err = doc.Apply(edits...)
	}
	if err != nil {
		return text
	}
	return doc.Source.Text
}
