package tui

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
)

// put gives a field the value that was typed as one line; an empty one takes it
// out.
func put(d *draft.Draft, at field.At, f field.Field, text string) error {
	o := at.Object()
	if text == "" {
		return d.Unset(o, f.Name)
	}
	v, err := lineValue(f, text)
	switch {
	case err != nil:
		return err
	case f.Kind == field.List:
		return d.SetList(o, f.Name, v.items)
	case f.Kind == field.Table:
		return d.SetTable(o, f.Name, v.pairs)
	}
	return d.Set(o, f.Name, v.json)
}

// putAll gives a field of several objects the value that was typed as one line.
func putAll(d *draft.Draft, label string, objects []config.Object, f field.Field, text string) error {
	if text == "" {
		return d.UnsetAll(label, objects, f.Name)
	}
	v, err := lineValue(f, text)
	if err != nil {
		return err
	}
	return d.SetAll(label, objects, f.Name, v.json)
}

// typedValue is what a field was given as one line.
type typedValue struct {
	items []string
	pairs []draft.Pair
	json  string
}

// lineValue reads what was typed for a field: lists have commas, tables
// name = value.
func lineValue(f field.Field, text string) (v typedValue, err error) {
	if f.Kind != field.List && f.Kind != field.Table {
		if err := f.Check(text); err != nil {
			return v, err
		}
		v.json = f.JSON(text)
		return v, nil
	}
	for _, item := range strings.Split(text, ",") {
		item = strings.TrimSpace(item)
		if err := f.Check(item); err != nil {
			return v, fmt.Errorf("%q: %w", item, err)
		}
		if f.Kind == field.List {
			v.items = append(v.items, item)
			continue
		}
		pair, err := field.ParsePair(item)
		if err != nil {
			return v, err
		}
		v.pairs = append(v.pairs, pair)
	}
	if v.json = draft.JSONList(v.items); f.Kind == field.Table {
		v.json = draft.JSONTable(v.pairs)
	}
	return v, nil
}
