package lsp

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/schemas"
)

// completion offers the keys that an object may have, the namespaces of an
// extra_config, and the values that a field takes.
func (s *server) completion(_ context.Context, p positionParams) (any, error) {
	list := completionList{Items: []completionItem{}}
	d, err := s.document(p.TextDocument.URI)
	if err != nil || !d.isGateway() || d.Format != syntax.JSON {
		return list, err
	}
	c, ok := cursorAt(d.Source.Text, offset(d.Source, p.Position))
	if !ok {
		return list, nil
	}
	if c.key {
		list.Items = d.keys(c)
	} else {
		list.Items = d.values(c)
	}
	return list, nil
}

func (d *document) keys(c cursor) []completionItem {
	items := []completionItem{}
	object, _ := schemas.Describe(c.pointer)
	present := c.known
	if n := d.Root.At(c.pointer); n != nil {
		for _, m := range n.Members() {
			// The key that is being written is no key that is there.
			if m.Key.Start != c.start {
				present = append(present, m.Name)
			}
		}
	}
	for i, name := range object.Fields {
		if slices.Contains(present, name) {
			continue
		}
		field, ok := schemas.Describe(syntax.Join(c.pointer, name))
		if !ok {
			continue
		}
		text := config.Quote(name)
		if !c.colon {
			text += ": " + start(field)
		}
		item := d.item(c, field, name, text, i)
		if object.Name == "extra_config" {
			item.Kind = kindModule
		}
		items = append(items, item)
	}
	return items
}

// start is what the value of a new field begins with.
func start(f schemas.Field) string {
	switch {
	case f.Type == "boolean" && f.Default == "false":
		return "true" // nobody writes what holds anyway
	case f.Default != "" && f.Type != "object" && f.Type != "array":
		return f.Default
	case f.Type == "string":
		return `""`
	case f.Type == "object":
		return "{}"
	case f.Type == "array":
		return "[]"
	}
	return ""
}

func (d *document) item(c cursor, f schemas.Field, label, text string, order int) completionItem {
	kind := kindValue
	if c.key {
		kind = kindProperty
	}
	item := completionItem{
		Label: label, Kind: kind, Detail: f.Type, Deprecated: f.Deprecated,
		SortText: fmt.Sprintf("%03d", order), FilterText: config.Quote(label),
		TextEdit: textEdit{rangeOf(d.span(c.start, c.end)), text},
	}
	if c.key {
		item.Documentation = &markupContent{"markdown", fieldText(f)}
	}
	if f.Enterprise {
		item.Detail += " (Enterprise Edition)"
	}
	return item
}

func (d *document) values(c cursor) []completionItem {
	pointer := syntax.Join(c.pointer, c.name)
	if !c.object {
		pointer = syntax.Index(c.pointer, 0)
	}
	field, ok := schemas.Describe(pointer)
	if !ok {
		return []completionItem{}
	}
	var texts []string
	for _, e := range field.Enum {
		texts = append(texts, config.Quote(e))
	}
	if field.Type == "boolean" {
		texts = append(texts, "true", "false")
	}
	if len(texts) == 0 {
		texts = append(texts, field.Examples...)
		if field.Default != "" {
			texts = append(texts, field.Default)
		}
	}
	items := []completionItem{}
	for i, text := range texts {
		if slices.Contains(texts[:i], text) {
			continue
		}
		item := d.item(c, field, text, text, i)
		item.FilterText = text
		items = append(items, item)
	}
	return items
}
