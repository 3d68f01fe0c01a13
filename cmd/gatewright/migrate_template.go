package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/config/template"
	"github.com/gatewright/gatewright/generate/krakend"
)

// isTemplate reports whether a file is the template of a configuration: by its
// name, or because folders to render it with are named.
func isTemplate(c *cli.Context, a *app, path string) bool {
	return strings.HasSuffix(path, ".tmpl") || a.env["FC_ENABLE"] != "" || c.IsSet("settings") || c.IsSet("partials") || c.IsSet("templates")
}

// migrateTemplate renders a template and migrates the result. What changes is
// told with the places in the template and the files that it is made of, for a
// person to change them: no edit of the result can be one of the template.
func (a *app) migrateTemplate(c *cli.Context, doc *config.Document) error {
	if c.Bool("write") || c.Bool("diff") {
		return usagef("leave it out: the list says what to change in the template", "a template is not rewritten, -w and -d are for configurations")
	}
	folders := a.templateFolders()
	folders.Settings = cmp.Or(c.String("settings"), folders.Settings)
	folders.Partials = cmp.Or(c.String("partials"), folders.Partials)
	folders.Templates = cmp.Or(c.String("templates"), folders.Templates)
	made, err := template.Render(doc.Source, folders)
	if err != nil {
		return err
	}
	rendered := asConfig(made.Source, "")
	m, err := krakend.Migrate(config.Parse(rendered.Name, []byte(rendered.Text)))
	if err != nil {
		return err
	}
	origin := func(s syntax.Span) syntax.Span {
		s.Source = made.Source
		return made.Origin(s)
	}
	told, count := map[string]bool{}, map[bool]int{}
	for _, one := range m.Changes {
		what := "change by hand"
		if one.Decision {
			what = "decide"
		}
		// What a loop of the template makes several times is changed once.
		line := fmt.Sprintf("%s: %s: %s", origin(one.Span), what, one.Message)
		if told[line] {
			continue
		}
		told[line] = true
		count[one.Decision]++
		fmt.Fprintln(a.stderr, line)
	}
	fmt.Fprintf(a.stderr, "%s to change in the template, %d left to decide\n", plural(count[false], "place"), count[true])
	if !c.Bool("check") {
		if err := a.writeMigrated(c.String("output"), "", m.Document.Source.Text); err != nil {
			return err
		}
	}
	if len(m.Changes) > 0 {
		return errNo
	}
	return nil
}
