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
	data, err := a.textIn(to, doc.Root, doc.Format)
	if err != nil {
		return fmt.Errorf("%s: %w", doc.Source.Name, err)
	}
	return a.writeConverted(out, []convert.File{{Name: doc.Source.Name, Data: data}}, false)
}

// textIn writes a tree in another format of text, and says what that has no
// place for.
func (a action) textIn(to syntax.Format, root *syntax.Node, from syntax.Format) ([]byte, error) {
	text := convert.ReadText(root, from)
	switch to {
	case syntax.YAML:
		return text.YAML(), nil
	case syntax.TOML:
		data, dropped, err := text.TOML()
		if len(dropped) > 0 {
			fmt.Fprintf(a.Stderr, "TOML knows no null: %s left out\n", strings.Join(dropped, ", "))
		}
		return data, err
	}
	if text.Comments > 0 && from != syntax.JSON {
		fmt.Fprintf(a.Stderr, "%s left out, JSON has none\n", console.Plural(text.Comments, "comment"))
	}
	return convert.JSON(convert.Plain(text.Value)), nil
}

// named is a file in the format that the name of the output tells; where that
// tells none, the file is as it is.
func (a action) named(out string, f convert.File) (convert.File, error) {
	src := syntax.NewSource(f.Name, f.Data)
	to, from := syntax.FormatOf(syntax.NewSource(out, f.Data)), syntax.FormatOf(src)
	if to == from {
		return f, nil
	}
	root, problems := syntax.Parse(src)
	if root == nil || len(problems) > 0 {
		return f, fmt.Errorf("writing %q: %s is no text of its format", out, f.Name)
	}
	var err error
	f.Data, err = a.textIn(to, root, from)
	return f, err
}

// readable reports the faults for which a file cannot be read as a whole.
func readable(doc *config.Document) error {
	faults := slices.DeleteFunc(slices.Clone(doc.Findings), func(f diag.Finding) bool { return f.Rule != diag.SyntaxError })
	if len(faults) > 0 {
		return exit.Findings(faults)
	}
	return nil
}
