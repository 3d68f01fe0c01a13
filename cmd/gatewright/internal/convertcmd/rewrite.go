package convertcmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/convert"
)

// rewrite writes a file in another format of text, with its comments where that
// has a place for them.
func (a action) rewrite(docs []*config.Document, to syntax.Format, out string) error {
	if len(docs) > 1 {
		return exit.Usagef("", "one file is written in another format at a time, %d are named", len(docs))
	}
	doc := docs[0]
	if err := readable(doc); err != nil {
		return err
	}
	text := convert.ReadText(doc.Root, doc.Format)
	var data []byte
	switch to {
	case syntax.YAML:
		data = text.YAML()
	case syntax.TOML:
		var dropped []string
		var err error
		if data, dropped, err = text.TOML(); err != nil {
			return fmt.Errorf("%s: %w", doc.Source.Name, err)
		}
		if len(dropped) > 0 {
			fmt.Fprintf(a.Stderr, "TOML knows no null: %s left out\n", strings.Join(dropped, ", "))
		}
	default:
		data = convert.JSON(convert.Plain(text.Value))
		if text.Comments > 0 && doc.Format != syntax.JSON {
			fmt.Fprintf(a.Stderr, "%s left out, JSON has none\n", console.Plural(text.Comments, "comment"))
		}
	}
	return a.writeConverted(out, []convert.File{{Name: doc.Source.Name, Data: data}}, false)
}

// readable reports the faults for which a file cannot be read as a whole.
func readable(doc *config.Document) error {
	faults := slices.DeleteFunc(slices.Clone(doc.Findings), func(f diag.Finding) bool { return f.Rule != diag.SyntaxError })
	if len(faults) > 0 {
		return exit.Findings(faults)
	}
	return nil
}
