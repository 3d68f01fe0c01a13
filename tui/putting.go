package tui

import (
	"cmp"
	"errors"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/intake"
)

// putPicked puts all that was picked of an import into a draft. What is new stands
// behind all, what meets an endpoint of the draft goes where that is, in the way
// that was chosen. A document may have a thousand operations: those that come as a
// whole are put in at once.
func putPicked(d *draft.Draft, entries []imported, picked []intake.Choice) error {
	meets := meetsIn(d.Doc().Service())
	var replaced []syntax.Edit
	var added []string
	var rest []intake.Choice
	for _, choice := range picked {
		e := entries[choice.Item]
		there := meets(e.id)
		switch {
		case e.setting != "" || e.extension != "", there != nil && (choice.Way == intake.Merge || choice.Way == intake.Backend):
			rest = append(rest, choice)
		case there == nil:
			added = append(added, e.json)
		case choice.Way == intake.Rename:
			text, err := withPath(e, choice.Path)
			if err != nil {
				return err
			}
			added = append(added, text)
		default:
			edits, err := d.Doc().Set(there.Pointer, e.json)
			if err != nil {
				return err
			}
			replaced = append(replaced, edits...)
		}
	}
	if err := d.Do("replace endpoints", "", replaced); err != nil && !errors.Is(err, draft.ErrNoChange) {
		return err
	}
	svc := d.Doc().Service()
	if err := d.InsertAll("add endpoints", svc.Object, "endpoints", svc.NumEndpoints(), added); err != nil && !errors.Is(err, draft.ErrNoChange) {
		return err
	}
	for _, choice := range rest {
		if err := putIn(d, entries[choice.Item], choice.Way); err != nil && !errors.Is(err, draft.ErrNoChange) {
			return err
		}
	}
	return nil
}

// meetsIn returns what finds the endpoint of a method and a path, or the one that
// takes its place whatever its parameters are called.
func meetsIn(svc *config.Service) func(diag.Endpoint) *config.Endpoint {
	same, byRoute := map[diag.Endpoint]*config.Endpoint{}, map[string]*config.Endpoint{}
	for _, e := range svc.Endpoints() {
		if id := e.ID(); same[id] == nil {
			same[id] = e
		}
		if route := routeOf(e.ID()); byRoute[route] == nil {
			byRoute[route] = e
		}
	}
	return func(id diag.Endpoint) *config.Endpoint {
		if e := same[id]; e != nil {
			return e
		}
		return byRoute[routeOf(id)]
	}
}

// withPath is a generated endpoint under another path.
func withPath(i imported, path string) (string, error) {
	called, err := renamedParameters(i.id.Path, path)
	if err != nil {
		return "", err
	}
	doc := config.Parse("generated.json", []byte(i.json))
	set := func(pointer, text string) {
		edits, wrong := doc.Set(pointer, config.Quote(text))
		if wrong == nil {
			doc, wrong = doc.Apply(edits...)
		}
		err = cmp.Or(err, wrong)
	}
	set("/endpoint", path)
	for n, b := range doc.Root.Get("backend").Items() {
		pattern := b.Get("url_pattern").Str()
		set(syntax.Index("/backend", n)+"/url_pattern", parameter.ReplaceAllStringFunc(pattern, called))
	}
	return doc.Source.Text, err
}

// putIn puts into a draft what does not come as a whole: a setting of the service,
// or what an endpoint that stays gets of another.
func putIn(d *draft.Draft, i imported, way intake.Way) error {
	svc := d.Doc().Service()
	switch {
	case i.extension != "":
		return putExtension(d, field.At{Service: svc}, i.extension, i.json)
	case i.setting != "":
		return d.Set(svc.Object, i.setting, i.json)
	case way == intake.Merge:
		return mergeEndpoint(d, endpointOf(svc, i.id), parsed(i.json))
	}
	return replaceBackends(d, endpointOf(svc, i.id), parsed(i.json))
}
