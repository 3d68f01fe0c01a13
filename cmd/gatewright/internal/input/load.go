package input

import (
	"cmp"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/config/template"
)

// Loaded is a configuration with what was found while it was rendered, and the
// files that it was made of.
type Loaded struct {
	Doc   *config.Document
	Found []diag.Finding
	Files []string
}

// Load reads a configuration as the gateway would: rendered where it is a
// template, and with what KRAKEND_ variables set.
func (in Inputs) Load(c *cli.Context, path, stdinName string) (Loaded, error) {
	return in.LoadWith(c, path, stdinName, "")
}

// LoadWith is Load with a folder of settings, that of the options for "".
func (in Inputs) LoadWith(c *cli.Context, path, stdinName, settings string) (Loaded, error) {
	doc, err := in.Open(path, stdinName)
	if err != nil {
		return Loaded{}, err
	}
	l := Loaded{Doc: doc, Files: []string{path}}
	if in.IsTemplate(c, doc.Source.Name) {
		folders, err := in.Folders(c, doc.Source.Name)
		if err != nil {
			return Loaded{}, err
		}
		folders.Settings = cmp.Or(settings, folders.Settings)
		out := in.Env["FC_OUT"]
		if in.Env["FC_ENABLE"] == "" {
			out = ""
			if err := OneEnvironment(folders.Settings, " or"); err != nil {
				return Loaded{}, err
			}
		}
		if l, err = in.Render(doc.Source, folders, out); err != nil {
			return Loaded{}, err
		}
	}
	l.Doc = l.Doc.WithEnviron(in.Environ())
	return l, nil
}

// Render renders a template and writes the result to a file, "" for none.
func (in Inputs) Render(src *syntax.Source, folders template.Options, out string) (Loaded, error) {
	res, err := template.Render(src, folders)
	if err != nil {
		return Loaded{}, err
	}
	rendered := res.Source
	if out != "" {
		if err := config.WriteFile(out, []byte(rendered.Text)); err != nil {
			return Loaded{}, err
		}
	}
	doc := config.ParseMapped(AsConfig(rendered, out), func(s syntax.Span) syntax.Span {
		s.Source = rendered
		return res.Origin(s)
	})
	return Loaded{Doc: doc, Found: res.Findings, Files: res.Files}, nil
}

// AsConfig gives the rendered text the name that tells its format: that of
// FC_OUT, else JSON.
func AsConfig(src *syntax.Source, out string) *syntax.Source {
	name := out
	if name == "" {
		name = strings.TrimSuffix(src.Name, ".tmpl")
		if syntax.FormatOf(syntax.NewSource(name, nil)) != syntax.JSON {
			name += ".json"
		}
	}
	return syntax.NewSource(name, []byte(src.Text))
}
