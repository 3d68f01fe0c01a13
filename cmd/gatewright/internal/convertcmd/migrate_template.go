package convertcmd

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/config/template"
	"github.com/gatewright/gatewright/generate/krakend"
)

// migrateTemplate renders a template and migrates the result. What changes is
// told with the places in the template and the files that it is made of, for a
// person to change them: no edit of the result can be one of the template.
func (a action) migrateTemplate(c *cli.Context, doc *config.Document) error {
	if c.Bool("write") || c.Bool("diff") {
		return exit.Usagef("leave it out: the list says what to change in the template", "a template is not rewritten, -w and -d are for configurations")
	}
	folders, err := a.Folders(c, doc.Source.Name)
	if err != nil {
		return err
	}
	if a.Env["FC_ENABLE"] == "" {
		if err := input.OneEnvironment(folders.Settings, " or"); err != nil {
			return err
		}
	}
	made, err := template.Render(doc.Source, folders)
	if err != nil {
		return err
	}
	rendered := input.AsConfig(made.Source, "")
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
		fmt.Fprintln(a.Stderr, line)
	}
	fmt.Fprintf(a.Stderr, "%s to change in the template, %d left to decide\n", console.Plural(count[false], "place"), count[true])
	if !c.Bool("check") {
		if err := a.writeMigrated(c.String("output"), "", m.Document.Source.Text); err != nil {
			return err
		}
	}
	if len(m.Changes) > 0 {
		return exit.ErrNo
	}
	return nil
}
