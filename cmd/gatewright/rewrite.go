package main

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// rewrite writes a file in another format of text.
func (a *app) rewrite(docs []*config.Document, to syntax.Format, out string) error {
	if len(docs) > 1 {
		return usagef("", "one file is written in another format at a time, %d are named", len(docs))
	}
	doc := docs[0]
	if err := readable(doc); err != nil {
		return err
	}
	return a.writeConverted(out, []convert.File{{Name: doc.Source.Name, Data: convert.JSON(convert.FromNode(doc.Root))}})
}

func readable(doc *config.Document) error {
	if doc.Root == nil || doc.Broken() {
		for _, f := range doc.Findings {
			return usagef(f.Hint, "%s: %s", f.Span, f.Message)
		}
	}
	return nil
}
