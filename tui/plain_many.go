package tui

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/internal/graph"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/list"
	"github.com/gatewright/gatewright/tui/try"
	"github.com/gatewright/gatewright/tui/ui"
)

// matching returns the indices of the endpoints that a filter lets through.
func (p *plain) matching(terms string) []int {
	rows := list.New(ui.NewTheme(false, true))
	rows.SetService(p.draft.Doc().Service())
	rows.SetFindings(p.found)
	rows.SetFilter(terms)
	return rows.Matching()
}

// which reads which endpoints are meant: all, numbers such as 1, 3-5, or terms.
func (p *plain) which(text string) ([]int, error) {
	all := p.draft.Doc().Service().NumEndpoints()
	if text = strings.TrimSpace(text); text == "all" {
		text = fmt.Sprintf("1-%d", all)
	}
	if strings.Trim(text, "0123456789-, ") != "" {
		if found := p.matching(text); len(found) > 0 {
			return found, nil
		}
		return nil, errors.New("there is no such endpoint")
	}
	return numbers(text, all, "endpoint")
}

// numbers reads numbers such as 1, 3-5 of things that go from 1 to all, and
// returns them counted from 0.
func numbers(text string, all int, what string) ([]int, error) {
	var indices []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		from, to, span := strings.Cut(word, "-")
		if !span {
			to = from
		}
		a, err := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err != nil || err2 != nil || a < 1 || b < a || b > all {
			return nil, fmt.Errorf("there is no %s %q, they go from 1 to %d", what, word, all)
		}
		for i := a; i <= b; i++ {
			indices = append(indices, i-1)
		}
	}
	slices.Sort(indices)
	if indices = slices.Compact(indices); len(indices) == 0 {
		return nil, fmt.Errorf("no %s is named", what)
	}
	return indices, nil
}

// setMany sets a field of several endpoints, or of all their backends.
func (p *plain) setMany(rest string) error {
	name, value, _ := strings.Cut(rest, " ")
	name, err := p.answered(name, "field")
	if err != nil {
		return err
	}
	text, err := p.ask("which endpoints")
	if err != nil {
		return err
	}
	indices, err := p.which(text)
	if err != nil {
		return err
	}
	at, _ := endpointAt(p.draft, indices[0])
	f, err := manyField(at, name)
	if err != nil {
		return err
	}
	objects := (&bulk{indices}).objects(at.Service, f.Level)
	if slices.ContainsFunc(objects, func(o config.Object) bool { return len(twice(p.draft.Doc(), o.Node, f.Name)) > 0 }) {
		return fmt.Errorf("%q stands twice in one of them; set it there first", f.Name)
	}
	if value = strings.TrimSpace(value); value == "" {
		p.propose(at, f)
		if value, err = p.ask(f.Name + ", empty takes it out"); err != nil {
			return err
		}
	}
	label := fmt.Sprintf("set %s in %s", f.Name, count(len(indices), "endpoint"))
	return p.did(putAll(p.draft, label, objects, f, strings.TrimSpace(value)))
}

// manyField returns the field of endpoints that is called so, else that of
// backends.
func manyField(at field.At, name string) (field.Field, error) {
	f, err := known(at, name)
	if err == nil {
		return f, nil
	}
	for _, b := range field.Of(fact.Backend) {
		if strings.EqualFold(b.Name, name) {
			return b, nil
		}
	}
	return f, fmt.Errorf("neither endpoints nor backends have a field %q", name)
}

// extend adds an extension to a place.
func (p *plain) extend(rest string) error {
	at, rest, err := p.placed(rest)
	if err != nil {
		return err
	}
	namespace, json, _ := strings.Cut(rest, " ")
	if namespace == "" {
		p.propose(at, field.Extensions(at))
		if namespace, err = p.ask("extension"); err != nil {
			return err
		}
	}
	if namespace = strings.TrimSpace(namespace); namespace == "" {
		return errors.New("no extension is named")
	}
	f := field.Extension(at.Level(), namespace)
	if json = strings.TrimSpace(json); json == "" {
		if json, err = p.ask(f.Name + ", as JSON"); err != nil {
			return err
		}
	}
	if json = strings.TrimSpace(json); json == "" {
		json = "{}"
	}
	if err := f.Check(json); err != nil {
		return err
	}
	return p.did(putExtension(p.draft, at, namespace, json))
}

// routes says the map of the routes, or writes it to a file.
func (p *plain) routes(file string) error {
	if file != "" {
		return p.writeOther(aMap, file)
	}
	var b bytes.Buffer
	if err := graph.New(p.draft.Doc().Service(), p.found).Write(&b, graph.Tree); err != nil {
		return err
	}
	// The branches of the tree are nothing to read aloud.
	tree := strings.NewReplacer("├── ", "  ", "└── ", "  ", "│   ", "  ", "    ", "  ").Replace(b.String())
	for _, line := range strings.Split(strings.TrimRight(tree, "\n"), "\n") {
		p.say("%s", p.private(line))
	}
	return nil
}

// lastTry returns the request that was tried last.
func (p *plain) lastTry() (*try.Save, error) {
	if p.tried == nil {
		return nil, errors.New("nothing was tried yet")
	}
	return p.tried, nil
}

// curl says the request that was tried last as a command line.
func (p *plain) curl(string) error {
	kept, err := p.lastTry()
	if err != nil {
		return err
	}
	for _, line := range strings.Split(kept.Request.Curl(try.Base(p.draft.Doc().Service())), "\n") {
		p.say("%s", p.private(line))
	}
	return nil
}

// writeTry writes what was tried last to a file.
func (p *plain) writeTry(file string) error {
	if _, err := p.lastTry(); err != nil {
		return err
	}
	return p.writeOther(aRequest, file)
}
